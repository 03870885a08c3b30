"""Numbering that begins anew behind 9999, put in the order of time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path

from tlstyle.stills.order import HIGHEST, originals

Clock = Callable[[Path], datetime | None]
"""Tells when a still was taken, None where that is not known."""

_LEAST = 10
"""A gap in numbers of that part of the highest is none that lost stills leave."""


def unwrapped(files: Sequence[Path], taken: Clock) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Return files, which stand by name, folder by folder in the order of time, and what was done.

    In a folder whose numbers begin anew, the stills behind the widest gap stand first: where the
    times at the gap and at both ends say so; where they are not known, if the numbers begin with 0
    or 1, end with 9999, and lack a tenth of all in one place.
    """
    ordered: list[Path] = []
    said: list[str] = []
    for _, group in groupby(files, key=lambda file: file.parent):
        folder = list(group)
        start, why = _start(folder, taken)
        ordered += folder[start:] + folder[:start]
        said += filter(None, [why])
    return tuple(ordered), tuple(said)


def _start(files: Sequence[Path], taken: Clock) -> tuple[int, str]:
    """Return where among a folder's stills the first in time is, and why that is not the first."""
    numbered = _numbered(originals(files))
    leaps = [(b - a, low, high) for (low, a), (high, b) in pairwise(numbered)]
    if not leaps:
        return 0, ""
    gap, low, high = max(leaps, key=lambda leap: leap[0])
    first, last = numbered[0][0], numbered[-1][0]
    how = _proof(gap, numbered, [taken(file) for file in (high, last, first, low)])
    if gap == 1 or not how:
        return 0, ""
    moved = f"{high.name} stands" if high == last else f"{high.name} to {last.name} stand"
    why = f"the numbering begins anew behind {last.name}: {moved} before {first.name}, {how}"
    return files.index(high), why


def _proof(
    gap: int, numbered: Sequence[tuple[Path, int]], times: Sequence[datetime | None]
) -> str | None:
    """Return by what the stills behind a gap are known to be the first ones; None if they are not.

    Times are those of the first and the last behind the gap, and of the first and last before it.
    """
    high, last, first, low = times
    if high != low and all(a and b and a <= b for a, b in pairwise(times)):
        return "as their EXIF times say"
    if (low and high) or (last and first) or not _lacks_a_part(numbered, gap):
        return None
    return (
        "by the gap in the numbers alone, as their EXIF has no times: if they were taken "
        "otherwise, rename them or list both parts in `frames`"
    )


def _numbered(files: Iterable[Path]) -> list[tuple[Path, int]]:
    """Return files with their last numbers; none if they differ in more than that."""
    parts = [(file, re.match(r"(.*?)(\d+)(\D*)$", file.stem.casefold())) for file in files]
    around = {(match[1], match[3]) if match else None for _, match in parts}
    if len(around) != 1 or None in around:
        return []
    return [(file, int(match[2])) for file, match in parts if match]


def _lacks_a_part(numbered: Sequence[tuple[Path, int]], gap: int) -> bool:
    """Tell whether numbers from 0 or 1 to 9999 lack most of what they lack in one wide gap."""
    (_, first), (last, highest) = numbered[0], numbered[-1]
    ends = re.findall(r"\d+", last.stem)[-1]
    missing = highest - first + 1 - len(numbered)
    return bool(first <= 1 and HIGHEST.fullmatch(ends)) and gap > max(highest / _LEAST, missing / 2)
