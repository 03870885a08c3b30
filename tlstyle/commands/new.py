"""`tlstyle new`: a first project file, and what its arguments cannot mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

from tlstyle.commands.check import check_project
from tlstyle.console.terminal import Terminal
from tlstyle.errors import (
    FilmError,
    FootageError,
    OptionError,
)
from tlstyle.film import music_seconds
from tlstyle.project import NewSequence, write_project
from tlstyle.size import Size, size_named
from tlstyle.steps.key import LARGEST_SIDE
from tlstyle.stills.endings import PICTURES, VIDEOS, is_film, is_picture
from tlstyle.stills.picture import upright_size
from tlstyle.words import command

_TOLD = 3
"""How many names of a kind are given in a message."""


def new(
    file: Path, folders: Sequence[Path], styles: Sequence[Path], music: Path | None, size: str
) -> None:
    """Write a project file for folders of stills, and check it."""
    begin(file, folders, styles, music, size)
    console = Terminal()
    console.say(f"{file}: written")
    check_project(file, deep=False, json=False)
    console.say(f"next: {command('preview', file)}")


def begin(
    file: Path, folders: Sequence[Path], styles: Sequence[Path], music: Path | None, size: str
) -> None:
    """Write a project file for folders of stills; for one that holds folders, for each of them.

    Args:
        file: The project file; one that exists is left alone.
        folders: Folders of stills, globs or videos; the last folder of a path names its sequence.
        styles: One picture for all sequences, or one for each.
        music: The track under the film.
        size: The film's frame, as 1920x1080; the usual one if empty.

    Raises:
        OptionError: an argument is something else than it should be.
        ProjectError: the file exists, cannot be written, or would have a name that it cannot have.
    """
    _refuse_no_project(file, folders)
    _refuse_pictures(file, folders, styles)
    sequences = [path for folder in folders for path in _with_stills(folder)]
    for style in styles:
        _refuse_no_style(style)
    if len(styles) not in (1, len(sequences)):
        given = f"{len(styles)} styles for {len(sequences)} sequences"
        raise OptionError(f"--style: {given}: give one, or one for each")
    if music:
        _refuse_no_music(music)
    write_project(
        file,
        [
            NewSequence(_name(path), path, style)
            for path, style in zip(sequences, cycle(styles), strict=False)
        ],
        music,
        _parse_size(size) if size else None,
    )


def _refuse_no_project(file: Path, folders: Sequence[Path]) -> None:
    if file.suffix.lower() != ".toml":
        meant = command("new", "film.toml", *map(str, [file, *folders][:_TOLD]))
        raise OptionError(f"{file}: the project file comes first: {meant} ...")
    if not folders:
        meant = command("new", file, "harbour")
        raise OptionError(f"{file}: the folders of stills come behind it: {meant} ...")


def _refuse_pictures(file: Path, folders: Sequence[Path], styles: Sequence[Path]) -> None:
    """Make sure that no picture stands among the folders, as where a shell has expanded a *."""
    pictures = [path for path in folders if path.suffix.lower() in PICTURES and path.is_file()]
    if not pictures:
        return
    places = list(dict.fromkeys(path.parent for path in pictures))
    if {style.parent for style in styles} >= set(places):
        raise OptionError(f"{pictures[0]}: give each style with a --style of its own")
    meant = command("new", file, *places[:_TOLD], "--style", styles[0])
    what = f"{len(pictures)} pictures where folders of stills belong"
    raise OptionError(f"{pictures[0]}: {what}: {meant}")


def _with_stills(folder: Path) -> Iterator[Path]:
    """Yield a folder of stills, or the folders of stills in it; a glob or a video as it is."""
    if not folder.is_dir():
        if not folder.is_file() and not re.search(r"[*?\[%]", str(folder)):
            raise OptionError(f"{folder}: no such folder of stills")
        yield folder
        return
    entries = sorted(folder.iterdir())
    inner = [entry for entry in entries if entry.is_dir() and _holds_stills(entry)]
    if _holds_stills(folder):
        yield folder
    elif inner:
        yield from inner
    else:
        films = [entry for entry in entries if is_film(entry)]
        move = f": name a video by itself, such as {films[0]}" if films else ""
        raise OptionError(f"{folder}: holds no stills, nor folders of stills{move}")


def _holds_stills(folder: Path) -> bool:
    return any(map(is_picture, folder.iterdir()))


def _refuse_no_style(style: Path) -> None:
    if style.is_dir():
        pictures = sorted(file for file in style.iterdir() if file.suffix.lower() in PICTURES)
        named = f"one in it: --style {pictures[0]}" if pictures else "a picture"
        raise OptionError(f"--style {style}: is a folder: name {named}")
    try:
        upright_size(style)
    except FootageError as error:
        raise OptionError(f"--style {error}") from error


def _refuse_no_music(music: Path) -> None:
    try:
        music_seconds(music)
    except FilmError as error:
        raise OptionError(f"--music {error}") from error


def _parse_size(text: str) -> Size:
    size = size_named(text) or Size(0, 0)
    if any(side % 2 or not 16 <= side <= LARGEST_SIDE for side in size):
        raise OptionError(f"--size {text}: is written 1920x1080, both even, from 16 on")
    return size


def _name(path: Path) -> str:
    """Return what a sequence is called: the folder of its stills, or the video."""
    if path.suffix.lower() in VIDEOS and path.is_file():
        return path.stem
    folder = path if path.is_dir() else path.parent
    return folder.name if folder.name not in ("", "..") else folder.resolve().name
