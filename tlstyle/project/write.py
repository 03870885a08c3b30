"""Writes a first project file, as short as it can be."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import toml

from tlstyle.errors import Problem, ProjectError
from tlstyle.project.tables import folder_name


def write_project(file: Path, folders: Sequence[Path], styles: Sequence[Path]) -> None:
    """Write a project with a sequence for each folder, in order, steadied.

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
            "name": _name(folder),
            "frames": _relative(folder, file),
            "style": _relative(style, file),
        }
        for folder, style in zip(folders, cycle(styles), strict=False)
    ]
    problems = tuple(_name_problems([sequence["name"] for sequence in sequences]))
    if problems:
        raise ProjectError(str(file), problems)
    encoder: toml.TomlEncoder[dict[str, Any]] = toml.TomlEncoder()
    encoder.dump_funcs[str] = _quoted
    try:
        # Apart, as the toml package would put [style] behind the last sequence.
        head = toml.dumps({"title": file.stem, "style": {"steady": 1}}, encoder)
        text = f"{head}\n{toml.dumps({'sequence': sequences}, encoder)}".encode()
        with file.open("xb") as stream:
            stream.write(text)
    except UnicodeEncodeError as error:
        what = "not written: TOML cannot hold a name that is not UTF-8: rename it"
        raise ProjectError(str(file), (Problem(what),)) from error
    except OSError as error:
        raise ProjectError(str(file), (Problem(f"not written: {error.strerror}"),)) from error


def _quoted(text: str) -> str:
    """Escape as JSON does, whose escapes TOML knows; the toml package's own break some names."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _name_problems(names: Sequence[str]) -> Iterator[Problem]:
    """Yield the folders' names that no project can have for its sequences."""
    for number, name in enumerate(names):
        try:
            folder_name(name)
        except ValueError as error:
            yield Problem(f"a folder's name {name!r}: {error}: rename it")
        if name.casefold() in {earlier.casefold() for earlier in names[:number]}:
            yield Problem(f"two folders are named {name!r}: rename one, as sequences are by them")


def _name(folder: Path) -> str:
    return folder.name if folder.name not in ("", "..") else folder.resolve().name


def _relative(path: Path, file: Path) -> str:
    return Path(os.path.relpath(path.resolve(), file.parent.resolve())).as_posix()
