"""Writes a first project file, as short as it can be, with a word on each key."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tlstyle.errors import Problem, ProjectError
from tlstyle.project.editor import SCHEMA_LINE, write_schema
from tlstyle.project.keys import folder_name
from tlstyle.size import Size

_WORDS = {
    "title": "stands on the sheet",
    "size": "the film's frame, width and height, even",
    "steady": "neighbours on either side that each still is averaged with: less flicker",
    "file": "trimmed to the film's length; `loop = true` plays it again",
    "name": "unique; the folder of its painted frames",
    "frames": "a folder, a glob such as shots/*.jpg, a pattern, or a video",
    "style": "a picture, of which the centre square is taken",
}
"""What each key is, behind the first of its kind."""


class NewSequence(NamedTuple):
    """A sequence to be written: its name, its stills and its style."""

    name: str
    frames: Path
    style: Path


def write_project(
    file: Path,
    sequences: Sequence[NewSequence],
    music: Path | None = None,
    size: Size | None = None,
) -> None:
    """Write a project with its sequences in order, steadied, and beside it what editors know.

    Args:
        file: The project file; one that exists is left alone.
        sequences: At least one; their paths are written relative to the project.
        music: The track under the film.
        size: The film's frame.

    Raises:
        ProjectError: the file exists or cannot be written, or a name cannot be a sequence's.
    """
    problems = tuple(_name_problems([sequence.name for sequence in sequences]))
    if problems:
        raise ProjectError(str(file), problems)
    try:
        text = _text(file, sequences, music, size).encode()
        with file.open("xb") as stream:
            stream.write(text)
        write_schema(file)
    except UnicodeEncodeError as error:
        what = "not written: TOML cannot hold a name that is not UTF-8: rename it"
        raise ProjectError(str(file), (Problem(what),)) from error
    except FileExistsError as error:
        what = "exists and is left alone: give the new project another name"
        raise ProjectError(str(file), (Problem(what),)) from error
    except OSError as error:
        raise ProjectError(str(file), (Problem(f"not written: {error.strerror}"),)) from error


def _text(
    file: Path, sequences: Sequence[NewSequence], music: Path | None, size: Size | None
) -> str:
    head = {"title": _quoted(file.stem)} | ({"size": f"{[*size]}"} if size else {})
    tables = [("", head), ("[style]", {"steady": "1"})]
    if music:
        tables.append(("[music]", {"file": _quoted(_relative(music, file))}))
    for sequence in sequences:
        keys = {
            "name": _quoted(sequence.name),
            "frames": _quoted(_relative(sequence.frames, file)),
            "style": _quoted(_relative(sequence.style, file)),
        }
        tables.append(("[[sequence]]", keys))
    told: set[str] = set()
    parts = ("\n".join(_lines(header, keys, told)) + "\n" for header, keys in tables)
    return f"{SCHEMA_LINE}\n" + "\n".join(parts)


def _lines(header: str, keys: dict[str, str], told: set[str]) -> Iterator[str]:
    """Yield a table's lines, with a word on each key that was not told before."""
    if header:
        yield header
    for key, value in keys.items():
        yield f"{key} = {value}" if key in told else f"{key} = {value}  # {_WORDS[key]}"
    told.update(keys)


def _quoted(text: str) -> str:
    """Escape as JSON does, whose escapes TOML knows."""
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


def _relative(path: Path, file: Path) -> str:
    return Path(os.path.relpath(path.resolve(), file.parent.resolve())).as_posix()
