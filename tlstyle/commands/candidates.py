"""Candidates as a command line names them: pictures, by every strength, stroke size and study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

from tlstyle.commands.named import refuse_missing
from tlstyle.errors import OptionError
from tlstyle.project.auditions import Candidate
from tlstyle.stills.endings import PICTURES, is_heif
from tlstyle.stills.picture import read_header

_MOST = 100
"""Candidates at once."""


def candidates_of(
    pictures: Sequence[Path], strengths: str | None, strokes: str | None, study: str | None
) -> list[Candidate]:
    """Return every picture by every number that is named.

    Raises:
        FootageError: one is no picture.
        OptionError: one is not there, a folder holds none, there are too many, or a number is none.
    """
    files = list(_files(pictures))
    keys = _numbers(strengths, "--strengths"), _numbers(strokes, "--strokes"), _studies(study)
    found = [Candidate(file.absolute(), *each) for file in files for each in product(*keys)]
    if len(found) > _MOST:
        raise OptionError(f"{len(found)} candidates are more than {_MOST}: name fewer")
    return found


def _files(pictures: Iterable[Path]) -> Iterator[Path]:
    """Yield pictures, and of folders those in them.

    Raises:
        FootageError: one is no picture.
        OptionError: one is not there, or a folder holds none.
    """
    for place in pictures:
        refuse_missing(place, "picture", "name one, or a folder of such")
        files = pictures_inside(place) if place.is_dir() else [place]
        if not files:
            raise OptionError(f"{place}: holds no picture: name pictures, or another folder")
        for file in files:
            read_header(file, is_style=True)
            yield file


def pictures_inside(folder: Path) -> list[Path]:
    """Return what a folder holds that is called like a picture to paint by, but what is hidden."""
    files = (each for each in sorted(folder.iterdir()) if not each.is_dir())
    seen = (each for each in files if not each.name.startswith("."))
    return [each for each in seen if each.suffix.lower() in PICTURES or is_heif(each)]


def _numbers(text: str | None, option: str) -> list[float | None]:
    if text is None:
        return [None]
    try:
        return [float(each) for each in text.split(",")]
    except ValueError:
        raise OptionError(f"{option} {text}: write numbers with commas, as 0.4,0.7,1") from None


def _studies(text: str | None) -> list[float | str | None]:
    """Return how long brushes study: minutes, or "300 steps" as the key has them."""
    asked = [None] if text is None else [each.strip() for each in text.split(",")]
    return [each if each and "step" in each else _numbers(each, "--study")[0] for each in asked]
