"""The student: the painting network learning from the teacher, by the teacher's style vectors."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from tlstyle.builtin import lesson, schedule
from tlstyle.builtin.grain import grain
from tlstyle.builtin.network import PaintingNetwork, fold, unfold
from tlstyle.builtin.pictures import Floats
from tlstyle.builtin.pupil import Pupil

SHELF = 100
"""Batches whose paintings by the teacher are kept to be learned from again."""
CLOTH = 1024
"""Side of the piece of grain from which the canvases are cut."""
REUSE = 2
"""Kept batches learned from for each new one; the teacher takes a third of a step's time."""


class Task(NamedTuple):
    """A batch of photographs on their cloth, style vectors, and what the teacher makes of them."""

    photographs: Any
    cloth: Any
    vectors: Any
    thoughts: Any
    """The features of the teacher's trunk: before the first block, inside it, after it, ..."""
    painted: Any


class Student(Pupil):
    """Learns to paint as the teacher does, for the style network that `reader` returns."""

    losses = ("likeness", "vigour", "raster", "style", "thought", "agree")

    def __init__(
        self,
        teacher: Any,
        reader: Callable[[], Any],
        batches: Iterator[tuple[Floats, Floats]],
        seed: int,
        half: bool,
    ) -> None:
        super().__init__(PaintingNetwork, keras.optimizers.Adam, seed, half)
        self.teacher, self.reader = teacher, reader
        self.cloth = tf.constant(grain(CLOTH, CLOTH))
        self.tasks = self._tasks(batches, np.random.default_rng(seed))
        self.ask = tf.function(self._ask)
        self._lessons = {
            "imitate": tf.function(self._imitate),
            "clear": tf.function(self._paint_clear),
            "noisy": tf.function(self._paint_noisy),
            "finish": tf.function(self._finish),
        }

    def learn(self, progress: float, step: int) -> Any:
        """Learn from one batch, in the way that it is time for; return its losses."""
        self.optimiser.learning_rate.assign(schedule.painting_rate(progress, step))
        weights = tf.constant(schedule.LOSS_WEIGHTS)
        return self._lessons[schedule.kind(progress)](next(self.tasks), weights).numpy()

    def _tasks(
        self, batches: Iterator[tuple[Floats, Floats]], random: np.random.Generator
    ) -> Iterator[Task]:
        """Yield new tasks and, between them, kept ones, which are seen with other noise."""
        shelf: deque[Task] = deque(maxlen=SHELF)
        self.eye = self.reader()
        for photographs, styles in batches:
            shelf.append(self.ask(photographs, styles))
            yield shelf[-1]
            for _ in range(REUSE):
                yield shelf[random.integers(len(shelf))]

    def _ask(self, photographs: Any, styles: Any) -> Task:
        """Ask for a batch's style vectors, some of them mixed, and for the teacher's paintings.

        Half of the vectors are the style network's, so that the painter makes up for its errors.
        """
        each = (tf.shape(styles)[0], 1)
        vectors = self.teacher.encode(styles)
        read = tf.where(tf.random.uniform(each) < 0.5, self.eye(styles), vectors)
        # Codes must mix linearly, so mixtures are taught as well; and styles that no picture at
        # hand has, each number from one of two pictures.
        mixed, crossed = tf.random.uniform(each) < 0.2, tf.random.uniform(each) < 0.25
        share = tf.where(mixed, tf.random.uniform(each), 1.0)
        own = tf.random.uniform(tf.shape(vectors)) < tf.random.uniform(each, 0.5, 1.0)
        share = tf.where(crossed, tf.cast(own, tf.float32), share)
        vectors, read = (v * share + tf.roll(v, 1, 0) * (1 - share) for v in (vectors, read))
        cloth = tf.image.random_crop(self.cloth, photographs.shape[1:])[None]
        thoughts, painted = self.teacher.think(tf.clip_by_value(photographs + cloth, 0, 1), vectors)
        return Task(photographs, cloth, read, [tf.cast(t, tf.bfloat16) for t in thoughts], painted)

    def _imitate(self, task: Task, weights: Any) -> Any:
        """Each layer of the trunk, what is before it and what is after it, alone.

        Every part is shallow, so it learns fast. Learning from a teacher's inner features: Romero
        and others, "FitNets", 2015 (arXiv 1412.6550).
        """
        dtype = self.network.compute_dtype
        trunk = [tf.cast(thought, dtype) for thought in task.thoughts]
        canvas = tf.cast(fold(task.photographs + task.cloth, 4), dtype)
        with tf.GradientTape() as tape:
            apart = [_relative(self.network.see(canvas), trunk[0], trunk[0])]
            for (first, second), station in zip(
                self.network.blocks, range(0, len(trunk) - 1, 2), strict=True
            ):
                before, within, after = trunk[station : station + 3]
                apart.append(_relative(first(before, task.vectors), within, within))
                change = after - before
                apart.append(_relative(second(within, task.vectors), change, change))
            painted = unfold(self.network.draw(trunk[-1], canvas, task.vectors), 4)
            losses = _losses(painted, task.painted, thought=tf.add_n(apart))
            total = tf.reduce_sum(losses * weights)
        self.update(tape.gradient(total, self.variables))
        return losses

    def _paint_clear(self, task: Task, weights: Any) -> Any:
        """The whole network, on the photographs as they are."""
        return self._paint(task.photographs + task.cloth, task, task.painted, weights)

    def _paint_noisy(self, task: Task, weights: Any) -> Any:
        """The whole network, on the photographs as a camera might see them."""
        offset = tf.random.uniform((2,), 0, lesson.REACH, tf.int32)
        view = lesson.view(task.photographs, task.cloth, offset)
        return self._paint(view, task, lesson.window(task.painted, offset), weights)

    def _paint(self, canvases: Any, task: Task, target: Any, weights: Any) -> Any:
        with tf.GradientTape() as tape:
            losses = _losses(self.network(canvases, task.vectors), target)
            total = tf.reduce_sum(losses * weights)
        self.update(tape.gradient(total, self.variables))
        return losses

    def _finish(self, task: Task, weights: Any) -> Any:
        """Two views, which must agree, and in the eyes of the teacher's style network as well."""
        offsets = tf.random.uniform((2, 2), 0, lesson.REACH, tf.int32)
        each = tf.unstack(offsets)
        views = [lesson.view(task.photographs, task.cloth, offset) for offset in each]
        target = tf.concat([lesson.window(task.painted, offset) for offset in each], 0)
        wanted = self.teacher.features(tf.split(target, 2)[0])
        vectors = tf.tile(task.vectors, (2, 1))
        with tf.GradientTape() as tape:
            painted = tf.cast(self.network(tf.concat(views, 0), vectors), tf.float32)
            style = lesson.style(self.teacher.features(tf.split(painted, 2)[0]), wanted)
            agree = lesson.disagreement(painted, offsets)
            losses = _losses(painted, target, style=style, agree=agree)
            total = tf.reduce_sum(losses * weights)
        self.update(tape.gradient(total, self.variables))
        return losses


def _losses(
    painted: Any, target: Any, style: Any = 0.0, thought: Any = 0.0, agree: Any = 0.0
) -> Any:
    painted = tf.cast(painted, tf.float32)
    drawn = lesson.vigour(painted, target), lesson.raster(painted)
    return tf.stack([lesson.likeness(painted, target), *drawn, style, thought, agree])


def _relative(thought: Any, wanted: Any, scale: Any) -> Any:
    """How far features are from the wanted ones, over what there was to be learned."""
    difference = tf.reduce_mean(tf.abs(tf.cast(thought - wanted, tf.float32)))
    return difference / (tf.reduce_mean(tf.abs(tf.cast(scale, tf.float32))) + 1e-3)
