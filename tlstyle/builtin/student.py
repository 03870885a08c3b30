"""The student: the painting network learning from the teacher, by the teacher's style vectors."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from tlstyle.builtin import lesson, schedule
from tlstyle.builtin.network import PaintingNetwork, fold, unfold
from tlstyle.builtin.pictures import Floats
from tlstyle.builtin.pupil import Pupil

SHELF = 100
"""Batches whose paintings by the teacher are kept to be learned from again."""
REUSE = 2
"""Kept batches learned from for each new one; the teacher takes a third of a step's time."""


class Task(NamedTuple):
    """A batch of photographs with style vectors and the teacher's thoughts and paintings."""

    photographs: Any
    vectors: Any
    thoughts: Any
    """The features of the teacher's residual trunk: before the first block and after each."""
    painted: Any


class Student(Pupil):
    """Learns to paint as the teacher does."""

    losses = ("likeness", "vigour", "raster", "unsteadiness", "thought")

    def __init__(
        self, teacher: Any, batches: Iterator[tuple[Floats, Floats]], seed: int, half: bool
    ) -> None:
        super().__init__(PaintingNetwork, seed, half)
        self.teacher = teacher
        self.tasks = self._tasks(batches, np.random.default_rng(seed))
        self.ask = tf.function(self._ask)
        self._steps = {
            "imitate": tf.function(self._imitate),
            "clear": tf.function(self._paint_one_view),
            "pairs": tf.function(self._paint_two_views),
        }

    def learn(self, progress: float, step: int) -> Any:
        """Learn from one batch, in the way that it is time for; return its losses."""
        self.optimiser.learning_rate.assign(schedule.rate(progress, step))
        weights = tf.constant(schedule.loss_weights(progress))
        return self._steps[schedule.kind(progress)](next(self.tasks), weights).numpy()

    def _tasks(
        self, batches: Iterator[tuple[Floats, Floats]], random: np.random.Generator
    ) -> Iterator[Task]:
        """Yield new tasks and, between them, kept ones, which are seen with other noise."""
        shelf: deque[Task] = deque(maxlen=SHELF)
        for photographs, styles in batches:
            shelf.append(self.ask(photographs, styles))
            yield shelf[-1]
            for _ in range(REUSE):
                yield shelf[random.integers(len(shelf))]

    def _ask(self, photographs: Any, styles: Any) -> Task:
        """Ask the teacher for a batch's vectors, some of them mixed, and for its paintings."""
        each = (tf.shape(styles)[0], 1)
        share = tf.where(tf.random.uniform(each) < 0.2, tf.random.uniform(each), 1.0)
        vectors = self.teacher.encode(styles)
        # Codes must mix linearly, so mixtures are taught as well.
        vectors = vectors * share + tf.roll(vectors, 1, 0) * (1 - share)
        thoughts, painted = self.teacher.think(photographs, vectors)
        return Task(photographs, vectors, [tf.cast(t, tf.bfloat16) for t in thoughts], painted)

    def _imitate(self, task: Task, weights: Any) -> Any:
        """Each part of the network alone, on what the teacher thought before: shallow, so fast.

        Learning from a teacher's inner features: Romero and others, "FitNets", 2015
        (arXiv 1412.6550). The last block makes up for the blocks that the teacher has more.
        """
        dtype, blocks = self.network.compute_dtype, len(self.network.blocks)
        thoughts = [tf.cast(thought, dtype) for thought in task.thoughts]
        canvas = tf.cast(fold(task.photographs, 4), dtype)
        wanted = [*thoughts[:blocks], thoughts[-1]]
        with tf.GradientTape() as tape:
            apart = [_relative(self.network.see(canvas), wanted[0], wanted[0])]
            for block, (before, after) in enumerate(itertools.pairwise(wanted)):
                thought = self.network.think(block, before, task.vectors)
                apart.append(_relative(thought, after, after - before))
            painted = unfold(self.network.draw(wanted[-1], canvas, task.vectors), 4)
            mean = tf.add_n(apart) / (blocks + 1)
            losses = _losses(painted, task.painted, thought=mean)
            total = tf.reduce_sum(losses * weights)
        self.update(tape.gradient(total, self.variables))
        return losses

    def _paint_one_view(self, task: Task, weights: Any) -> Any:
        """The whole network, on the photographs as they are."""
        with tf.GradientTape() as tape:
            losses = _losses(self.network(task.photographs, task.vectors), task.painted)
            total = tf.reduce_sum(losses * weights)
        self.update(tape.gradient(total, self.variables))
        return losses

    def _paint_two_views(self, task: Task, weights: Any) -> Any:
        """The whole network, on two noisy views of each photograph, shifted against each other."""
        offsets = tf.unstack(tf.random.uniform((2, 2), 0, lesson.REACH, tf.int32))
        views = tf.concat([lesson.view(task.photographs, offset) for offset in offsets], 0)
        targets = tf.concat([lesson.window(task.painted, offset) for offset in offsets], 0)
        with tf.GradientTape() as tape:
            painted = self.network(views, tf.concat([task.vectors, task.vectors], 0))
            painted = tf.cast(painted, tf.float32)
            losses = _losses(painted, targets, unsteadiness=lesson.unsteadiness(painted, offsets))
            total = tf.reduce_sum(losses * weights)
        self.update(tape.gradient(total, self.variables))
        return losses


def _losses(painted: Any, target: Any, unsteadiness: Any = 0.0, thought: Any = 0.0) -> Any:
    painted = tf.cast(painted, tf.float32)
    drawn = lesson.vigour(painted, target), lesson.raster(painted)
    return tf.stack([lesson.likeness(painted, target), *drawn, unsteadiness, thought])


def _relative(thought: Any, wanted: Any, scale: Any) -> Any:
    """How far features are from the wanted ones, over what there was to be learned."""
    difference = tf.reduce_mean(tf.abs(tf.cast(thought - wanted, tf.float32)))
    return difference / (tf.reduce_mean(tf.abs(tf.cast(scale, tf.float32))) + 1e-3)
