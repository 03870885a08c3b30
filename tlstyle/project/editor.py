"""What an editor is told of a project file: the schema that lies beside it."""

from __future__ import annotations

import json
from pathlib import Path

from tlstyle.errors import Problem, ProjectError
from tlstyle.project.schema import project_schema
from tlstyle.system.whole import write_whole

SCHEMA_NAME = ".tlstyle.schema.json"
"""One for all projects of a folder, where it moves with them and is found without a network.

Where tlstyle is installed is another place on each machine, and a work folder may be removed.
"""

SCHEMA_LINE = f"#:schema ./{SCHEMA_NAME}"
"""What Even Better TOML, taplo and tombi look for at the top of a file."""


def write_schema(project: Path) -> Path:
    """Write the schema beside a project file, and return where.

    Raises:
        ProjectError: it cannot be written.
    """
    file = project.parent / SCHEMA_NAME
    try:
        write_whole(file, json.dumps(project_schema(), ensure_ascii=False).encode())
    except OSError as error:
        raise ProjectError(str(file), (Problem(f"not written: {error.strerror}"),)) from error
    return file


def introduce(project: Path) -> Path:
    """Write the schema beside a project file, and name it in its first line; return the schema.

    Raises:
        ProjectError: the project cannot be read or written, or names another schema.
    """
    project = project.resolve()
    if project.suffix.lower() != ".toml":
        what = "is no project: those are named .toml, and nothing else is written into"
        raise ProjectError(str(project), (Problem(what),))
    try:
        text = project.read_bytes().decode("utf-8-sig")
        first = text.partition("\n")[0].strip()
        if first.startswith("#:schema") and first != SCHEMA_LINE:
            what = f"names another schema: remove the line, or write {SCHEMA_LINE}"
            raise ProjectError(str(project), (Problem(what, 1),))
        file = write_schema(project)
        if first != SCHEMA_LINE:
            ending = "\r\n" if "\r\n" in text else "\n"
            write_whole(project, f"{SCHEMA_LINE}{ending}{text}".encode())
    except UnicodeDecodeError as error:
        raise ProjectError(str(project), (Problem("is not text in UTF-8"),)) from error
    except OSError as error:
        what = f"cannot be read and written: {error.strerror}"
        raise ProjectError(str(project), (Problem(what),)) from error
    return file
