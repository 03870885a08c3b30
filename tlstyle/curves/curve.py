"""A number that changes from still to still: through keyframes, smoothly, straight or in steps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, log
from typing import Literal, TypeAlias

Ease: TypeAlias = Literal["smooth", "linear", "hold"]
"""How a number gets to its next keyframe: gently, straight on, or not before that is there."""

EASES: tuple[Ease, ...] = ("smooth", "linear", "hold")


@dataclass(frozen=True, slots=True)
class Curve:
    """A number that changes from frame to frame; before its first and behind its last key it holds.

    Attributes:
        frames: Where its keys stand, in frames from the first one, each behind the one before.
        values: What it is there.
        ease: How it gets from one to the next.
        digits: Decimals to which it is rounded, so that frames in which it hardly moves are equal.
        shown_in: The frame that shows each still, where that is not the still's number.
        by_ratio: Whether it grows by so many times, and not by so much, as a zoom does to the eye.
    """

    frames: tuple[float, ...]
    values: tuple[float, ...]
    ease: Ease = "smooth"
    digits: int = 4
    shown_in: tuple[float, ...] = ()
    by_ratio: bool = False

    def at(self, still: float) -> float:
        """Return what it is for a still, by its number, when that is shown; rounded."""
        frame = frame_of(still, self.shown_in)
        return round(self._exactly(frame), self.digits) + 0.0  # never -0.0

    def _exactly(self, frame: float) -> float:
        if self.by_ratio:
            powers = replace(self, values=tuple(map(log, self.values)), by_ratio=False)
            return exp(powers._exactly(frame))
        behind = bisect_right(self.frames, frame)
        if behind in (0, len(self.frames)):
            return self.values[min(behind, len(self.frames) - 1)]
        before = behind - 1
        length = self.frames[behind] - self.frames[before]
        way = (frame - self.frames[before]) / length
        start, end = self.values[before], self.values[behind]
        if self.ease == "hold":
            return start
        if self.ease == "linear":
            return start + way * (end - start)
        slopes = _slopes(self.frames, self.values)
        return _hermite(way, start, end, length * slopes[before], length * slopes[behind])


def frame_of(still: float, shown_in: tuple[float, ...]) -> float:
    """Return the frame that shows a still, or what is between two, by the frames of all stills."""
    if not shown_in:
        return still
    before = min(max(0, int(still)), len(shown_in) - 1)
    behind = min(before + 1, len(shown_in) - 1)
    return shown_in[before] + (still - before) * (shown_in[behind] - shown_in[before])


def _hermite(way: float, start: float, end: float, rise: float, fall: float) -> float:
    """Return the cubic from start to end that sets off and arrives with these slopes."""
    curved = (start - end) * 2 + rise + fall
    return start + way * (rise + way * (3 * (end - start) - 2 * rise - fall + way * curved))


@lru_cache(maxsize=256)
def _slopes(frames: tuple[float, ...], values: tuple[float, ...]) -> tuple[float, ...]:
    """Return the slopes at keys with which a cubic never overshoots any of them; 0 at the ends.

    A weighted harmonic mean of the slopes on either side, and 0 where it turns round (Fritsch and
    Butland, "A method for constructing local monotone piecewise cubic interpolants", 1984).
    """
    return 0.0, *_inner_slopes(frames, values), 0.0


def _inner_slopes(frames: tuple[float, ...], values: tuple[float, ...]) -> Iterator[float]:
    for at in range(1, len(frames) - 1):
        left, right = frames[at] - frames[at - 1], frames[at + 1] - frames[at]
        rise, fall = (values[at] - values[at - 1]) / left, (values[at + 1] - values[at]) / right
        if rise * fall <= 0:
            yield 0.0
        else:
            near, far = 2 * right + left, right + 2 * left
            yield (near + far) / (near / rise + far / fall)
