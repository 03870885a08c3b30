"""`tlstyle new` without a word: what a film is to be made of, asked for in a terminal."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tlstyle.commands.gathering import Gathered, gather
from tlstyle.commands.new import Wanted, parse_size, refuse_no_music, styles_in
from tlstyle.console.prompts import asked, can_ask
from tlstyle.console.terminal import Terminal
from tlstyle.errors import OptionError
from tlstyle.words import command, told

_TOLD = 12
"""How many things of a kind are listed before the next question."""

_SIZE = "1920x1080"


def ask() -> tuple[Path, Wanted]:
    """Ask what a project is to be made of, and what it is to be called.

    Raises:
        OptionError: nobody is there to answer.
        Stopped: somebody would rather not.
    """
    if not can_ask():
        meant = command("new", "film.toml", "harbour", "skyline", "--style", "art/wave.jpg")
        raise OptionError(f"say what the film is to be made of: {meant}")
    given, found = asked("Where are the stills? Folders, a card, or videos", _footage)
    _tell(found)
    styles = _styles(found)
    music = _music(found)
    size = asked("How large is the film to be?", _size, _SIZE)
    file = asked("What is the project to be called?", _project, "film.toml")
    return file, Wanted(given, styles, music, size)


def _tell(found: Gathered) -> None:
    console = Terminal()
    for each in told([f"{each.name}: {each.about}" for each in found.sequences], _TOLD):
        console.say(f"  {each}")
    for each in told(found.left_out, _TOLD):
        console.say(f"  left out: {each}", "dim")


def _styles(found: Gathered) -> list[Path]:
    if not found.styles:
        return asked("By which pictures is it painted? Files, or a folder", _pictures)
    for each in told([str(style) for style in found.styles], _TOLD):
        Terminal().say(f"  {each}")
    return asked("Painted by these pictures, or by which?", _pictures_or_none, "these")


def _music(found: Gathered) -> Path | None:
    usual = str(found.tracks[0]) if found.tracks else "none"
    return asked("Which music is heard under it?", _track, usual)


def _footage(answer: str) -> tuple[list[Path], Gathered]:
    given = _paths(answer)
    return given, gather(given, styled=False)


def _pictures(answer: str) -> list[Path]:
    return [picture for path in _paths(answer) for picture in styles_in(path)]


def _pictures_or_none(answer: str) -> list[Path]:
    return [] if answer == "these" else _pictures(answer)


def _track(answer: str) -> Path | None:
    if answer == "none":
        return None
    paths = _paths(answer)
    if len(paths) > 1:
        raise OptionError("one track, or none")
    refuse_no_music(paths[0])
    return paths[0]


def _size(answer: str) -> str:
    parse_size(answer)
    return "" if answer == _SIZE else answer


def _project(answer: str) -> Path:
    is_named = answer.lower().endswith(".toml")
    file = Path(answer if is_named else f"{answer}.toml").expanduser()
    if not file.parent.is_dir():
        raise OptionError(
            f"{file}: there is no folder {file.parent}: make it first, or name another"
        )
    if file.exists():
        raise OptionError(f"{file}: exists and is left alone: give the new project another name")
    return file


def _paths(answer: str) -> list[Path]:
    """Return the paths in an answer: one as it is, or several as in a shell, as dropped there."""
    whole = Path(answer).expanduser()
    if answer and whole.exists():
        return [whole]
    try:
        paths = [Path(part).expanduser() for part in shlex.split(answer)]
    except ValueError as error:
        raise OptionError("a quote is not closed") from error
    missing = [path for path in paths if not path.exists() and not re.search(r"[*?\[%]", str(path))]
    if missing or not paths:
        raise OptionError(f"{missing[0]}: is not there" if missing else "name something")
    return paths
