"""Where the times of stills leap: several sequences in one folder, and how each is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from tlstyle.stills.order import Taken
from tlstyle.words import duration

_LEAST = 60.0
"""Seconds that are no leap, however quickly stills follow each other: a battery is changed."""

_MUCH = 20
"""How many times the usual interval is a leap: less is a stumble."""

_TOLD = 6


def leaps(stills: Sequence[Taken], start: int) -> Iterator[str]:
    """Yield where EXIF times leap, with the `trim` that takes each part.

    Args:
        stills: Stills in order.
        start: How many `trim` left out in front of them.
    """
    timed = [(number, *still) for number, still in enumerate(stills)]
    steps = [(a, b, (b[2] - a[2]).total_seconds()) for a, b in pairwise(timed) if a[2] and b[2]]
    usual = median(abs(seconds) for _, _, seconds in steps) if steps else 0.0
    wide = [step for step in steps if step[2] > max(_LEAST, _MUCH * usual)]
    if not wide:
        return
    where = [f"{a[1].name} ({duration(seconds)})" for a, _, seconds in wide]
    ends = [start, *(start + b[0] for _, b, _ in wide), start + len(stills)]
    parts = [f"[{first}, {end}]" for first, end in pairwise(ends)]
    yield (
        f"EXIF times leap behind {_listed(where)}: for sequences of their own, "
        f"`trim` = {_listed(parts)} take a part each"
    )


def _listed(words: Sequence[str]) -> str:
    if len(words) > _TOLD:
        return f"{', '.join(words[:_TOLD])} and {len(words) - _TOLD} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
