"""Stills spaced evenly in time, by their EXIF, where an intervalometer stumbled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from math import ceil
from statistics import fmean, median

from tlstyle.errors import FootageError
from tlstyle.stills.still import Still

_ALIKE = 0.25
"""The part by which intervals may differ from the usual one and tell how long that is exactly."""

_COARSEST = 2.0
"""Seconds between stills at least, where their times are whole seconds: less cannot be told."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Moments evenly far apart, and where in footage each is.

    Attributes:
        places: Where it is in stills: 2.0 is the third one, 2.5 half way to the next in time.
        steps: At which of the moments each still was taken, or between which.
        filled: How many have no still of their own, in each gap.
        left_out: How many stills are no moment's.
    """

    places: tuple[float, ...]
    steps: tuple[float, ...]
    filled: tuple[int, ...] = ()
    left_out: int = 0

    def nearest(self, place: float) -> int:
        """Return the still that is nearest in time to a place between two, the earlier of two."""
        return ceil(place - 0.5)


def spacing_of(stills: Sequence[Still]) -> Spacing:
    """Return moments as far apart as stills usually are, from the first to the last.

    Each has the still that was taken then; where none was, it is between the two around it. Of
    several stills at one moment the nearest is taken.

    Raises:
        FootageError: stills have no times, times that are too coarse, or are not in their order.
    """
    seconds, quantum = _seconds(stills)
    step = _step(seconds, quantum)
    start = median(each - step * round(each / step) for each in seconds)
    moments = [start + step * number for number in range(round((seconds[-1] - start) / step) + 1)]
    if len(moments) > 2 * len(stills):
        raise FootageError(
            f"{len(moments) - len(stills)} moments between {len(stills)} stills would have none: "
            "take a part by `trim`"
        )
    own = _own(seconds, moments, step / 2 + quantum / 2, quantum)
    places = tuple(
        _between(seconds, moment) if still is None else float(still)
        for moment, still in zip(moments, own, strict=True)
    )
    taken = {still: float(number) for number, still in enumerate(own) if still is not None}
    end = len(moments) - 1.0
    within = (min(max((each - start) / step, 0.0), end) for each in seconds)
    gaps = (len([*group]) for is_gap, group in groupby(own, lambda still: still is None) if is_gap)
    return Spacing(
        places,
        tuple(taken.get(still, moment) for still, moment in enumerate(within)),
        tuple(gaps),
        len(stills) - len(taken),
    )


def _seconds(stills: Sequence[Still]) -> tuple[list[float], float]:
    """Return when stills were taken, from the first on, and to how many seconds that is known."""
    without = [still for still in stills if still.taken is None]
    if without:
        more = f" and {len(without) - 1} more have" if len(without) > 1 else " has"
        raise FootageError(f"{without[0]}{more} no EXIF time, by which stills are spaced")
    times = [still.taken or datetime.min for still in stills]
    for (_, before), (still, after) in pairwise(zip(stills, times, strict=True)):
        if after < before:
            raise FootageError(
                f"{still} was taken before the still in front of it: "
                '`order = "time"` puts them in order'
            )
    is_fine = any(time.microsecond for time in times)
    return [(time - times[0]).total_seconds() for time in times], 0.0 if is_fine else 1.0


def _step(seconds: Sequence[float], quantum: float) -> float:
    """Return how far stills are apart, to the fraction: what most are, and all of them together."""
    steps = [b - a for a, b in pairwise(seconds)]
    usual = median(filter(None, steps)) if any(steps) else 0.0
    alike = [step for step in steps if abs(step - usual) <= max(_ALIKE * usual, quantum)]
    rough = fmean(alike) if usual else 0.0
    if not rough or (quantum and rough < _COARSEST):
        raise FootageError(
            "stills follow each other more closely than their EXIF times, in whole seconds, tell"
        )
    return seconds[-1] / sum(round(step / rough) for step in steps)


def _own(
    seconds: Sequence[float], moments: Sequence[float], tolerance: float, quantum: float
) -> list[int | None]:
    """Return the still of each moment: the nearest that is near enough, and behind the last one.

    Of times in whole seconds, of which none is nearer than others, it is the first.
    """
    own: list[int | None] = []
    first = 0
    for moment in moments:
        while first < len(seconds) and seconds[first] < moment - tolerance:
            first += 1
        near = [first] if quantum else range(first, bisect_right(seconds, moment + tolerance))
        near = [still for still in near if seconds[still:] and seconds[still] <= moment + tolerance]
        still = min(near, key=lambda each: abs(seconds[each] - moment), default=None)
        own.append(still)
        first = first if still is None else still + 1
    return own


def _between(seconds: Sequence[float], moment: float) -> float:
    """Return where a moment is in stills, by their times."""
    behind = bisect_right(seconds, moment)
    if behind in (0, len(seconds)):
        return float(min(behind, len(seconds) - 1))
    before, after = seconds[behind - 1], seconds[behind]
    return behind - 1 + (moment - before) / (after - before)


def spacing_words(spacing: Spacing, *, is_whole: bool) -> Iterator[str]:
    """Yield what spacing stills evenly does; `is_whole` is whether gaps show stills again."""
    gaps, filled = len(spacing.filled), sum(spacing.filled)
    if filled:
        how = "stills shown again" if is_whole else "in-betweens"
        where = f"{gaps} gaps" if gaps > 1 else "one gap"
        yield f"`even`: moments without a still become {how}: {filled}, in {where}"
    if spacing.left_out:
        yield f"`even`: stills that follow too soon are left out: {spacing.left_out}"
