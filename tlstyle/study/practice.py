"""A study under way: step by step, its rate falling, with checkpoints, news and a sheet."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tlstyle.painters.builtin.weights import publish
from tlstyle.study.brush import write_brush
from tlstyle.study.crops import Scene
from tlstyle.study.learner import Learner
from tlstyle.study.lesson import Lesson
from tlstyle.study.news import News
from tlstyle.study.picture import Sheet

RATE, LAST_RATE, WARM_STEPS = 1e-3, 1e-5, 20
"""Learning rates at first and at last, and the steps in which the first is reached."""
SAVE_EVERY, TELL_EVERY = 20.0, 2.0
"""Seconds of steps between checkpoints, and between news."""
LONGEST_STEP = 10.0
"""Seconds of a step that count: a laptop closed for lunch does not end a study."""
LATELY = 10
"""Steps whose mean the news tell."""


class Practice:
    """A learner and the scenes that it practises on; it goes on from its checkpoint, if any."""

    def __init__(
        self, lesson: Lesson, learner: Learner, scenes: Sequence[Scene], sheet: Sheet, file: Path
    ) -> None:
        self.lesson, self.learner, self.scenes, self.sheet = lesson, learner, scenes, sheet
        self.file, self.checkpoint = file, file.with_name(f"{file.stem}.checkpoint.npz")
        self.steps, self.seconds = 0, 0.0
        self.history: list[NDArray[np.float32]] = []
        """Every step's distances: from the painting, from the photograph; unsteady."""
        if self.checkpoint.exists():
            self._resume()

    @property
    def share(self) -> float:
        """How much of the lesson's budget is spent, 0 to 1."""
        return self.lesson.budget.share(self.steps, self.seconds)

    def run(self, report: Callable[[News], None]) -> None:
        """Learn to the end, and write the brush; the checkpoint is then gone."""
        saved = told = self.seconds
        took = 0.0  # the first step builds its graph, which takes as long as dozens of them
        while self.share < 1:
            self.sheet.grow(self.share, self.learner.paint)
            begun = time.monotonic()
            self._practise()
            self.seconds += min(took, LONGEST_STEP)
            took = time.monotonic() - begun
            if self.seconds - told > TELL_EVERY or self.share == 1:
                told = self.seconds
                report(self._news())
            if self.seconds - saved > SAVE_EVERY:
                saved = self.seconds
                self._save()
        self.sheet.grow(1.0, self.learner.paint)
        write_brush(self.file, self.learner.weights(), self.history)
        self.checkpoint.unlink(missing_ok=True)

    def _practise(self) -> None:
        """Learn from some places of the next scene; which, only the seed and the step decide."""
        epoch, turn = divmod(self.steps, len(self.scenes))
        order = np.random.default_rng((self.lesson.seed, epoch)).permutation(len(self.scenes))
        random = np.random.default_rng((self.lesson.seed, epoch, turn))
        crops = self.scenes[order[turn]].some(random)
        self.history.append(self.learner.learn(crops, falling(self.share, self.steps)))
        self.steps += 1

    def _news(self) -> News:
        left = self.seconds / self.share - self.seconds if self.seconds else None
        return News(self.steps, self.share, left, *map(float, np.mean(self.history[-LATELY:], 0)))

    def _save(self) -> None:
        progress = {
            "steps": self.steps,
            "seconds": self.seconds,
            "history": np.array(self.history),
        }
        publish(self.checkpoint, {**progress, **self.learner.state(), **self.sheet.state()})

    def _resume(self) -> None:
        with np.load(self.checkpoint) as stored:
            state = dict(stored)
        self.steps, self.seconds = int(state["steps"]), float(state["seconds"])
        self.history = list(state["history"])
        self.learner.restore(state)
        self.sheet.restore(state)


def falling(share: float, step: int) -> float:
    """Return the learning rate: a short ramp up, then a cosine down with what is spent."""
    cosine = (1 + math.cos(math.pi * share)) / 2
    return (LAST_RATE + (RATE - LAST_RATE) * cosine) * min(1.0, (step + 1) / WARM_STEPS)
