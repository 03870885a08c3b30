"""What the painter is taught with: views of a photograph, and what their paintings are held to.

A still of a time-lapse and its neighbour differ by sensor noise, a little exposure, slow shade and
a pixel of motion. Such views are made of every photograph, must look like the teacher's painting
of the photograph itself and, in the end, like each other: so steadiness is learned and needs no
filter afterwards (Gupta and others, 2017, arXiv 1705.02092, name the trouble; two noisy views that
must agree are the idea of Element AI's noise-resilient training, 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

REACH = 8
"""Views are shifted by 0 to REACH - 1 pixels, so that no stroke can keep to the fold's raster."""


def view(photographs: Any, cloth: Any, offset: Any) -> Any:
    """Return photographs as a camera might see them a moment later: [N,S,S,3] to [N,S-8,S-8,3].

    The cloth's grain goes along with the photograph, so that no stroke keeps to the raster.
    """
    seen = window(photographs, offset)
    count, side = tf.shape(seen)[0], tf.shape(seen)[1]
    each = (count, 1, 1, 1)
    gain = tf.exp(tf.random.normal(each, 0, 0.03))
    shade = tf.image.resize(tf.random.normal((count, 4, 4, 1), 0, 0.01), (side, side), "bicubic")
    # Little noise is as frequent as much: clean skies must not show the fold's raster either.
    grain = tf.random.normal(tf.shape(seen)) * 0.03 * tf.random.uniform(each) ** 2
    clumps = (
        tf.random.normal((count, side // 2, side // 2, 3)) * 0.015 * tf.random.uniform(each) ** 2
    )
    noisy = seen * gain + shade + grain + tf.image.resize(clumps, (side, side))
    return tf.round(tf.clip_by_value(noisy, 0, 1) * 255) / 255 + window(cloth, offset)


def window(pictures: Any, offset: Any) -> Any:
    """Return the part of pictures that a view shifted by `offset` (y, x) shows."""
    side = tf.shape(pictures)[1] - REACH
    return pictures[:, offset[0] : offset[0] + side, offset[1] : offset[1] + side]


def disagreement(painted: Any, offsets: Any) -> Any:
    """How far the paintings of two views differ where both show the same.

    `painted` is [2N,S,S,3], the paintings of N photographs shifted by `offsets[0]`, then by
    `offsets[1]`.
    """
    first, second = tf.split(painted, 2)
    starts = tf.reduce_max(offsets, 0) - offsets
    difference = window(first, starts[0]) - window(second, starts[1])
    return tf.reduce_mean(tf.abs(difference)) + tf.reduce_mean(tf.abs(gradients(difference)))


def pooled(pictures: Any, size: int) -> Any:
    """Return means over size x size blocks; what is left over at the far edges is dropped."""
    count, height, width = tf.unstack(tf.shape(pictures)[:3])
    rows, columns = height // size, width // size
    whole = pictures[:, : rows * size, : columns * size]
    bands = tf.reduce_mean(tf.reshape(whole, (count, rows, size, columns * size * 3)), 2)
    return tf.reduce_mean(tf.reshape(bands, (count, rows, columns, size, 3)), 3)


def gradients(pictures: Any) -> Any:
    """Return the differences to the right and downwards, [N,H-1,W-1,6].

    As a convolution with fixed weights: ten times as fast to differentiate on a CPU as slices are.
    """
    kernel = np.zeros((2, 2, 3, 6), np.float32)
    for colour in range(3):
        kernel[0, 0, colour, [colour, colour + 3]] = -1
        kernel[0, 1, colour, colour] = kernel[1, 0, colour, colour + 3] = 1
    return tf.nn.conv2d(pictures, kernel, 1, "VALID")


def distance(one: Any, other: Any) -> Any:
    """Mean absolute difference of values and of gradients at three scales."""
    difference = one - other
    total = tf.reduce_mean(tf.abs(difference))
    for size in (1, 2, 4):
        coarse = pooled(difference, size) if size > 1 else difference
        total += tf.reduce_mean(tf.abs(gradients(coarse)))
    return total


def likeness(painted: Any, target: Any) -> Any:
    """How far a painting is from the teacher's, in detail and in the colours of wide areas."""
    wide = sum(tf.reduce_mean(tf.abs(pooled(painted - target, size))) for size in (8, 32))
    return distance(painted, target) + wide


def energy(pictures: Any) -> Any:
    """How much is drawn around each place: mean gradients of 8x8 places after a 2x2 mean.

    The 2x2 mean comes first so that pixel noise does not pass for strokes.
    """
    strokes = tf.reduce_mean(tf.abs(gradients(pooled(pictures, 2))), 3, keepdims=True)
    return tf.nn.avg_pool2d(strokes, 8, 4, "VALID")


def vigour(painted: Any, target: Any) -> Any:
    """How far a painting's strokes are from being as strong as the teacher's, wherever they lie."""
    return tf.reduce_mean(tf.abs(energy(painted) - energy(target)))


def style(drawn: Sequence[Any], wanted: Sequence[Any]) -> Any:
    """How far two pictures' feature maps lie apart in the means and deviations of their channels.

    The measure of style of Huang and Belongie, 2017 (arXiv 1703.06868), relative to `wanted`.
    """
    apart = [_described(a) - _described(b) for a, b in zip(drawn, wanted, strict=True)]
    sizes = [tf.norm(_described(b), axis=1) for b in wanted]
    ratios = [tf.norm(a, axis=1) / b for a, b in zip(apart, sizes, strict=True)]
    return tf.reduce_mean(tf.stack(ratios))


def _described(features: Any) -> Any:
    mean, variance = tf.nn.moments(features, (1, 2))
    return tf.concat([mean, tf.sqrt(variance + 1e-6)], 1)


def raster(painted: Any) -> Any:
    """How much the strength of edges depends on their place in the fold's 4x4 blocks.

    The mean deviation of the four columns' (and rows') mean gradients from their common mean, over
    that mean.
    """
    strokes = tf.abs(gradients(painted))
    side = tf.shape(strokes)[1] // 4 * 4
    across, down = tf.split(strokes[:, :side, :side], 2, axis=3)
    return (_uneven(across, 2) + _uneven(down, 1)) / 2


def _uneven(strokes: Any, axis: int) -> Any:
    means = tf.reduce_mean(strokes, (3 - axis, 3))
    phases = tf.reduce_mean(tf.reshape(means, (tf.shape(means)[0], -1, 4)), 1)
    mean = tf.reduce_mean(phases, 1, keepdims=True)
    return tf.reduce_mean(tf.abs(phases - mean) / (mean + 1e-3))
