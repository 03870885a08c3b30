"""Writes a first project file, as short as it can be."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

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
    encoder: toml.TomlEncoder[dict[str, Any]] = toml.TomlEncoder()
    encoder.dump_funcs[str] = _quoted
    try:
        text = toml.dumps({"title": file.stem, "sequence": sequences}, encoder).encode()
        with file.open("xb") as stream:
            stream.write(text)
    except UnicodeEncodeError as error:
        what = "not written: TOML cannot hold a name that is not UTF-8: rename the folder or style"
        raise ProjectError(str(file), (Problem(what),)) from error
    except OSError as error:
        raise ProjectError(str(file), (Problem(f"not written: {error.strerror}"),)) from error


def _quoted(text: str) -> str:
    """Escape as JSON does, whose escapes TOML knows; the toml package's own break some names."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _relative(path: Path, file: Path) -> str:
    return Path(os.path.relpath(path, file.parent)).as_posix()
