"""What a brush is held to: the photograph, the painting, and rest where the footage rests.

All are 0 at best. The first two are relative to what they are held to, so that every painting and
every photograph counts alike. Content and style: Gatys, Ecker and Bethge, 2015 (arXiv 1508.06576).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

AT_REST = 8 / 255
"""A pixel of which no channel differs by more between two neighbouring stills is at rest."""


def gram(maps: Any) -> Any:
    """How often which features come together in each picture: [N,h,w,C] to [N,C,C], float32."""
    count, height, width, channels = maps.shape
    rows = tf.reshape(maps, (count, height * width, channels))
    even = tf.math.rsqrt(tf.constant(height * width, tf.float32))
    rows = rows * tf.cast(even, rows.dtype)  # before, so that no sum grows large
    return tf.cast(tf.matmul(rows, rows, transpose_a=True), tf.float32)


def content(drawn: Any, seen: Any) -> Any:
    """How far a painting's maps are from the photograph's, over the size of those."""
    drawn, seen = tf.cast(drawn, tf.float32), tf.cast(seen, tf.float32)
    return tf.reduce_mean((drawn - seen) ** 2) / (tf.reduce_mean(seen**2) + 1e-3)


def style(drawn: Sequence[Any], goal: Sequence[Any]) -> Any:
    """How far the Gram matrices of crops' maps are from the style's, the layers' mean.

    Half of it is how far each crop's are, half how far their mean is: every place is to be painted,
    but a sky need not hold the darkest strokes of the painting if the houses below it do.
    """
    each = [gram(maps) for maps in drawn]
    mean = [tf.reduce_mean(matrices, 0, keepdims=True) for matrices in each]
    apart = [
        tf.reduce_mean((found - wanted) ** 2) / tf.reduce_mean(wanted**2)
        for found, wanted in zip((*each, *mean), (*goal, *goal), strict=True)
    ]
    return tf.add_n(apart) / len(apart)


def unsteadiness(one: Any, other: Any, still: Any, neighbour: Any) -> Any:
    """How far the paintings of two stills differ where the stills are at rest, in 0..1."""
    apart = tf.reduce_max(tf.abs(still - neighbour), axis=-1, keepdims=True)
    rest = tf.cast(apart < AT_REST, tf.float32)
    changed = tf.reduce_sum(tf.abs(one - other) * rest)
    return changed / (3 * tf.reduce_sum(rest) + 1.0)


def roughness(painted: Any) -> Any:
    """The mean difference of neighbouring pixels, down and across."""
    return tf.add_n([tf.reduce_mean(along) for along in _strokes(painted)])


def raster(painted: Any) -> Any:
    """How much the strength of edges depends on their place in the painter's 4x4 pixels.

    The four columns' (and rows') mean deviation from their common mean, over that mean.
    """
    return tf.add_n([_uneven(along) for along in _strokes(painted)]) / 2


def _strokes(painted: Any) -> tuple[Any, Any]:
    """Return how much pixels differ from the next one: by row, down; and by column, across."""
    down, across = painted[:, 1:] - painted[:, :-1], painted[:, :, 1:] - painted[:, :, :-1]
    return tf.reduce_mean(tf.abs(down), (0, 2, 3)), tf.reduce_mean(tf.abs(across), (0, 1, 3))


def _uneven(along: Any) -> Any:
    phases = tf.reduce_mean(tf.reshape(along[: along.shape[0] // 4 * 4], (-1, 4)), 0)
    mean = tf.reduce_mean(phases)
    return tf.reduce_mean(tf.abs(phases - mean)) / (mean + 1e-3)
