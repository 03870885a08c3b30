"""`tlstyle new`: a first project file, of what there is to make a film of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tlstyle.commands.candidates import pictures_inside
from tlstyle.commands.check import check_project
from tlstyle.commands.gathering import Gathered, gather, refuse_stills
from tlstyle.console.terminal import Terminal
from tlstyle.errors import FilmError, FootageError, OptionError, ProjectError
from tlstyle.film import music_seconds
from tlstyle.project import write_project
from tlstyle.project.editor import write_schema
from tlstyle.size import Size, size_named
from tlstyle.steps.key import LARGEST_SIDE
from tlstyle.stills.endings import PICTURES
from tlstyle.stills.picture import upright_size
from tlstyle.words import command, told

_TOLD = 3
"""How many names of a kind are given in a message."""

_LEFT_OUT = 20
"""How many things that are left out are said on the terminal."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new project is to be made of.

    Attributes:
        given: Folders of stills, cards, globs, videos, pictures to paint by, and tracks.
        styles: One picture for all sequences, or several in turn; folders stand for what they hold.
        music: The track under the film; without it, the first that was found.
        size: The film's frame, as 1920x1080; the usual one if empty.
    """

    given: Sequence[Path]
    styles: Sequence[Path] = ()
    music: Path | None = None
    size: str = ""


def new(file: Path, wanted: Wanted) -> None:
    """Write a project file for what there is, and check it.

    Raises:
        OptionError: an argument is something else than it should be.
        ProjectError: the file exists, cannot be written, or would have a name that it cannot have.
    """
    made = begin(file, wanted)
    console = Terminal()
    console.say(f"{file}: written")
    _tell_editors(console, file)
    for line in told(made.left_out, _LEFT_OUT):
        console.say(f"left out: {line}")
    check_project(file, deep=False, json=False)
    console.say(f"next: {command('preview', file)}")


def _tell_editors(console: Terminal, file: Path) -> None:
    """Lay beside a new project what editors know of its keys; it does without where that fails."""
    try:
        write_schema(file)
    except ProjectError as error:
        console.warn(f"{error}; {file} is written, and {command('schema', file)} tries it again")


def begin(file: Path, wanted: Wanted) -> Gathered:
    """Write a project file for what there is, and return what that was.

    Raises:
        OptionError: an argument is something else than it should be.
        ProjectError: the file exists, cannot be written, or would have a name that it cannot have.
    """
    _refuse_no_project(file, wanted.given)
    refuse_stills(file, wanted.given, wanted.styles)
    named = [path for path in wanted.given if _is_style(path)]
    given = [path for path in wanted.given if path not in named]
    styles = [picture for style in (*wanted.styles, *named) for picture in styles_in(style)]
    if wanted.music:
        refuse_no_music(wanted.music)
    size = parse_size(wanted.size) if wanted.size else None
    if not given:
        raise OptionError(f"{file}: there are no stills: name folders of some behind it")
    found = gather(given, styled=bool(styles))
    if not styles and not found.styles:
        meant = command("new", file, *wanted.given[:_TOLD], "--style", "art/wave.jpg")
        raise OptionError(f"--style: there is no picture to paint by: {meant}")
    made = found.scored_by(wanted.music).painted_by(styles)
    write_project(file, made.sequences, next(iter(made.tracks), None), size, made.left_out)
    return made


def styles_in(place: Path) -> Iterator[Path]:
    """Yield a picture to paint by, or those in a folder of such.

    Raises:
        OptionError: it is none, or the folder holds none.
    """
    pictures = pictures_inside(place) if place.is_dir() else [place]
    if not pictures:
        raise OptionError(f"--style {place}: holds no picture: name one, or another folder")
    for picture in pictures:
        try:
            upright_size(picture)
        except FootageError as error:
            raise OptionError(f"--style {error}") from error
        yield picture


def _is_style(path: Path) -> bool:
    """Tell whether something that is named is a picture to paint by."""
    return path.suffix.lower() in PICTURES and path.is_file()


def refuse_no_music(music: Path) -> None:
    """Make sure that a track can be heard.

    Raises:
        OptionError: it cannot.
    """
    try:
        music_seconds(music)
    except FilmError as error:
        raise OptionError(f"--music {error}") from error


def _refuse_no_project(file: Path, given: Sequence[Path]) -> None:
    if file.suffix.lower() != ".toml":
        named = next((path for path in given if path.suffix.lower() == ".toml"), None)
        if named is None and not file.exists() and given:
            meant = command("new", file.with_suffix(".toml"), *given[:_TOLD])
            raise OptionError(f"{file}: a project file is named .toml: {meant} ...")
        others = [path for path in (file, *given) if path != named]
        meant = command("new", named or "film.toml", *others[:_TOLD])
        raise OptionError(f"{file}: the project file comes first: {meant} ...")
    if not given:
        meant = command("new", file, "harbour")
        raise OptionError(f"{file}: the folders of stills come behind it: {meant} ...")


def parse_size(text: str) -> Size:
    """Return a film's frame as it is written on a command line.

    Raises:
        OptionError: it is none.
    """
    size = size_named(text) or Size(0, 0)
    if any(side % 2 or not 16 <= side <= LARGEST_SIDE for side in size):
        raise OptionError(f"--size {text}: is written 1920x1080, both even, from 16 on")
    return size
