"""A film's frames, for programs: as they are planned, and as they are painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from time import monotonic

from tlstyle.frames.frame import FRAMES, Frame, ShotPlan
from tlstyle.size import Size


@dataclass(frozen=True, slots=True)
class Planned:
    """A frame as it stands.

    Attributes:
        sequence: The name of its sequence.
        index: Which of its sequence's painted frames it is, from 0.
        path: Its file, a PNG, whether it is there or not.
        still: The file that it is painted from: a picture, or a video of which it is one.
        pending: Why it waits to be painted, in words; None where it is done.
    """

    sequence: str
    index: int
    path: Path
    still: Path
    pending: str | None


@dataclass(frozen=True, slots=True)
class Painted:
    """A frame that was painted just now; its file is whole.

    Attributes:
        sequence: The name of its sequence.
        index: Which of its sequence's painted frames it is, from 0.
        path: Its file, a PNG.
        still: The file that it was painted from: a picture, or a video of which it is one.
        seconds: How long after `paint` was called it was there.
    """

    sequence: str
    index: int
    path: Path
    still: Path
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a film is made of, as it stood when it was asked for.

    Attributes:
        output: The film's file, whether it is there or not.
        size: Its width and height.
        fps: Its frames a second.
        length: How many frames it has.
        frames: The frames that are painted for it, sequence by sequence; the film may show one
            several times.
    """

    output: Path
    size: Size
    fps: Fraction
    length: int
    frames: tuple[Planned, ...]

    @property
    def pending(self) -> tuple[Planned, ...]:
        """The frames that wait to be painted."""
        return tuple(frame for frame in self.frames if frame.pending)


def planned(plan: ShotPlan) -> Iterator[Planned]:
    """Yield a sequence's frames."""
    for index, frame in enumerate(plan.frames):
        yield Planned(plan.shot.name, index, frame.file, frame.still.file, frame.pending)


class Teller:
    """Tells a program of painted frames, and counts them; those apart that are not the film's."""

    def __init__(self, told: Callable[[Painted], None] | None) -> None:
        self._told = told
        self.count = 0
        self._begun = monotonic()
        self._places: dict[str, dict[Path, int]] = {}

    def __call__(self, plan: ShotPlan, frame: Frame) -> None:
        """Tell of a frame that is on the disk; one thread at a time calls it."""
        if frame.file.parents[1].name != FRAMES:
            return
        self.count += 1
        if self._told:
            name, seconds = plan.shot.name, monotonic() - self._begun
            if name not in self._places:
                self._places[name] = {each.file: at for at, each in enumerate(plan.frames)}
            index = self._places[name][frame.file]
            self._told(Painted(name, index, frame.file, frame.still.file, seconds))
