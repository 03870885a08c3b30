"""The apprentice: both networks, trained further for the paintings themselves.

What `tlstyle.study` does for one painting and one sequence, for any painting and any still; and no
longer held to a teacher.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from tlstyle.painters.builtin.network import StyleNetwork
from tlstyle.painters.builtin.weights import float16_weights, load_networks, with_policy
from tlstyle.study.parts import paint_parts
from tlstyle.study.regions import calm
from training.critic import DISTANCES, Critic, weighed
from training.gallery import Work
from training.lesson import disagreement, stirred, view
from training.motifs import Motif
from training.pupil import Groups, load_groups, save_groups

STEADY = 7.0
"""How much two views of a still must agree, beside the critic's weights."""
READING = 0.2
"""Learning rate of the style network, over the painter's."""
MEMORY = 0.995
"""What the running means keep of themselves in a step."""

LOSSES = (*DISTANCES, "unsteady")


class Apprentice:
    """Both networks, their optimisers, and running means of their weights."""

    def __init__(self, features: Any) -> None:
        """Begin with the published weights; in bfloat16 if the features are."""
        policy = "mixed_bfloat16" if features.kind == tf.bfloat16 else "float32"
        self.painter, self.eye = _networks(policy)
        self._features = features
        self._learning = [each.trainable_variables for each in (self.painter, self.eye)]
        self._variables = [variable for some in self._learning for variable in some]
        self._optimisers = [keras.optimizers.Adam(global_clipnorm=1.0) for _ in self._learning]
        for optimiser, variables in zip(self._optimisers, self._learning, strict=True):
            optimiser.build(variables)
        self._means = [tf.Variable(v.value, trainable=False) for v in self._variables]
        self._step = tf.function(self._learn)

    def learn(self, motif: Motif, works: Sequence[Work], rate: float) -> NDArray[np.float32]:
        """Learn to paint a motif in the styles of works; return their mean `LOSSES`."""
        for optimiser, share in zip(self._optimisers, (1.0, READING), strict=True):
            optimiser.learning_rate.assign(rate * share)
        found: NDArray[np.float32] = self._step(*map(tf.constant, motif), stacked(works)).numpy()
        return found

    def graduates(self) -> dict[str, Any]:
        """Return both networks as the package holds them, with the running means as weights."""
        kept = [np.asarray(variable) for variable in self._variables]
        _assign(self._variables, self._means)
        weights = float16_weights(painter=self.painter, eye=self.eye)
        _assign(self._variables, kept)
        return weights

    def save(self, path: Path, **extra: Any) -> None:
        """Write everything that learning needs to go on, and `extra` arrays, to an .npz file."""
        save_groups(path, self._groups(), extra)

    def load(self, path: Path) -> dict[str, Any]:
        """Take up the state in an .npz file and return the extra arrays that it holds."""
        return load_groups(path, self._groups())

    def _groups(self) -> Groups:
        painting, reading = (optimiser.variables for optimiser in self._optimisers)
        return (
            ("weight", self._variables),
            ("mean", self._means),
            ("painting", painting),
            ("reading", reading),
        )

    def _learn(self, still: Any, cloth: Any, border: Any, works: Work) -> Any:
        moved, rest = stirred(still)
        other = self._paint(view(moved, cloth), self._codes(works))
        critic = Critic(self._features, still, calm(still, border))
        with tf.GradientTape() as tape:
            painted = self._paint(view(still, cloth), self._codes(works))
            distances = critic.distances(painted, works)
            unsteady = _unsteadiness(painted, other, rest)
            total = weighed(distances) + STEADY * unsteady
        gradients = tape.gradient(total, self._learning)
        for optimiser, some, variables in zip(
            self._optimisers, gradients, self._learning, strict=True
        ):
            optimiser.apply(some, variables)
        self._remember()
        return tf.concat([tf.reduce_mean(distances, 0), [255 * unsteady]], 0)

    def _codes(self, works: Work) -> Any:
        pictures = tf.reshape(tf.cast(works.squares, tf.float32) / 255, (-1, 256, 256, 3))
        read = tf.reshape(tf.cast(self.eye(pictures), tf.float32), (works.share.shape[0], 2, -1))
        share = works.share[:, None]
        return read[:, 0] * share + read[:, 1] * (1 - share)

    def _paint(self, places: Any, codes: Any) -> Any:
        """Return places [K,side,side,3] of one still painted by each of codes [S,CODE_SIZE].

        One by one, since the moments of one picture are had in a fifth of the time.
        """
        each = [paint_parts(self.painter, places, code[None]) for code in tf.unstack(codes)]
        return tf.stack(each)

    def _remember(self) -> None:
        for mean, variable in zip(self._means, self._variables, strict=True):
            mean.assign(mean * MEMORY + variable * (1 - MEMORY))


def stacked(works: Sequence[Work]) -> Work:
    """Return works as one, each of whose arrays has one more axis, the first."""
    return Work(*tf.nest.map_structure(lambda *parts: tf.constant(np.stack(parts)), *works))


def _unsteadiness(painted: Any, other: Any, rest: Any) -> Any:
    """How far two views' paintings, [S,K,side,side,3], differ where the still rests.

    Only one of the two learns from it, in half the time; the next time it may be the other.
    """
    rest = tf.tile(rest, (painted.shape[0], 1, 1, 1))
    one, other = (tf.reshape(each, (-1, *each.shape[2:])) for each in (painted, other))
    return disagreement(one, tf.stop_gradient(other), rest)


def _networks(policy: str) -> tuple[Any, Any]:
    """Return the published networks, which both compute by a policy."""
    painter, published = load_networks(policy=policy)
    eye = with_policy(policy, StyleNetwork)
    _assign(eye.trainable_variables, published.trainable_variables)
    return painter, eye


def _assign(variables: Sequence[Any], values: Sequence[Any]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
