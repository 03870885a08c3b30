"""A network being taught: its optimiser, the running means of its weights, and its memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tlstyle.painters.builtin.weights import publish, with_policy

MEAN_MOMENTUM = 0.998

Groups = tuple[tuple[str, Any], ...]
"""Names of groups of variables, and the variables."""


class Pupil:
    """A network, its optimiser, and running means of its weights, with which it graduates."""

    losses: tuple[str, ...] = ()
    """What the numbers are called that learning from a batch returns."""

    def __init__(
        self, network: Callable[[], Any], optimiser: Callable[..., Any], seed: int, half: bool
    ) -> None:
        keras.utils.set_random_seed(seed)
        self._new = network
        # bfloat16 halves the time of a step on processors that have it; weights stay float32.
        self.network = with_policy("mixed_bfloat16" if half else "float32", network)
        self.variables = self.network.trainable_variables
        self.optimiser = optimiser(global_clipnorm=1.0)
        self.optimiser.build(self.variables)
        self.means = [tf.Variable(variable.value, trainable=False) for variable in self.variables]

    def learn(self, progress: float, step: int) -> Any:
        """Learn from one batch and return its losses; `progress` is the course's, 0 to 1."""
        raise NotImplementedError

    def update(self, gradients: Any) -> None:
        """Change the weights by gradients, and let their running means follow."""
        self.optimiser.apply(gradients, self.variables)
        step = tf.cast(self.optimiser.iterations, tf.float32)
        momentum = tf.minimum(MEAN_MOMENTUM, step / (step + 10))  # closely in the first steps
        for mean, variable in zip(self.means, self.variables, strict=True):
            mean.assign(mean * momentum + variable * (1 - momentum))

    def graduate(self) -> Any:
        """Return the network, in float32, with the running means as its weights."""
        network = self._new()
        for variable, mean in zip(network.trainable_variables, self.means, strict=True):
            variable.assign(mean)
        return network

    def save(self, path: Path, **extra: Any) -> None:
        """Write everything that learning needs to go on, and `extra` arrays, to an .npz file."""
        save_groups(path, self._groups(), extra)

    def load(self, path: Path) -> dict[str, Any]:
        """Take up the state in an .npz file and return the extra arrays that it holds."""
        return load_groups(path, self._groups())

    def _groups(self) -> Groups:
        return (
            ("weight", self.variables),
            ("mean", self.means),
            ("optimiser", self.optimiser.variables),
        )


def save_groups(path: Path, groups: Groups, extra: dict[str, Any]) -> None:
    """Write variables, group by group, and `extra` arrays to an .npz file."""
    state = {
        f"{name}{index}": np.asarray(variable)
        for name, group in groups
        for index, variable in enumerate(group)
    }
    publish(path, state | extra)


def load_groups(path: Path, groups: Groups) -> dict[str, Any]:
    """Take up variables that `save_groups` wrote, and return the extra arrays beside them."""
    with np.load(path) as stored:
        state = dict(stored)
    for name, group in groups:
        for index, variable in enumerate(group):
            variable.assign(state.pop(f"{name}{index}"))
    return state
