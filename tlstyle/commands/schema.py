"""`tlstyle schema`: the project file's JSON schema."""

from __future__ import annotations

from tlstyle.console.terminal import Terminal
from tlstyle.project import ProjectTable


def schema() -> None:
    """Print the project file's JSON schema."""
    Terminal().json(ProjectTable.model_json_schema())
