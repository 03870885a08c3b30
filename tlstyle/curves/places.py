"""Where a keyframe stands: at a second, a percentage, a still's number, or a time of day."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Protocol

from tlstyle.curves.curve import frame_of
from tlstyle.stills.still import Still

INSTEAD = 'write seconds, or a percentage such as "50%"'
"""What can be done where a place cannot be found."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """What curves run along: a sequence's frames, or a whole film's.

    Attributes:
        length: How many frames there are.
        fps: How many of them a second has.
        stills: What was filmed, if it is a sequence.
        name: What it is called where a keyframe is not on it.
        shown_in: The frame that shows each still, where that is not the still's number.
    """

    length: int
    fps: Fraction
    stills: tuple[Still, ...] = ()
    name: str = "sequence"
    shown_in: tuple[float, ...] = ()

    def frame_of(self, still: float) -> float:
        """Return the frame that shows a still, or what is between two."""
        return frame_of(still, self.shown_in)


class Place(Protocol):
    """Where a keyframe stands; as text it is what the project file has."""

    def frame(self, course: Course) -> float:
        """Return where on a course it is, in frames from 0.

        Raises:
            ValueError: it is not on it; the text says why, and what to do.
        """
        ...


@dataclass(frozen=True, slots=True)
class Second:
    """So many seconds into the sequence; at its very end it is the last frame."""

    seconds: float

    def __str__(self) -> str:
        return f"{self.seconds:g}"

    def frame(self, course: Course) -> float:
        """Return where on a course it is."""
        exact = Fraction(str(self.seconds)) * course.fps
        if exact > course.length:
            end = f"the {course.name}'s end at {float(course.length / course.fps):.2f} s"
            raise ValueError(f'is beyond {end}: write fewer seconds, or "100%"')
        return min(float(exact), course.length - 1.0)


@dataclass(frozen=True, slots=True)
class Percent:
    """A part of the way from the first frame, 0, to the last one, 100."""

    percent: float

    def __str__(self) -> str:
        return f'"{self.percent:g}%"'

    def frame(self, course: Course) -> float:
        """Return where on a course it is."""
        return self.percent / 100 * (course.length - 1)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The still with a number in its name, as cameras count: the last one in it."""

    number: int

    def __str__(self) -> str:
        return f'"#{self.number}"'

    def frame(self, course: Course) -> float:
        """Return where on a course it is."""
        if not course.stills:
            raise ValueError(f"is a still's number, which a {course.name} has none of: {INSTEAD}")
        numbers = [still.number for still in course.stills]
        found = [at for at, number in enumerate(numbers) if number == self.number]
        if not found:
            raise ValueError(f"is no still's number: {_nearest(self.number, course, numbers)}")
        first, last = course.stills[found[0]], course.stills[found[-1]]
        if first != last:
            raise ValueError(f"is the number of {first.stem} and of {last.stem}: {INSTEAD}")
        return float(course.frame_of(found[0]))


@dataclass(frozen=True, slots=True)
class Clock:
    """When stills were taken, as their EXIF says; without a day, the first time that it was so."""

    clock: time
    day: date | None = None

    def __str__(self) -> str:
        shown = self.clock.isoformat("seconds").removesuffix(":00")
        return f'"{self.day} {shown}"' if self.day else f'"{shown}"'

    def frame(self, course: Course) -> float:
        """Return where on a course it is: between two stills if none was taken right then."""
        taken = _times(course)
        then = self._moment(taken)
        for at, (one, other) in enumerate(pairwise([*taken, taken[-1]])):
            if min(one, other) <= then <= max(one, other):
                between = (then - one) / (other - one) if other != one else 0.0
                return course.frame_of(at + between)
        first, last = min(taken), max(taken)
        shape = "%H:%M:%S" if first.date() == last.date() else "%Y-%m-%d %H:%M:%S"
        raise ValueError(
            f"is not in the {course.name}, taken from {first:{shape}} to {last:{shape}}: move it"
        )

    def _moment(self, taken: Sequence[datetime]) -> datetime:
        """Return the day and time that are meant."""
        first, last = min(taken), max(taken)
        if self.day:
            return datetime.combine(self.day, self.clock)
        then = datetime.combine(first.date(), self.clock)
        then = then if then >= first or then + _DAY > last else then + _DAY
        if first <= then and then + _DAY <= last:
            shown = f"{first.date()} {self.clock.isoformat('minutes')}"
            raise ValueError(f'is there on several days: name one, as in "{shown}"')
        return then


def place_of(at: object) -> Place:
    """Return the place that the project file means.

    Raises:
        ValueError: it means none; the text says what can be written.
    """
    if isinstance(at, int | float) and not isinstance(at, bool) and 0 <= at < math.inf:
        return Second(float(at))
    if isinstance(at, datetime) and at.tzinfo is None:
        return Clock(at.time(), at.date())
    if isinstance(at, time):
        return Clock(at)
    place = _place_of_text(at.strip()) if isinstance(at, str) else None
    if place is None:
        shown = f'"{at}"' if isinstance(at, str) else str(at)
        raise ValueError(
            f'{shown} is no place for a keyframe: write seconds from 0 on, "50%", a still\'s '
            'number "#120", or when it was taken, "18:40"'
        )
    return place


def _place_of_text(text: str) -> Place | None:
    """Return the place that a text means, if it means one."""
    if found := re.fullmatch(r"(\d{1,3}(?:\.\d{1,9})?) ?%", text):
        percent = float(found[1])
        return Percent(percent) if percent <= 100 else None
    if found := re.fullmatch(r"# ?(\d{1,18})", text):
        return Numbered(int(found[1]))
    if found := re.fullmatch(r"(?:(\S+)[ T])?(\d{1,2}):(\d\d)(?::(\d\d))?", text):
        with suppress(ValueError):
            hour, minute, second = (int(part or 0) for part in found.groups()[1:])
            return Clock(
                time(hour, minute, second), date.fromisoformat(found[1]) if found[1] else None
            )
    return None


def _nearest(number: int, course: Course, numbers: Sequence[int | None]) -> str:
    """Say which stills have the nearest numbers, or that none has any."""
    known = sorted({each for each in numbers if each is not None})
    if not known:
        return f"{course.stills[0].stem} has none in its name: {INSTEAD}"
    below = [each for each in known if each < number][-1:]
    above = [each for each in known if each > number][:1]
    return f"the nearest are {' and '.join(f'#{each}' for each in below + above)}"


def _times(course: Course) -> list[datetime]:
    if not course.stills:
        raise ValueError(f"is a time of day, which a {course.name} has none of: {INSTEAD}")
    without = next((still for still in course.stills if still.taken is None), None)
    if without:
        raise ValueError(f"is a time of day, and {without} has no EXIF time: {INSTEAD}")
    return [still.taken for still in course.stills if still.taken]
