"""Keyframes: what the project file says of a number that changes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from tlstyle.curves.curve import Curve, Ease
from tlstyle.curves.places import Course, Place


@dataclass(frozen=True, slots=True)
class Keyframes:
    """What a number is at some places, before it is known where on a sequence these are.

    Attributes:
        keys: Places and values, in order.
        ease: How it gets from one to the next.
        digits: Decimals to which it is rounded.
        by_ratio: Whether it grows by so many times, and not by so much.
    """

    keys: tuple[tuple[Place, float], ...]
    ease: Ease = "smooth"
    digits: int = 4
    by_ratio: bool = False

    def along(self, course: Course) -> Curve:
        """Return the curve that it is along a course.

        Raises:
            ValueError: a keyframe is not on it, or they are not in order; the text says which.
        """
        frames = tuple(_frame(place, course) for place, _ in self.keys)
        for (one, before), (other, after) in pairwise(zip(self.keys, frames, strict=True)):
            if before >= after:
                raise ValueError(_disorder(one[0], other[0], same=before == after))
        values = tuple(value for _, value in self.keys)
        return Curve(frames, values, self.ease, self.digits, course.shown_in, self.by_ratio)


Number: TypeAlias = float | Keyframes | Curve
"""A number of a step: keyed in a project, a curve along a sequence, plain for one frame."""


def number(value: Number) -> float:
    """Return a step's number as it is for one frame, or N of them, on a device for N frames.

    Raises:
        TypeError: it is the number of a whole sequence.
    """
    if isinstance(value, Keyframes | Curve):
        raise TypeError(f"{value} is asked for as a plain number: its step is a sequence's")
    return value


def _disorder(one: Place, other: Place, *, same: bool) -> str:
    if same:
        return f"the keyframes at {one} and {other} are in one place: leave one out"
    return f"the keyframe at {other} comes before that at {one}: put them in order"


def _frame(place: Place, course: Course) -> float:
    try:
        return place.frame(course)
    except ValueError as error:
        raise ValueError(f"the keyframe at {place} {error}") from error
