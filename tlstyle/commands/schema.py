"""`tlstyle schema`: the project file's JSON schema."""

from __future__ import annotations

from tlstyle.console.console import Console
from tlstyle.project import ProjectTable


def schema() -> None:
    """Print the project file's JSON schema."""
    Console().json(ProjectTable.model_json_schema())
