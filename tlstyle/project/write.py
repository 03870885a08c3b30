"""Writes a first project file, as short as it can be, with a word on each key."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tlstyle.errors import Problem, ProjectError
from tlstyle.project.editor import SCHEMA_LINE
from tlstyle.project.keys import folder_name
from tlstyle.size import Size
from tlstyle.words import printable

_WORDS = {
    "title": "stands on the sheet",
    "size": "the film's frame, width and height, even",
    "steady": "neighbours on either side that each still is averaged with: less flicker",
    "file": "trimmed to the film's length; `loop = true` plays it again",
    "name": "unique; the folder of its painted frames",
    "frames": "a folder, a glob such as shots/*.jpg, a pattern, or a video",
    "trim": "which of them, from 0: the first, and one past the last",
    "skip": "stills that it goes without",
    "style": "a picture, of which the centre square is taken",
}
"""What each key is, behind the first of its kind."""


class NewSequence(NamedTuple):
    """A sequence to be written, or one that is to get a style yet.

    `frames` are folders, or a glob or a video; `skip` are names of stills that it goes without;
    `about` is said of it in a comment.
    """

    name: str
    frames: tuple[Path, ...]
    style: Path = Path()
    trim: tuple[int, int] | None = None
    skip: tuple[str, ...] = ()
    about: str = ""


def write_project(
    file: Path,
    sequences: Sequence[NewSequence],
    music: Path | None = None,
    size: Size | None = None,
    left_out: Sequence[str] = (),
) -> None:
    """Write a project with its sequences in order, steadied.

    Args:
        file: The project file; one that exists is left alone.
        sequences: At least one; their paths are written relative to the project.
        music: The track under the film.
        size: The film's frame.
        left_out: What is not in it and why, which is said at its end.

    Raises:
        ProjectError: the file exists or cannot be written, or a name cannot be a sequence's.
    """
    problems = tuple(_name_problems([sequence.name for sequence in sequences]))
    if problems:
        raise ProjectError(str(file), problems)
    try:
        text = _text(file, sequences, music, size, left_out).encode()
        _write_new(file, text)
    except UnicodeEncodeError as error:
        what = "not written: TOML cannot hold a name that is not UTF-8: rename it"
        raise ProjectError(str(file), (Problem(what),)) from error
    except FileExistsError as error:
        what = "exists and is left alone: give the new project another name"
        raise ProjectError(str(file), (Problem(what),)) from error
    except FileNotFoundError as error:
        what = f"not written: there is no folder {file.parent}: make it first"
        raise ProjectError(str(file), (Problem(what),)) from error
    except OSError as error:
        raise ProjectError(str(file), (Problem(f"not written: {error.strerror}"),)) from error


def _write_new(file: Path, content: bytes) -> None:
    """Write a file that is not there yet; where that fails it is not there afterwards either."""
    with file.open("xb") as stream:
        try:
            stream.write(content)
            stream.flush()
        except OSError:
            file.unlink(missing_ok=True)
            raise


def _text(
    file: Path,
    sequences: Sequence[NewSequence],
    music: Path | None,
    size: Size | None,
    left_out: Sequence[str],
) -> str:
    told: set[str] = set()
    head = {"title": _quoted(file.stem)} | ({"size": f"{[*size]}"} if size else {})
    parts = [[SCHEMA_LINE, *_lines("", head, told)], [*_lines("[style]", {"steady": "1"}, told)]]
    if music:
        parts.append([*_lines("[music]", {"file": _quoted(_relative(music, file))}, told)])
    for sequence in sequences:
        header, *keys = _lines("[[sequence]]", _keys(sequence, file), told)
        parts.append([header, *_comments([sequence.about]), *keys])
    if left_out:
        parts.append([*_comments(["Left out:", *(f"  {each}" for each in left_out)])])
    return "\n".join("\n".join(lines) + "\n" for lines in parts)


def _keys(sequence: NewSequence, file: Path) -> dict[str, str]:
    """Return a sequence's keys as they are written."""
    frames = [_quoted(_relative(each, file)) for each in sequence.frames]
    keys = {
        "name": _quoted(sequence.name),
        "frames": frames[0] if len(frames) == 1 else f"[{', '.join(frames)}]",
    }
    if sequence.trim:
        keys["trim"] = f"{[*sequence.trim]}"
    if sequence.skip:
        keys["skip"] = f"[{', '.join(map(_quoted, sequence.skip))}]"
    return keys | {"style": _quoted(_relative(sequence.style, file))}


def _comments(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines as comments; what is no character of a line is escaped."""
    yield from (f"# {printable(line)}" for line in lines if line)


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
