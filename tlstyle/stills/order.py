"""The order of stills: by their names, as file managers sort them, or by when they were taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeAlias

Order: TypeAlias = Literal["name", "time"]
"""What stills are put in order by: their names, or when their EXIF says they were taken."""

_WORD = r"(?:copy|copia|copie|kopie|kopia)"

_COPY = re.compile(
    rf"(?:[ _-]*\(\d{{1,3}}\)|[ _-]+{_WORD}(?: ?\d{{1,3}}| \(\d{{1,3}}\))?"
    rf"| \((?:another |\d+(?:st|nd|rd|th) )?{_WORD}(?: \d{{1,3}})?\)|[~_-]\d{{1,3}})$"
)
"""What a copy, or a further picture of a burst, adds to its original's name."""

_COPY_OF = re.compile(
    rf"^{_WORD}(?: ?\((\d{{1,3}})\))? (?:of|von|van|de|di|z) (?=.)", re.IGNORECASE
)
"""What else a copy's name may begin with."""

HIGHEST = re.compile(r"0*9{3,}")
"""The number behind which a camera begins anew; Sony's is 09999."""

Taken = tuple[Path, datetime | None]
"""A still's file, and when it was taken."""

Timed = tuple[Path, datetime]


def natural_key(name: str) -> list[tuple[int, str]]:
    """Return a sorting key that puts img2 before img10, and takes no notice of case."""
    parts = re.split(r"(\d+)", unicodedata.normalize("NFC", name).casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def by_name(files: Sequence[Path]) -> tuple[Path, ...]:
    """Return files in the order of their folders and of their names without the endings."""
    return tuple(sorted(files, key=_key))


def _key(file: Path) -> tuple[list[list[tuple[int, str]]], list[tuple[int, str]], int, str]:
    folders = [natural_key(part) for part in file.parent.parts]
    copy = _COPY_OF.match(file.stem)
    number = int(copy[1] or 1) if copy else 0
    return folders, natural_key(_COPY_OF.sub("", file.stem, 1)), number, file.name


def disorder(parts: Sequence[Sequence[Taken]]) -> Iterator[str]:
    """Yield where the order of names is not the order of time, or seems not to be.

    Two stills of one time keep the order of their names. Names are compared within each part that
    is listed, times in all.
    """
    stills = [still for part in parts for still in part]
    timed = [(file, taken) for file, taken in stills if taken]
    backwards = [(a, b) for a, b in pairwise(timed) if b[1] < a[1]]
    if backwards:
        how = "by name" if len(parts) == 1 else "as listed"
        yield _against_time(backwards, how, len(timed) == len(stills))
    else:
        for part in parts:
            yield from _against_numbers(part)


def gaps(files: Sequence[Path]) -> Iterator[str]:
    """Yield where the stills' last numbers leave something out, unless they do so all along."""
    lasts = [numbers[-1:] for numbers in map(_numbers, originals(files))]
    if not all(lasts):
        return
    missing = [(a, b) for (a,), (b,) in pairwise(lasts) if b - a > 1]
    if missing and len(missing) <= len(lasts) / 4:
        first, following = missing[0]
        more = f", and {len(missing) - 1} more gaps" if len(missing) > 1 else ""
        yield f"the numbering leaps from {first} to {following}{more}"


def originals(files: Sequence[Path]) -> list[Path]:
    """Return files without the copies of others among them."""
    stems = {(file.parent, file.stem.casefold()) for file in files}
    named = {file: _original(file.stem.casefold()) for file in files}
    return [
        file
        for file, original in named.items()
        if original == file.stem.casefold() or (file.parent, original) not in stems
    ]


def _against_time(backwards: Sequence[tuple[Timed, Timed]], how: str, has_all_times: bool) -> str:
    (a, b), more = backwards[0], len(backwards) - 1
    pattern = "%H:%M:%S" if a[1].date() == b[1].date() else "%Y-%m-%d %H:%M:%S"
    first = f"{_shown(a[0], b[0])} ({a[1]:{pattern}})"
    second = f"{_shown(b[0], a[0])} ({b[1]:{pattern}})"
    also = f", and {more} more so" if more else ""
    cure = (
        '`order = "time"` puts them in the order in which they were taken'
        if has_all_times
        else "rename them, as not all stills have an EXIF time"
    )
    return f"{how} {first} stands before {second}{also}: {cure}"


def _against_numbers(stills: Sequence[Taken]) -> Iterator[str]:
    """Yield where numbers go back from one still to the next, and no time proves it.

    Numbers are compared as a whole: 10.00.59 is followed by 10.01.00.
    """
    files, taken = [file for file, _ in stills], dict(stills)
    back = [
        (a, b)
        for a, b in pairwise(originals(files))
        if _numbers(b) and _numbers(b) < _numbers(a) and not _proven(taken[a], taken[b])
        if not HIGHEST.fullmatch(re.findall(r"\d+", a.stem)[-1])
    ]
    if back:
        a, b = back[0]
        more = f", and {len(back) - 1} more times" if len(back) > 1 else ""
        yield (
            f"the numbering goes back from {_shown(a, b)} to {_shown(b, a)}{more}: "
            "rename them if they were not taken in this order"
        )


def _proven(a: datetime | None, b: datetime | None) -> bool:
    return bool(a and b and a < b)


def _original(stem: str) -> str:
    """Return the name of which a name is a copy's, if it is one's; else the name."""
    inner = _COPY_OF.sub("", stem, 1)
    return inner if inner != stem else _COPY.sub("", stem)


def _numbers(file: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", file.stem)]


def _shown(file: Path, other: Path) -> str:
    return file.name if file.parent == other.parent else f"{file.parent.name}/{file.name}"
