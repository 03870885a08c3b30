"""What a brush is held to: the photograph, the painting, and rest where the footage rests.

All are 0 at best. Content and style are relative to what they are held to, so that every painting
and every photograph counts alike: Gatys, Ecker and Bethge, 2015 (arXiv 1508.06576).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from tlstyle.study.regions import both

AT_REST = 6 / 255
"""How far a pixel, by any channel, may differ between neighbouring stills that rest there: one that
differs by so much counts as 0.37, by half of it as 0.78, by twice as 0.02."""
_FEW = 0.02
"""A share of the crops too small to tell a style from."""


def gram(maps: Any, weights: Any = 1.0) -> Any:
    """How often which features come together in each picture: [N,h,w,C] to [N,C,C], float32.

    Places count by their weights, [N,h,w,1].
    """
    count, height, width, channels = maps.shape
    even = tf.sqrt(weights / tf.constant(height * width, tf.float32))
    maps = maps * tf.cast(even, maps.dtype)  # before, so that no sum grows large
    rows = tf.reshape(maps, (count, height * width, channels))
    return tf.cast(tf.matmul(rows, rows, transpose_a=True), tf.float32)


def tamed(distance: Any) -> Any:
    """Return a distance, its root where it is over 1: what is far away outweighs nothing else."""
    return tf.where(distance > 1, tf.sqrt(tf.maximum(distance, 1.0)), distance)


def content(drawn: Any, seen: Any) -> Any:
    """How far a painting's maps are from the photograph's, over the size of those."""
    drawn, seen = tf.cast(drawn, tf.float32), tf.cast(seen, tf.float32)
    return tf.reduce_mean((drawn - seen) ** 2) / (tf.reduce_mean(seen**2) + 1e-3)


def style(drawn: Sequence[Any], goal: Sequence[Any], calmness: Any) -> Any:
    """How far the Gram matrices of crops' maps are from the style's, the layers' mean.

    Calm places are held to the style's calm ones, lively to lively (`goal`, [2,C,C] for each
    layer), each by how much of the crops they are.
    """
    apart = [
        _apart(maps, weights, wanted)
        for maps, pair in zip(drawn, goal, strict=True)
        for weights, wanted in zip(both(calmness, maps), (pair[:1], pair[1:]), strict=True)
    ]
    return tf.add_n(apart) / len(drawn)


def _apart(maps: Any, weights: Any, wanted: Any) -> Any:
    """How far the places that count are from what is wanted.

    Half of it is how far each crop's are, half how far those of all crops together: every place is
    to be painted, but a wall need not hold the darkest strokes if the hedge below it does.
    """
    found, share = gram(maps, weights), tf.reduce_mean(weights, (1, 2))[..., None]
    of_all, whole = (tf.reduce_mean(each, 0, keepdims=True) for each in (found, share))
    off = _off(found, share, wanted) + _off(of_all, whole, wanted)
    return off / (2 * tf.reduce_mean(wanted**2))


def _off(found: Any, share: Any, wanted: Any) -> Any:
    return tf.reduce_mean(share * ((found - share * wanted) / (share + _FEW)) ** 2)


def unsteadiness(one: Any, other: Any, still: Any, neighbour: Any) -> Any:
    """How far the paintings of two stills differ where the stills are at rest, in 0..1."""
    apart = tf.reduce_max(tf.abs(still - neighbour), axis=-1, keepdims=True)
    rest = tf.exp(-((apart / AT_REST) ** 2))
    changed = tf.reduce_sum(tf.abs(one - other) * rest)
    return changed / (3 * tf.reduce_sum(rest) + 1.0)
