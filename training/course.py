"""A course of learning: a pupil, so many minutes, checkpoints, and news on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

LONGEST_STEP = 60.0
"""Seconds of a step that count, so that a stopped and continued training is not robbed of time."""
REPORT_EVERY, SAVE_EVERY, SHOW_EVERY = 20.0, 120.0, 600.0


class Learning(Protocol):
    """Whoever takes a course: `training.pupil` says what each of these does."""

    @property
    def losses(self) -> tuple[str, ...]: ...  # noqa: D102
    def learn(self, progress: float, step: int) -> Any: ...  # noqa: D102
    def save(self, path: Path, **extra: Any) -> None: ...  # noqa: D102
    def load(self, path: Path) -> dict[str, Any]: ...  # noqa: D102


class Course:
    """Has a pupil learn for some minutes; goes on from its checkpoint if there is one."""

    def __init__(
        self, pupil: Learning, minutes: float, checkpoint: Path, show: Callable[[int], None]
    ) -> None:
        self.pupil, self.minutes, self.checkpoint, self.show = pupil, minutes, checkpoint, show
        self.seconds, self.steps, self.stopped = 0.0, 0, False
        self.losses = np.zeros(len(pupil.losses))
        self.history: list[list[float]] = []
        """Rows of step, seconds and mean losses."""
        if checkpoint.exists():
            self._resume()

    @property
    def progress(self) -> float:
        """Share of the minutes that is spent, 0 to 1."""
        return min(1.0, self.seconds / (self.minutes * 60))

    @property
    def finished(self) -> bool:
        """Whether the minutes are spent."""
        return self.progress >= 1

    def run(self) -> Iterator[str]:
        """Learn, and yield a line of news now and then; saves at intervals and at the end."""
        reported = saved = shown = self.seconds
        clock = time.monotonic()
        while not (self.finished or self.stopped):
            self._learn()
            now = time.monotonic()
            self.seconds += min(now - clock, LONGEST_STEP)
            clock = now
            last = self.finished or self.stopped
            if last or self.seconds - reported > REPORT_EVERY:
                reported = self.seconds
                yield self._news()
            if last or self.seconds - saved > SAVE_EVERY:
                saved = self.seconds
                self._save()
            if last or self.seconds - shown > SHOW_EVERY:
                shown = self.seconds
                self.show(self.steps)

    def stop(self) -> None:
        """Ask the run to save and end after the step it is in."""
        self.stopped = True

    def _learn(self) -> None:
        losses = self.pupil.learn(self.progress, self.steps)
        self.losses = losses if self.steps == 0 else 0.95 * self.losses + 0.05 * losses
        self.steps += 1

    def _news(self) -> str:
        self.history.append([self.steps, self.seconds, *self.losses])
        named = zip(self.pupil.losses, self.losses, strict=True)
        losses = "  ".join(f"{name} {value:.4f}" for name, value in named)
        minutes = f"{self.seconds / 60:.1f} of {self.minutes:g} min"
        return f"{self.progress:6.1%}  step {self.steps}  {minutes}  {losses}"

    def _save(self) -> None:
        self.pupil.save(
            self.checkpoint,
            seconds=self.seconds,
            steps=self.steps,
            history=np.array(self.history),
        )

    def _resume(self) -> None:
        state = self.pupil.load(self.checkpoint)
        self.seconds, self.steps = float(state["seconds"]), int(state["steps"])
        self.history = state["history"].tolist()
        self.losses = np.array(self.history[-1][2:])
