"""Candidates as a command line names them: pictures, by every strength, stroke size and study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import product
from pathlib import Path

from tlstyle.errors import FootageError, OptionError
from tlstyle.project.auditions import Candidate
from tlstyle.stills.picture import read_header

_MOST = 100
"""Candidates at once."""


def candidates_of(
    pictures: Sequence[Path], strengths: str | None, strokes: str | None, study: str | None
) -> list[Candidate]:
    """Return every picture by every number that is named.

    Raises:
        FootageError: one is no picture.
        OptionError: a folder holds none, there are too many, or a number is none.
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
        OptionError: a folder holds none.
    """
    for place in pictures:
        if not place.is_dir():
            read_header(place, is_style=True)
            yield place
            continue
        inside = [each for each in sorted(place.iterdir()) if _is_picture(each)]
        if not inside:
            raise OptionError(f"{place}: holds no picture: name pictures, or another folder")
        yield from inside


def _is_picture(file: Path) -> bool:
    with suppress(FootageError):
        return file.is_file() and bool(read_header(file, is_style=True))
    return False


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
