"""Runs: a few frames of one sequence at a time, as they go out to workers and come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.frames.look import is_painted

_SECONDS = 10.0
"""What a run is to take: long beside what sending it takes, short beside an evening."""

_FIRST = 2
"""Frames of the runs that go out before it is known how long a frame takes."""

_LONGEST = 256

Stamp = tuple[int, int] | None
"""What tells a frame's file from the one that will replace it; None where there is none."""


@dataclass(frozen=True, slots=True)
class Run:
    """Frames of one sequence, all of them pending when the plan was made.

    Attributes:
        plan: The sequence with these frames alone, and of its footage only the first still.
        stamps: What was there before, under each frame's name.
        tries: How often it was tried in vain.
    """

    plan: ShotPlan
    stamps: tuple[Stamp, ...]
    tries: int = 0

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames to paint."""
        return self.plan.frames

    def left(self) -> Run:
        """Return the run without the frames that are painted by now."""
        pairs = zip(self.frames, self.stamps, strict=True)
        return self._only([pair for pair in pairs if not self._is_done(*pair)])

    def singly(self) -> list[Run]:
        """Return a run for each frame, tried by nobody yet."""
        return [
            replace(self._only([pair]), tries=0)
            for pair in zip(self.frames, self.stamps, strict=True)
        ]

    def failed(self, times: int = 1) -> Run:
        """Return the run as tried in vain once more, or so many times."""
        return replace(self, tries=self.tries + times)

    def _only(self, pairs: Sequence[tuple[Frame, Stamp]]) -> Run:
        plan = replace(self.plan, frames=tuple(frame for frame, _ in pairs))
        return replace(self, plan=plan, stamps=tuple(stamp for _, stamp in pairs))

    def _is_done(self, frame: Frame, stamp: Stamp) -> bool:
        return _stamp(frame.file) != stamp and is_painted(frame, self.plan)


def run_of(plan: ShotPlan, frames: Sequence[Frame]) -> Run:
    """Return a run of some of a sequence's frames."""
    footage = replace(plan.footage, stills=plan.footage.stills[:1])
    part = replace(plan, footage=footage, frames=tuple(frames))
    return Run(part, tuple(_stamp(frame.file) for frame in frames))


class Work:
    """What waits to be painted, handed out in runs of some seconds each."""

    def __init__(self, plans: Sequence[ShotPlan]) -> None:
        self._waiting = deque((plan, deque(plan.pending)) for plan in plans if plan.pending)
        self._again: deque[Run] = deque()
        self._paces: dict[str, float] = {}

    def take(self, workers: int) -> Run | None:
        """Return the next run for one of so many workers; None if none is left."""
        if self._again:
            return self._again.popleft()
        if not self._waiting:
            return None
        plan, frames = self._waiting[0]
        size = self._size(plan, len(frames), workers)
        run = run_of(plan, [frames.popleft() for _ in range(size)])
        if not frames:
            self._waiting.popleft()
        return run

    def again(self, *runs: Run) -> None:
        """Take runs back, to be handed out before all others."""
        self._again.extend(runs)

    def learn(self, run: Run, seconds: float) -> None:
        """Learn from a run how long a frame of its sequence takes."""
        self._paces[run.plan.shot.name] = seconds / len(run.frames)

    def _size(self, plan: ShotPlan, frames: int, workers: int) -> int:
        if plan.frames[0].still.index is not None:  # a video is decoded from its start every time
            return ceil(frames / workers)
        pace = self._paces.get(plan.shot.name)
        if pace is None:
            return min(_FIRST, frames)
        fair = ceil(sum(len(waiting) for _, waiting in self._waiting) / (2 * workers))
        return max(1, min(frames, fair, _LONGEST, round(_SECONDS / max(pace, 0.001))))


def _stamp(file: Path) -> Stamp:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns
