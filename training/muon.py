"""The optimiser of the style network: Muon, and for what is no matrix Adam.

Its source: Keller Jordan and others, "Muon: an optimizer for hidden layers in neural networks",
2024 (kellerjordan.github.io/posts/muon), with the step's size of Liu and others, 2025
(arXiv 2502.16982), by which Adam's learning rates suit it. Keras has a Muon that leaves
convolutions to Adam, and most of the network is convolutions.
"""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import ops

MOMENTUM = 0.95
SIZE = 0.2
"""Root mean square of a step of learning rate 1, about."""
STEPS, QUINTIC = 5, (3.4445, -4.7750, 2.0315)
"""How often the singular values go through a polynomial, odd and of degree 5, which brings all of
those between 0 and 1 near 1; and its coefficients."""


class Muon(keras.optimizers.Adam):  # type: ignore[misc]
    """Steps of matrices have their directions all equally long; vectors are Adam's."""

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Change a variable by its gradient.

        A convolution's kernel [h,w,inputs,outputs] is the matrix from all that it sees to what it
        makes of it.
        """
        if len(variable.shape) < 2:
            super().update_step(gradient, variable, learning_rate)
            return
        momentum = self._momentums[self._get_variable_index(variable)]
        self.assign(momentum, momentum * MOMENTUM + gradient)
        matrix = ops.reshape(gradient + momentum * MOMENTUM, (-1, variable.shape[-1]))
        size = SIZE * math.sqrt(max(matrix.shape))
        step = ops.reshape(orthogonal(matrix), variable.shape)
        self.assign_sub(variable, step * (ops.cast(learning_rate, step.dtype) * size))


def orthogonal(matrix: Any) -> Any:
    """Return a matrix [m,n] with its singular values brought near 1, to between 0.7 and 1.2."""
    if matrix.shape[0] > matrix.shape[1]:
        return ops.transpose(orthogonal(ops.transpose(matrix)))
    first, third, fifth = QUINTIC
    matrix = matrix / (ops.norm(matrix) + 1e-7)
    for _ in range(STEPS):
        square = ops.matmul(matrix, ops.transpose(matrix))
        matrix = first * matrix + ops.matmul(third * square + fifth * square @ square, matrix)
    return matrix
