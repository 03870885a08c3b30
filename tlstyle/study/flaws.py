"""What a brush is to leave off: marks of the machine, in which no painter paints. All 0 at best.

The published painter learned a weave of its teacher, which shows wherever a still is even.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from tlstyle.painters.builtin.layers import fold

PHASES = 4
"""Pixels after which the painter's own raster repeats itself."""
BLOCK = 64
"""Width and height of the blocks that a weave is looked for in."""
NEAREST, FARTHEST = 3, 8
"""Pixels after which a weave repeats itself, at least and at most."""
_UNSEEN = (1 / 255) ** 2
"""A variance that nobody sees."""


def roughness(painted: Any) -> Any:
    """The mean difference of neighbouring pixels, down and across."""
    return tf.add_n([tf.reduce_mean(along) for along in _edges(painted)])


def raster(painted: Any) -> Any:
    """How much the strength of edges depends on their place in the painter's 4x4 pixels.

    The four columns' (and rows') mean deviation from their common mean, over that mean.
    """
    return tf.add_n([_uneven(along) for along in _edges(painted)]) / 2


def _edges(painted: Any) -> tuple[Any, Any]:
    """Return how much pixels differ from the next one: by row, down; and by column, across."""
    down, across = painted[:, 1:] - painted[:, :-1], painted[:, :, 1:] - painted[:, :, :-1]
    return tf.reduce_mean(tf.abs(down), (0, 2, 3)), tf.reduce_mean(tf.abs(across), (0, 1, 3))


def _uneven(along: Any) -> Any:
    phases = tf.reduce_mean(tf.reshape(along[: along.shape[0] // PHASES * PHASES], (-1, PHASES)), 0)
    mean = tf.reduce_mean(phases)
    return tf.reduce_mean(tf.abs(phases - mean)) / (mean + 1e-3)


def screen(painted: Any) -> Any:
    """How much comes back every 4 pixels in blocks of 64: the mean of its levels, in 0..1."""
    beside = ((0, 0), (PHASES // 2, PHASES // 2 - 1), (PHASES // 2, PHASES // 2 - 1), (0, 0))
    mean = tf.nn.avg_pool2d(tf.pad(painted, beside, "SYMMETRIC"), PHASES, 1, "VALID")
    cells = fold(_blocks(painted - mean), PHASES)
    return tf.reduce_mean(tf.abs(tf.reduce_mean(cells, (1, 2))))


def weave(painted: Any, calmness: Any) -> Any:
    """How much even places repeat themselves after a few pixels: 0 not at all, 1 wholly.

    The highest peak of the autocorrelation at a distance of 3 to 8 pixels; of blocks of 64, their
    mean, by how surely they are calm.
    """
    grey = _blocks(tf.reduce_mean(painted, -1, keepdims=True))
    across = painted.shape[1] // grey.shape[1]
    even = tf.nn.relu(2 * tf.image.resize(calmness, (across, across), "area") - 1)
    peaks = tf.reshape(_peaks(_repetition(grey[..., 0])), even.shape)
    return tf.reduce_sum(peaks * even) / (tf.reduce_sum(even) + 0.5)


def _blocks(crops: Any) -> Any:
    """Cut square crops into blocks, [N,side,side,C]; of a smaller crop it is all."""
    side = min(BLOCK, crops.shape[1])
    length, channels = crops.shape[1] // side * side, crops.shape[3]
    return tf.reshape(fold(crops[:, :length, :length], side), (-1, side, side, channels))


def _repetition(grey: Any) -> Any:
    """Return the autocorrelation of blocks [N,side,side], 1 in the middle of [N,19,19].

    By matrices: the diagonals of a block's product with itself, some rows lower, are sums over all
    of its pixels and those some columns further.
    """
    side, reach = grey.shape[1], FARTHEST + 1
    mean = tf.constant(_means(side))
    fine = grey - tf.matmul(mean, tf.matmul(grey, mean, transpose_b=True))
    below = tf.pad(fine, ((0, 0), (0, reach), (0, 0)))
    lower = tf.concat([below[:, down : down + side] for down in range(reach + 1)], 2)
    products = tf.reshape(tf.matmul(fine, lower, transpose_a=True), (-1, side, reach + 1, side))
    sums = tf.tensordot(products, tf.constant(_diagonals(side, reach)), ((1, 3), (0, 1)))
    whole = tf.concat([sums[:, :0:-1, ::-1], sums], 1)
    overlap = side - np.abs(np.arange(-reach, reach + 1, dtype=np.float32))
    found = whole / np.outer(overlap, overlap)
    return found / (found[:, reach : reach + 1, reach : reach + 1] + _UNSEEN)


def _means(side: int) -> NDArray[np.float32]:
    """Return what makes a row the mean of each pixel's surroundings, [side,side]."""
    near = np.abs(np.subtract.outer(np.arange(side), np.arange(side))) <= FARTHEST
    means: NDArray[np.float32] = (near / near.sum(axis=1, keepdims=True)).astype(np.float32)
    return means


def _diagonals(side: int, reach: int) -> NDArray[np.float32]:
    """Return what sums a matrix [side,side] along its diagonals, -reach to reach."""
    places = np.arange(side)
    apart = places[None, :, None] - places[:, None, None]
    summed: NDArray[np.float32] = (apart == np.arange(-reach, reach + 1)).astype(np.float32)
    return summed


def _peaks(repetition: Any) -> Any:
    """Return the height of the highest peak in the ring that is looked at, [N]."""
    apart = np.hypot(*np.mgrid[-FARTHEST - 1 : FARTHEST + 2, -FARTHEST - 1 : FARTHEST + 2])
    ring = tf.constant((apart >= NEAREST) & (apart <= FARTHEST))
    around = tf.nn.max_pool2d(repetition[..., None], 3, 1, "SAME")[..., 0]
    return tf.reduce_max(tf.where((repetition >= around) & ring, repetition, 0.0), (1, 2))
