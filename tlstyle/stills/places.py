"""The places that a text names: literally, by wildcards, or in letters that are as good."""

from __future__ import annotations

import difflib
import fnmatch
import glob
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from tlstyle.errors import FootageError
from tlstyle.system.whole import LONGEST_NAME

_NUMBER = re.compile(r"%0?(\d*)d")


def parts_of(text: str, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Return where a path begins, and its parts from there on; `~` is the person's own folder."""
    path = Path(text)
    if text.startswith("~") and not (folder / path.parts[0]).exists():
        path = Path(os.path.expanduser(path))  # noqa: PTH111  # Path's own raises for strangers
    if path.anchor:
        return Path(path.anchor), path.parts[1:]
    return folder, path.parts


def file_named(text: str, folder: Path) -> Path:
    """Return the file that a text names, whether a Mac or Linux stored its letters, such as é.

    Args:
        text: A path, without wildcards.
        folder: Where it begins, if it is relative.
    """
    whole = folder / text
    if text.isascii() or os.path.lexists(whole):
        return whole
    place = Path(whole.anchor)
    for part in whole.parts[bool(whole.anchor) :]:
        place /= _stored(part, place)
    return place


def _stored(name: str, place: Path) -> str:
    """Return a name as a folder has it, if its letters are there, composed otherwise."""
    if os.path.lexists(place / name):
        return name
    with suppress(FootageError):
        return next((each for each in names_in(place) if _composed(each) == _composed(name)), name)
    return name


def inside(places: Sequence[Path], part: str) -> list[Path]:
    """Return what a part of a path, literal or with wildcards, names in folders.

    What has exactly that name comes before what matches it. Letters may be composed or not. A name
    without wildcards may be in other case where only one thing can be meant; so may endings.

    Raises:
        FootageError: a folder cannot be read.
    """
    if part == "**":
        return [place / inner for place in places for inner in _folders_below(place)]
    return [place / name for place in places for name in _named(place, part)]


def matched(part: str, names: Iterable[str]) -> list[str]:
    """Return the names that a part of a path with wildcards matches.

    Endings match whatever their case, unless that adds a file's twin (a.JPG beside a.jpg); if
    nothing matches then, the case of no letter counts.
    """
    visible = [name for name in names if part.startswith(".") or not name.startswith(".")]
    whole, ending, letters = (_matcher(fold(part)) for fold in (_composed, _ending, _folded))
    exact = [name for name in visible if whole(_composed(name))]
    stems = {_folded(Path(name).stem) for name in exact}
    more = [name for name in visible if ending(_ending(name)) and name not in exact]
    found = exact + [name for name in more if _folded(Path(name).stem) not in stems]
    return found or [name for name in visible if letters(_folded(name))]


def is_pattern(part: str) -> bool:
    """Tell whether a part of a path has wildcards, or a number such as %04d."""
    return bool(_NUMBER.search(part)) or glob.has_magic(part)


def nearest_name(part: str, place: Path) -> str:
    """Return '; did you mean `x`?' where a folder holds a name much like another, else ''."""
    known = {_folded(name): name for name in names_in(place) if not name.startswith(".")}
    close = difflib.get_close_matches(_folded(part), sorted(known), 1, 0.6)
    return f"; did you mean `{known[close[0]]}`?" if close else ""


def is_folder(place: Path) -> bool:
    """Tell whether there is a folder at a place; no if that cannot be told."""
    return os.path.isdir(place)  # noqa: PTH112  # Path's own raises where a disk fails


def names_in(place: Path) -> list[str]:
    """Return the names in a folder, none if it is none.

    Raises:
        FootageError: it cannot be read.
    """
    try:
        return sorted(file.name for file in place.iterdir()) if is_folder(place) else []
    except OSError as error:
        raise FootageError(f"{place}: cannot be read ({error.strerror})") from error


def _named(place: Path, part: str) -> list[str]:
    if os.path.lexists(place / part):
        return [part]
    names = names_in(place)
    if is_pattern(part):
        return matched(part, names)
    alike = [name for name in names if _composed(name) == _composed(part)]
    alike = alike or [name for name in names if _folded(name) == _folded(part)]
    return alike if len(alike) == 1 else []


def _folders_below(place: Path) -> list[str]:
    return ["", *filter(None, glob.glob("**/", root_dir=place, recursive=True))]


def _matcher(part: str) -> Callable[[str], object]:
    number = _NUMBER.search(part)
    if not number:
        return re.compile(fnmatch.translate(part)).match
    least = max(1, min(int(number[1] or 1), LONGEST_NAME + 1))
    before, after = re.escape(part[: number.start()]), re.escape(part[number.end() :])
    return re.compile(rf"{before}\d{{{least},}}{after}").fullmatch


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _ending(text: str) -> str:
    stem, ending = os.path.splitext(_composed(text))  # noqa: PTH122  # also of names such as *.jpg
    return stem + ending.lower()


def _folded(text: str) -> str:
    return _composed(text).casefold()
