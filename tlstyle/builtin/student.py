"""The student: both networks, their optimiser, one step of learning, and all that it remembers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from tlstyle.builtin import lesson
from tlstyle.builtin.network import PaintingNetwork, StyleNetwork
from tlstyle.builtin.weights import publish

LOSSES = ("likeness", "vigour", "unsteadiness", "code")
MEAN_MOMENTUM = 0.999


class Task(NamedTuple):
    """A batch of photographs and styles with the teacher's answers."""

    photographs: Any
    styles: Any
    share: Any
    """How much of every style, and how much of its neighbour's, [N,1]: codes must mix linearly."""
    vectors: Any
    painted: Any


class Student:
    """Learns to paint as the teacher does, and to read styles, batch by batch."""

    def __init__(self, teacher: Any, seed: int, half: bool = False) -> None:
        keras.utils.set_random_seed(seed)
        self.teacher = teacher
        # bfloat16 halves the time of a step on processors that have it; weights stay float32.
        usual = keras.config.dtype_policy()
        keras.config.set_dtype_policy("mixed_bfloat16" if half else "float32")
        self.painter, self.eye = PaintingNetwork(), StyleNetwork()
        keras.config.set_dtype_policy(usual)
        self.variables = [*self.painter.trainable_variables, *self.eye.trainable_variables]
        self.optimiser = keras.optimizers.Adam(global_clipnorm=1.0)
        self.optimiser.build(self.variables)
        self.means = [tf.Variable(variable.value, trainable=False) for variable in self.variables]
        self.ask = tf.function(self._ask)
        self._learn_from_single_views = tf.function(self._single)
        self._learn_from_pairs = tf.function(self._pairs)

    def learn(
        self, task: Task, rate: float, trust: float, paired: bool, weights: Sequence[float]
    ) -> Any:
        """Learn from one batch and return its `LOSSES`.

        With a chance of `trust` the painter is handed the style network's own code instead of the
        teacher's vector. `paired` asks for two views of every photograph, shifted against each
        other, instead of one. `weights` are those of the losses.
        """
        self.optimiser.learning_rate.assign(rate)
        learn = self._learn_from_pairs if paired else self._learn_from_single_views
        return learn(task, tf.constant(trust), tf.constant(weights)).numpy()

    def _ask(self, photographs: Any, styles: Any) -> Task:
        """Ask the teacher for a batch's vectors and paintings, some of mixed styles."""
        each = (tf.shape(styles)[0], 1)
        share = tf.where(tf.random.uniform(each) < 0.2, tf.random.uniform(each), 1.0)
        vectors = self.teacher.encode(styles)
        painted = self.teacher.paint(photographs, _blended(vectors, share))
        return Task(photographs, styles, share, vectors, painted)

    def _single(self, task: Task, trust: Any, weights: Any) -> Any:
        return self._step(task, trust, weights, [tf.zeros(2, tf.int32)])

    def _pairs(self, task: Task, trust: Any, weights: Any) -> Any:
        offsets = tf.random.uniform((2, 2), 0, lesson.REACH, tf.int32)
        return self._step(task, trust, weights, tf.unstack(offsets))

    def _step(self, task: Task, trust: Any, weights: Any, offsets: Sequence[Any]) -> Any:
        views = tf.concat([lesson.view(task.photographs, offset) for offset in offsets], 0)
        targets = tf.concat([lesson.window(task.painted, offset) for offset in offsets], 0)
        with tf.GradientTape() as tape:
            codes, apart = self._codes(task, trust)
            painted = self.painter(views, tf.concat([codes for _ in offsets], 0))
            painted = tf.cast(painted, tf.float32)
            losses = tf.stack(
                [
                    lesson.likeness(painted, targets),
                    lesson.vigour(painted, targets),
                    lesson.unsteadiness(painted, offsets) if len(offsets) == 2 else 0.0,
                    apart,
                ]
            )
            total = tf.reduce_sum(losses * weights)
        self.optimiser.apply(tape.gradient(total, self.variables), self.variables)
        self._average()
        return losses

    def _codes(self, task: Task, trust: Any) -> tuple[Any, Any]:
        """Return the codes to paint with, and how far both networks' readings are apart."""
        own = tf.cast(self.eye(task.styles), tf.float32)
        trusted = tf.random.uniform(tf.shape(task.share)) < trust
        codes = tf.where(trusted, own, task.vectors)
        return _blended(codes, task.share), tf.reduce_mean(tf.abs(own - task.vectors))

    def _average(self) -> None:
        """Let the running means follow the weights, closely in the first steps."""
        step = tf.cast(self.optimiser.iterations, tf.float32)
        momentum = tf.minimum(MEAN_MOMENTUM, step / (step + 10))
        for mean, variable in zip(self.means, self.variables, strict=True):
            mean.assign(mean * momentum + variable * (1 - momentum))

    def save(self, path: Path, **extra: Any) -> None:
        """Write everything that learning needs to go on, and `extra` arrays, to an .npz file."""
        state = {f"weight{i}": np.asarray(v) for i, v in enumerate(self.variables)}
        state |= {f"mean{i}": np.asarray(v) for i, v in enumerate(self.means)}
        state |= {f"adam{i}": np.asarray(v) for i, v in enumerate(self.optimiser.variables)}
        publish(path, state | extra)

    def load(self, path: Path) -> dict[str, Any]:
        """Take up the state in an .npz file and return the extra arrays that it holds."""
        with np.load(path) as stored:
            state = dict(stored)
        for name, group in (
            ("weight", self.variables),
            ("mean", self.means),
            ("adam", self.optimiser.variables),
        ):
            for index, variable in enumerate(group):
                variable.assign(state.pop(f"{name}{index}"))
        return state

    def graduate(self) -> tuple[PaintingNetwork, StyleNetwork]:
        """Return both networks, in float32, with the running means as their weights."""
        painter, eye = PaintingNetwork(), StyleNetwork()
        for variable, mean in zip(
            [*painter.trainable_variables, *eye.trainable_variables], self.means, strict=True
        ):
            variable.assign(mean)
        return painter, eye


def _blended(codes: Any, share: Any) -> Any:
    """Return every code of a batch mixed with its neighbour's."""
    return codes * share + tf.roll(codes, 1, 0) * (1 - share)
