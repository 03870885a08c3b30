"""What the painter is taught with: views of a photograph, and what their paintings are held to.

A still of a time-lapse and its neighbour differ by sensor noise, a little exposure and slow shade,
and in places by leaves that sway, water, people, a patch of sun. Two such views are made of every
photograph; their paintings must look like the teacher's painting of the photograph itself, and like
each other wherever the photograph rests. So steadiness is learned and needs no filter afterwards
(Gupta and others, 2017, arXiv 1705.02092, name the trouble; two noisy views that must agree are the
idea of Element AI's noise-resilient training, 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf


def view(photographs: Any, cloth: Any) -> Any:
    """Return photographs [N,S,S,3] as a camera might see them a moment later, on their cloth."""
    count, side = tf.shape(photographs)[0], tf.shape(photographs)[1]
    each = (count, 1, 1, 1)
    gain = tf.exp(tf.random.normal(each, 0, 0.01))
    shade = tf.image.resize(tf.random.normal((count, 4, 4, 1), 0, 0.004), (side, side), "bicubic")
    # As strong as what flickers at rest, about a level of 255: more was met by softer strokes.
    grain = tf.random.normal(tf.shape(photographs)) * 0.01 * tf.random.uniform(each)
    clumps = tf.random.normal((count, side // 2, side // 2, 3)) * 0.006 * tf.random.uniform(each)
    noisy = photographs * gain + shade + grain + tf.image.resize(clumps, (side, side))
    return tf.round(tf.clip_by_value(noisy, 0, 1) * 255) / 255 + cloth


def stirred(photographs: Any) -> tuple[Any, Any]:
    """Return photographs of which parts have moved or stand in another light, and where they rest.

    Most of what flickers in a garden is what stands still beside swaying leaves. Photographs are
    [N,S,S,3]; rest [N,S,S,1] is 1 where nothing has changed, else 0.
    """
    count, side = tf.shape(photographs)[0], tf.shape(photographs)[1]
    parts = tf.random.uniform((), 6, 40, tf.int32)
    field = tf.image.resize(tf.random.normal((count, parts, parts, 1)), (side, side), "bicubic")
    moves = field > tf.random.uniform((count, 1, 1, 1), -0.3, 0.8)
    step = tf.random.uniform((2,), -3, 4, tf.int32)
    light = tf.exp(tf.random.normal((count, 1, 1, 1), 0, 0.1))
    moved = tf.clip_by_value(tf.roll(photographs, step, (1, 2)) * light, 0, 1)
    return tf.where(moves, moved, photographs), 1 - tf.cast(moves, tf.float32)


def disagreement(one: Any, other: Any, rest: Any) -> Any:
    """How far the paintings of two views, [N,S,S,3], differ where `rest`, [N,S,S,1], is 1."""
    apart = _mean(tf.abs(one - other) * rest) / (_mean(rest) + 1e-3)
    return tf.reduce_mean(apart)


def balance(target: Any) -> Any:
    """Return what paintings are multiplied by so that faint styles count like bold ones, [N,1,1,1].

    About 1 for strokes of middling strength. Flicker is seen as it is, likeness beside the style.
    """
    strokes = _mean(tf.abs(gradients(pooled(target, 2))))
    return tf.minimum(0.06 / (strokes + 0.01), 3.0)[:, None, None, None]


def _mean(pictures: Any) -> Any:
    """Return the mean of each picture."""
    return tf.reduce_mean(pictures, (1, 2, 3))


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
    """How much the strength of edges depends on their place in the trunk's 4x4 pixels.

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
