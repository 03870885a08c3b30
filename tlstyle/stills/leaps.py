"""Where the times of stills leap: several sequences in one folder, and how each is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise, takewhile
from statistics import median

from tlstyle.stills.order import Taken
from tlstyle.words import duration, some

_LEAST = 60.0
"""Seconds that are no leap, however quickly stills follow each other: a battery is changed."""

_MUCH = 20
"""How many times the interval before it, or behind it, is a leap: less is a stumble."""

_NEAR = 5
"""Steps on either side that tell what interval is usual there."""

_TOLD = 6


def leaps(stills: Sequence[Taken], start: int) -> Iterator[str]:
    """Yield where EXIF times leap, with the `trim` that takes each part.

    Args:
        stills: Stills in order.
        start: How many `trim` left out in front of them.
    """
    wide = leaps_in([taken for _, taken in stills])
    if not wide:
        return
    where = [f"{stills[number - 1][0].name} ({duration(seconds)})" for number, seconds in wide]
    ends = [start, *(start + number for number, _ in wide), start + len(stills)]
    parts = [f"[{first}, {end}]" for first, end in pairwise(ends)]
    yield (
        f"EXIF times leap behind {_listed(where)}: for sequences of their own, "
        f"`trim` = {_listed(parts)} take a part each"
    )


def leaps_in(times: Sequence[datetime | None]) -> list[tuple[int, float]]:
    """Return at which stills the time leaps from the one before, and by how many seconds.

    Sequences of several intervals may follow each other: what is usual is asked of the steps near.
    """
    steps = [
        (number, (b - a).total_seconds())
        for number, (a, b) in enumerate(pairwise(times), 1)
        if a and b
    ]
    lengths = [abs(seconds) for _, seconds in steps]
    return [
        (number, seconds)
        for place, (number, seconds) in enumerate(steps)
        if seconds > max(_LEAST, _MUCH * _usual(lengths, place))
    ]


def _usual(lengths: Sequence[float], place: int) -> float:
    """Return how long steps are before one, or behind it, where they are shorter.

    What is beyond a longer step is of another sequence.
    """
    own = lengths[place]
    before = lengths[max(0, place - _NEAR) : place][::-1]
    behind = lengths[place + 1 : place + 1 + _NEAR]
    sides = ([*takewhile(lambda step: step <= own, side)] for side in (before, behind))
    return min((median(side) for side in sides if side), default=own)


def _listed(words: Sequence[str]) -> str:
    if len(words) > _TOLD:
        return some(words, _TOLD)
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
