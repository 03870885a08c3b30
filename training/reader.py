"""The reader: the style network learning to read pictures as the teacher does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from tlstyle.painters.builtin.layers import CODE_SIZE
from tlstyle.painters.builtin.network import STYLE_SIDE, StyleNetwork
from training import schedule
from training.muon import Muon
from training.pictures import Floats
from training.pupil import Pupil

BATCH = 32
NEW = 4
"""Pictures of a batch that the teacher is asked about; the others were asked about before."""
STORE = 9000


class Reader(Pupil):
    """Learns the teacher's style vectors from a growing store of pictures."""

    losses = ("code",)

    def __init__(self, teacher: Any, pictures: Iterator[Floats], seed: int, half: bool) -> None:
        super().__init__(StyleNetwork, Muon, seed, half)
        self.teacher, self.pictures = teacher, pictures
        self.random = np.random.default_rng(seed)
        self.stored: NDArray[np.uint8] = np.zeros((STORE, STYLE_SIDE, STYLE_SIDE, 3), np.uint8)
        self.vectors: Floats = np.zeros((STORE, CODE_SIZE), np.float32)
        self.count = 0
        self._step = tf.function(self._learn)

    def learn(self, progress: float, step: int) -> Any:
        """Learn from a batch of new and stored pictures; return its loss."""
        new = [self._store(next(self.pictures)) for _ in range(NEW)]
        seen = np.stack([self.stored[place] for place in new]).astype(np.float32) / 255
        self.vectors[new] = self.teacher.encode(seen)
        old = self.random.integers(0, min(self.count, STORE), BATCH - NEW)
        batch = np.concatenate([new, old])
        self.optimiser.learning_rate.assign(schedule.falling(schedule.READING_RATE, progress, step))
        pictures = tf.constant(self.stored[batch].astype(np.float32) / 255)
        return self._step(pictures, tf.constant(self.vectors[batch])).numpy()[None]

    def _store(self, picture: Floats) -> int:
        """Keep a picture, in the place of the oldest if need be; return its place."""
        place = self.count % STORE
        self.stored[place] = np.round(picture * 255)
        self.count += 1
        return place

    def _learn(self, pictures: Any, vectors: Any) -> Any:
        with tf.GradientTape() as tape:
            apart = tf.cast(self.network(pictures), tf.float32) - vectors
            # The square as well, lest the vectors of bold pictures be read as too short.
            loss = tf.reduce_mean(tf.abs(apart)) + tf.reduce_mean(apart * apart)
        self.update(tape.gradient(loss, self.variables))
        return loss
