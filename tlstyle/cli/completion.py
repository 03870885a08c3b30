"""What a shell offers behind the Tab key: project files, sequences' names, devices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import typer

_DEVICES = "auto", "cpu", "gpu", "gpu:1"


def project_files(incomplete: str) -> Iterator[str]:
    """Yield the project files, and the folders, that a name may become."""
    begun, _, rest = incomplete.rpartition("/")
    folder = Path(f"{begun}/" if begun or incomplete.startswith("/") else ".")
    with suppress(OSError):
        for entry in sorted(folder.iterdir()):
            if entry.name.startswith(rest) and (rest or not entry.name.startswith(".")):
                name = f"{begun}/{entry.name}" if "/" in incomplete else entry.name
                if entry.is_dir():
                    yield f"{name}/"
                elif entry.suffix == ".toml":
                    yield name


def sequence_names(context: typer.Context, incomplete: str) -> Iterator[str]:
    """Yield the names of the sequences in the project that stands before."""
    from tlstyle.errors import ProjectError
    from tlstyle.project.load import parsed

    project = context.params.get("project") or next(iter(context.args), None)
    with suppress(ProjectError, AttributeError, TypeError):
        tables = parsed(Path(project)).get("sequence", []) if project else []
        names = (str(table["name"]) for table in tables if "name" in table)
        yield from (name for name in names if name.startswith(incomplete))


def devices(incomplete: str) -> Iterator[str]:
    """Yield what a device may be called."""
    yield from (device for device in _DEVICES if device.startswith(incomplete))
