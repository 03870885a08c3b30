"""The student: the painting network learning from the teacher, by the teacher's style vectors."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from tlstyle.painters.builtin.grain import grain
from tlstyle.painters.builtin.layers import fold, unfold
from tlstyle.painters.builtin.network import FOLD, PaintingNetwork, centred
from training import lesson, schedule
from training.muon import Muon
from training.pictures import Floats
from training.pupil import Pupil

SHELF = 100
"""Batches whose paintings by the teacher are kept to be learned from again."""
CLOTH = 1024
"""Side of the piece of grain from which the canvases are cut."""
REUSE = 2
"""Kept batches learned from for each new one; the teacher takes a third of a step's time."""


class Task(NamedTuple):
    """A batch of photographs, style vectors, and what the teacher makes of them."""

    photographs: Any
    cloth: Any
    """The grain that the painter, other than the teacher, sees them on."""
    vectors: Any
    read: Any
    """The vectors, half of them as the style network reads them."""
    thoughts: Any
    """The teacher's features on the way, as `Teacher.think` gives them."""
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
        super().__init__(PaintingNetwork, Muon, seed, half)
        self.teacher, self.reader = teacher, reader
        self.cloth = tf.constant(grain(CLOTH, CLOTH))
        self.tasks = self._tasks(batches, np.random.default_rng(seed))
        self.ask = tf.function(self._ask)
        self._lessons = {
            "imitate": tf.function(self._imitate),
            "steady": tf.function(self._steady),
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

        Half of those read are the style network's, so that the painter makes up for its errors.
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
        thoughts, painted = self.teacher.think(photographs, vectors)
        thoughts = [tf.cast(thought, tf.bfloat16) for thought in thoughts]
        return Task(photographs, cloth, vectors, read, thoughts, painted)

    def _imitate(self, task: Task, weights: Any) -> Any:
        """Each layer alone, on the teacher's features before it.

        What is so shallow learns fast. Learning from a teacher's inner features: Romero and others,
        "FitNets", 2015 (arXiv 1412.6550).
        """
        network, dtype = self.network, self.network.compute_dtype
        thoughts = [tf.cast(thought, dtype) for thought in task.thoughts]
        early, trunk, late = thoughts[:2], thoughts[2:-2], thoughts[-2:]
        canvas = tf.cast(centred(fold(task.photographs, FOLD)), dtype)
        early[0], late[1] = fold(early[0], FOLD), fold(late[1], FOLD)
        with tf.GradientTape() as tape:
            entered = itertools.pairwise((canvas, *early, trunk[0]))
            apart = [
                _relative(tf.nn.relu(layer(before)), after, after)
                for layer, (before, after) in zip(network.enter, entered, strict=True)
            ]
            for (first, second), station in zip(
                network.blocks, range(0, len(trunk) - 1, 2), strict=True
            ):
                before, within, after = trunk[station : station + 3]
                apart.append(_relative(first(before, task.vectors), within, within))
                change = after - before
                apart.append(_relative(second(within, task.vectors), change, change))
            left = itertools.pairwise((trunk[-1], *late))
            apart += [
                _relative(layer(before, task.vectors), after, after)
                for layer, (before, after) in zip(network.leave, left, strict=True)
            ]
            painted = unfold(network.finish(late[1], task.vectors), FOLD)
            losses = _losses(painted, task.painted, thought=tf.add_n(apart))
            total = tf.reduce_sum(losses * weights)
        self.update(tape.gradient(total, self.variables))
        return losses

    def _steady(self, task: Task, weights: Any) -> Any:
        """The whole network, on two views, which must agree wherever the photograph rests."""
        moved, rest = lesson.stirred(task.photographs)
        views = tf.concat([lesson.view(p, task.cloth) for p in (task.photographs, moved)], 0)
        target, wanted = task.painted, self.teacher.features(task.painted)
        with tf.GradientTape() as tape:
            painted = self.network(views, tf.tile(task.read, (2, 1)))
            one, other = tf.split(tf.cast(painted, tf.float32), 2)
            style = lesson.style(self.teacher.features(one), wanted)
            agree = lesson.disagreement(one, other, rest)
            other = tf.where(rest > 0, other, target)  # who knows what moved parts should be
            both, wanted_both = tf.concat((one, other), 0), tf.tile(target, (2, 1, 1, 1))
            losses = _losses(both, wanted_both, style=style, agree=agree)
            total = tf.reduce_sum(losses * weights)
        self.update(tape.gradient(total, self.variables))
        return losses


def _losses(
    painted: Any, target: Any, style: Any = 0.0, thought: Any = 0.0, agree: Any = 0.0
) -> Any:
    painted = tf.cast(painted, tf.float32)
    raster, balance = lesson.raster(painted), lesson.balance(target)
    painted, target = painted * balance, target * balance
    drawn = lesson.vigour(painted, target), raster
    return tf.stack([lesson.likeness(painted, target), *drawn, style, thought, agree])


def _relative(thought: Any, wanted: Any, scale: Any) -> Any:
    """How far features are from the wanted ones, over what there was to be learned."""
    difference = tf.reduce_mean(tf.abs(tf.cast(thought - wanted, tf.float32)))
    return difference / (tf.reduce_mean(tf.abs(tf.cast(scale, tf.float32))) + 1e-3)
