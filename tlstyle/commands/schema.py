"""`tlstyle schema`: what editors know of a project file."""

from __future__ import annotations

from pathlib import Path

from tlstyle.console.terminal import Terminal
from tlstyle.project.editor import introduce
from tlstyle.project.schema import project_schema


def schema(file: Path | None) -> None:
    """Print the project file's JSON schema; of a project, lay it beside it and name it there."""
    if file is None:
        Terminal().json(project_schema())
    else:
        Terminal().say(str(introduce(file)))
