"""How a sequence runs: which moment of its footage each of its frames shows.

A moment is how far into the footage it is, in thousandths of a still: 2000 is the third still,
2500 half way between that and the next.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import dropwhile
from typing import Literal, TypeAlias

from tlstyle.curves import Course, Curve, Keyframes, Number, number
from tlstyle.fit import Change
from tlstyle.stills.even import Spacing, spacing_of

STILL = 1000
"""Moments from one still to the next."""

Way: TypeAlias = Literal["blend", "flow", "nearest"]
"""What is shown between two stills: a mixture, what has moved a part of its way, or the nearer."""

_FINE = 1000
"""Parts of a moment in which is counted where a frame is."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How a sequence runs; usually each still is shown once, in order.

    Attributes:
        speed: How many stills it goes on from frame to frame.
        between: What it shows between two stills.
        hold: For how many frames a still is shown, those after it being left out.
        is_reversed: Whether the last still comes first.
        times: How often it runs.
        turns: Whether it also runs back, to where it began.
        is_even: Whether stills are spaced evenly in time first, by their EXIF.
        spacing: How they are; None before its stills are known.
        change: By how many frames it is longer or shorter for what is heard.
    """

    speed: Number = 1.0
    between: Way = "blend"
    hold: int = 1
    is_reversed: bool = False
    times: int = 1
    turns: bool = False
    is_even: bool = False
    spacing: Spacing | None = None
    change: Change = Change()  # noqa: RUF009  # it is frozen

    @property
    def is_whole(self) -> bool:
        """Whether every frame shows a still, and none what is between two."""
        whole = isinstance(self.speed, float | int) and float(self.speed).is_integer()
        return (whole and not self.is_even) or self.between == "nearest"

    def along(self, footage: Course) -> Tempo:
        """Return the tempo with the speed and the spacing that it has on its stills.

        Raises:
            ValueError: a keyframe of it is not on them, or they are not in order.
            FootageError: they cannot be spaced evenly.
        """
        spacing = spacing_of(footage.stills) if self.is_even else None
        if not isinstance(self.speed, Keyframes):
            return replace(self, spacing=spacing)
        if spacing is None:
            return replace(self, speed=self.speed.along(footage))
        even = replace(footage, length=len(spacing.places), shown_in=spacing.steps)
        speed = replace(self.speed.along(even), shown_in=())
        return replace(self, speed=speed, spacing=spacing)

    def length(self, count: int) -> int:
        """Return how many moments there are of so many stills, a step of theirs apart."""
        return len(self.spacing.places) if self.spacing else count

    def order(self, count: int) -> Sequence[int]:
        """Return the moment that each frame shows, of a sequence of so many stills."""
        plain = self.unfitted(count)
        if not self.change.frames:
            return plain
        return [plain[frame] for frame in self.change.shown(len(plain))]

    def unfitted(self, count: int) -> Sequence[int]:
        """Return the same but for what it gains or loses for what is heard.

        Where it turns, the last one is not shown again.
        """
        forth = self.once(count)
        if not self.turns:
            return forth if self.times == 1 else tuple(forth) * self.times
        back = dropwhile(lambda moment: moment == forth[-1], forth[::-1])
        return (*forth, *back) * self.times

    def once(self, count: int) -> Sequence[int]:
        """Return the same up to where it turns, or begins anew."""
        end = (self.length(count) - 1) * STILL
        if self.speed == 1:
            shown: Sequence[int] = range(0, end + 1, STILL)
            return self._spaced(held(shown[::-1] if self.is_reversed else shown, self.hold))
        unit = STILL if self.between == "nearest" else 1
        gone = [_nearest(fine, unit) for fine in _gone(self, count)]
        shown = [end - each for each in gone] if self.is_reversed else gone
        return self._spaced(held(shown, self.hold))

    def _spaced(self, shown: Sequence[int]) -> Sequence[int]:
        """Return the moments of the footage that are shown, of those evenly spaced."""
        if self.spacing is None:
            return shown
        places = self.spacing.places
        wide = [_part(places, moment / STILL) for moment in shown]
        if self.between == "nearest":
            return [self.spacing.nearest(place) * STILL for place in wide]
        return [round(place * STILL) for place in wide]

    def shown_in(self, count: int) -> tuple[float, ...]:
        """Return the frame that first shows each still; () where it is that of the still's number.

        Of stills that are left out it is when they would be shown.
        """
        if self.speed == 1 and not self.is_reversed and not self.spacing:
            return ()
        gone, end = _gone(self, count), self.length(count) - 1
        places: Sequence[float] = self.spacing.steps if self.spacing else range(count)
        ways = (end - place if self.is_reversed else place for place in places)
        return tuple(_frame_of(round(way * STILL * _FINE), gone) for way in ways)


def held(order: Sequence[int], step: int) -> Sequence[int]:
    """Return an order of which every `step`-th frame is shown, and held for the others."""
    return order if step == 1 else [order[frame - frame % step] for frame in range(len(order))]


def course_of(tempo: Tempo, footage: Course) -> Course:
    """Return what a sequence's numbers run along: its stills as they are shown, once."""
    count = footage.length
    length, shown_in = len(_gone(tempo, count)), tempo.shown_in(count)
    return replace(footage, length=length, name="sequence", shown_in=shown_in)


@lru_cache(maxsize=256)
def _gone(tempo: Tempo, count: int) -> Sequence[int]:
    """Return how far into its stills each frame is from where it begins, in fine parts."""
    count = tempo.length(count)
    end = (count - 1) * STILL * _FINE
    if tempo.speed == 1:
        return range(0, end + 1, STILL * _FINE)
    places = [0]
    while places[-1] <= end:
        still = places[-1] / (STILL * _FINE)
        speed = _speed(tempo, still, count)
        places.append(places[-1] + round(speed * STILL * _FINE))
    return tuple(places[:-1])


def _speed(tempo: Tempo, gone: float, count: int) -> float:
    """Return how many stills it goes on from a frame: as fast as it is half way there."""
    if not isinstance(tempo.speed, Curve):
        return number(tempo.speed)
    first, way = (count - 1, -1) if tempo.is_reversed else (0, 1)
    half = tempo.speed.at(first + way * gone) / 2
    return tempo.speed.at(first + way * (gone + half))


def _part(places: Sequence[float], way: float) -> float:
    """Return what is so far among numbers, or between two of them."""
    before = int(way)
    beyond = way - before
    return (
        places[before] + beyond * (places[before + 1] - places[before])
        if beyond
        else places[before]
    )


def _nearest(fine: int, unit: int) -> int:
    """Return the moment that is nearest among every `unit`-th; of two, the earlier."""
    return (fine + (unit * _FINE - 1) // 2) // (unit * _FINE) * unit


def _frame_of(place: int, gone: Sequence[int]) -> float:
    """Return the frame that is so far; behind the last, as it would go on."""
    if len(gone) == 1:
        return 0.0
    before = min(bisect_right(gone, place) - 1, len(gone) - 2)
    first, second = gone[before], gone[before + 1]
    return before + (place - first) / (second - first)
