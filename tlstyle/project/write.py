"""Writes a first project file, as short as it can be."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import toml

from tlstyle.errors import Problem, ProjectError


def write_project(file: Path, folders: Sequence[Path], styles: Sequence[Path]) -> None:
    """Write a project with a sequence for each folder, in order.

    Args:
        file: The project file; one that exists is left alone.
        folders: Each sequence's stills; the last part of its path names the sequence.
        styles: One picture for all sequences, or one for each.

    Raises:
        ProjectError: the file exists or cannot be written, or the styles are too many or too few.
    """
    if len(styles) not in (1, len(folders)):
        what = f"{len(styles)} styles for {len(folders)} folders: give one, or one for each"
        raise ProjectError(str(file), (Problem(what),))
    sequences = [
        {
            "name": folder.resolve().name,
            "frames": _relative(folder, file),
            "style": _relative(style, file),
        }
        for folder, style in zip(folders, cycle(styles), strict=False)
    ]
    try:
        with file.open("x", encoding="utf-8") as stream:
            toml.dump({"title": file.stem, "sequence": sequences}, stream)
    except OSError as error:
        raise ProjectError(str(file), (Problem(f"not written: {error.strerror}"),)) from error


def _relative(path: Path, file: Path) -> str:
    return Path(os.path.relpath(path, file.parent)).as_posix()
