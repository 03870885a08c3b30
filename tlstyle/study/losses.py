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
    """How far the Gram matrices of a painting's maps are from the style's, the layers' mean."""
    apart = [
        tf.reduce_mean((gram(maps) - wanted) ** 2) / tf.reduce_mean(wanted**2)
        for maps, wanted in zip(drawn, goal, strict=True)
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
    down = tf.reduce_mean(tf.abs(painted[:, 1:] - painted[:, :-1]))
    return down + tf.reduce_mean(tf.abs(painted[:, :, 1:] - painted[:, :, :-1]))
