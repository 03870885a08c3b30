"""Runs: a few frames of one sequence at a time, as they go out to workers and come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.frames.look import is_painted

_SECONDS = 10.0
"""What a run is to take: long beside what sending it takes, short beside an evening."""

_FIRST = 2
"""Frames of the runs that go out before it is known how long a frame takes."""

_LONGEST = 256


@dataclass(frozen=True, slots=True)
class Run:
    """Frames of one sequence, all of them pending when the plan was made.

    Attributes:
        plan: The sequence with these frames alone, of its footage only the first still, and without
            the order in which the film shows them.
        tries: How often it was tried in vain.
    """

    plan: ShotPlan
    tries: int = 0

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames to paint."""
        return self.plan.frames

    def left(self) -> Run:
        """Return the run without the frames that are painted by now."""
        return self._only([frame for frame in self.frames if not is_painted(frame, self.plan)])

    def singly(self) -> list[Run]:
        """Return a run for each frame, tried by nobody yet."""
        return [replace(self._only([frame]), tries=0) for frame in self.frames]

    def failed(self, times: int = 1) -> Run:
        """Return the run as tried in vain once more, or so many times."""
        return replace(self, tries=self.tries + times)

    def _only(self, frames: Sequence[Frame]) -> Run:
        return replace(self, plan=replace(self.plan, frames=tuple(frames)))


def run_of(plan: ShotPlan, frames: Sequence[Frame]) -> Run:
    """Return a run of some of a sequence's frames."""
    footage = replace(plan.footage, stills=plan.footage.stills[:1])
    return Run(replace(plan, footage=footage, shown=(), frames=tuple(frames)))


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
