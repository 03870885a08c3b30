"""One run of the training: its pictures, its student, its checkpoints and its clock."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from tlstyle.builtin import schedule, sheet
from tlstyle.builtin.lesson import REACH
from tlstyle.builtin.pictures import Album, Feed, Picture, listed, read
from tlstyle.builtin.student import LOSSES, Student, Task
from tlstyle.builtin.weights import float16_weights, publish

SIDE = 256
LONGEST_STEP = 5.0
"""Seconds of a step that count, so that a stopped and continued training is not robbed of time."""
SAVE_EVERY, SHEET_EVERY, REPORT_EVERY = 120.0, 600.0, 20.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train on, for how long, and where to put what comes of it."""

    photographs: Path
    styles: Path
    out: Path
    minutes: float
    batch: int = 4
    keep_out: int = 6
    """Pictures of each folder that are never trained on, for the contact sheet."""
    shelf: int = 250
    """Batches whose paintings by the teacher are kept to be learned from again."""
    reuse: int = 2
    """Kept batches learned from for each new one; the teacher takes a third of a step's time."""
    half: bool = False
    """Learn in bfloat16 where the processor is faster at it."""
    seed: int = 0


class Training:
    """Learns until its minutes are spent; goes on from its folder's checkpoint if there is one."""

    def __init__(self, plan: Plan, teacher: Any) -> None:
        self.plan = plan
        plan.out.mkdir(parents=True, exist_ok=True)
        photographs, self.unseen_photographs = _kept_apart(plan.photographs, plan.keep_out)
        styles, self.unseen_styles = _kept_apart(plan.styles, plan.keep_out)
        self.student = Student(teacher, plan.seed, plan.half)
        self.seconds, self.steps, self.stopped = 0.0, 0, False
        self.losses = np.zeros(len(LOSSES))
        self.history: list[list[float]] = []
        """Rows of step, seconds and mean losses."""
        if self.checkpoint.exists():
            self._resume()
        albums = Album.of_photographs(photographs, SIDE + REACH), Album.of_styles(styles)
        self.feed = Feed(*albums, (plan.seed, self.steps))
        self.shelf: deque[Task] = deque(maxlen=plan.shelf)

    @property
    def checkpoint(self) -> Path:
        """The file with everything needed to go on."""
        return self.plan.out / "checkpoint.npz"

    @property
    def progress(self) -> float:
        """Share of the training's minutes that is spent, 0 to 1."""
        return self.seconds / (self.plan.minutes * 60)

    def run(self) -> Iterator[str]:
        """Learn, and yield a line of news now and then; saves at intervals and at the end."""
        reported = saved = drawn = self.seconds
        self._clock = time.monotonic()
        for task in self._tasks():
            self._learn(task)
            finished = self.progress >= 1 or self.stopped
            if self.seconds - reported > REPORT_EVERY or finished:
                reported = self.seconds
                yield self._news()
            if self.seconds - saved > SAVE_EVERY or finished:
                saved = self.seconds
                self._save()
            if self.seconds - drawn > SHEET_EVERY or finished:
                drawn = self.seconds
                self._draw()
            if finished:
                return

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask the run to save and end after the step it is in; fit to handle a signal."""
        self.stopped = True

    def _tasks(self) -> Iterator[Task]:
        """Yield new tasks and, between them, kept ones, which are seen with other noise."""
        for photographs, styles in self.feed.batches(self.plan.batch):
            self.shelf.append(self.student.ask(photographs, styles))
            yield self.shelf[-1]
            for _ in range(self.plan.reuse):
                yield self.shelf[self.feed.random.integers(len(self.shelf))]

    def _learn(self, task: Task) -> None:
        losses = self.student.learn(
            task,
            schedule.rate(self.progress, self.steps),
            schedule.trust(self.progress),
            schedule.paired(self.progress),
            schedule.loss_weights(self.progress),
        )
        self.losses = losses if self.steps == 0 else 0.95 * self.losses + 0.05 * losses
        self.steps += 1
        now = time.monotonic()
        self.seconds += min(now - self._clock, LONGEST_STEP)
        self._clock = now

    def _news(self) -> str:
        self.history.append([self.steps, self.seconds, *self.losses])
        losses = "  ".join(f"{n} {v:.4f}" for n, v in zip(LOSSES, self.losses, strict=True))
        minutes = f"{self.seconds / 60:.1f} of {self.plan.minutes:g} min"
        return f"{self.progress:6.1%}  step {self.steps}  {minutes}  {losses}"

    def _save(self) -> None:
        history = np.array(self.history)
        self.student.save(self.checkpoint, seconds=self.seconds, steps=self.steps, history=history)
        publish(self.plan.out / "weights.npz", float16_weights(*self.student.graduate()))

    def _resume(self) -> None:
        state = self.student.load(self.checkpoint)
        self.seconds, self.steps = float(state["seconds"]), int(state["steps"])
        self.history = state["history"].tolist()
        self.losses = np.array(self.history[-1][2:])

    def _draw(self) -> None:
        path = self.plan.out / f"sheet-{self.steps:06d}.png"
        pictures = self.unseen_photographs, self.unseen_styles
        sheet.draw(path, *pictures, self.student.graduate(), self.student.teacher)


def _kept_apart(folder: Path, count: int) -> tuple[list[Picture], list[Picture]]:
    """Return a folder's pictures to learn from, and `count` evenly spread ones to keep out."""
    paths = listed(folder)
    every = len(paths) // count if count else len(paths) + 1
    unseen = paths[every // 2 :: every][:count] if count else []
    return [read(p) for p in paths if p not in unseen], [read(p) for p in unseen]
