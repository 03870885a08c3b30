"""Calm places and lively ones: a still has both, and so has a painting.

Held to the whole painting's style, a sky must hold what makes up its darkest hedge, and gets a dark
hatching that no sky of the painter's has; the meadow below turns as pale as his sky. So what is
calm in a still is held to what is calm in the painting, and the rest to its rest, by themselves, as
in Gatys and others, 2017 (arXiv 1611.07865), whose masks were drawn by hand. What is calm is told
for every painting and every sequence by its own measure: what rests in a garden were wild in a sky.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

_BINS = 64
_SOFT = 0.25
"""How far, in the logarithm, a place is from the border that is told with some certainty."""


def liveliness(pixels: Any) -> Any:
    """How much goes on around each place, a logarithm: [N,H,W,3] in 0..1 to [N,H/8,W/8,1].

    The mean difference, in levels, of places 8 pixels apart, within 28 pixels to each side; of
    means of 4x4 pixels, so that a sensor's noise is not taken for things.
    """
    grey = tf.nn.avg_pool2d(255 * tf.reduce_mean(pixels, -1, keepdims=True), 4, 4, "VALID")
    grey = tf.pad(grey, ((0, 0), (1, 1), (1, 1), (0, 0)), "SYMMETRIC")
    down, across = grey[:, 2:, 1:-1] - grey[:, :-2, 1:-1], grey[:, 1:-1, 2:] - grey[:, 1:-1, :-2]
    steps = tf.nn.avg_pool2d(tf.abs(down) + tf.abs(across), 2, 2, "VALID")
    return tf.math.log(tf.nn.avg_pool2d(steps, 7, 1, "SAME") + 0.5)


def calm(pixels: Any, border: float) -> Any:
    """How surely each place is a calm one, 0..1, by the border between calm and lively."""
    return tf.sigmoid((border - liveliness(pixels)) / _SOFT)


def border_of(liveliness: NDArray[np.float32]) -> float:
    """Return the border that parts places best in two kinds, each alike in itself.

    Otsu, "A Threshold Selection Method from Gray-Level Histograms", 1979.
    """
    counts, edges = np.histogram(liveliness, _BINS)
    below = counts.cumsum()[:-1] / counts.sum()
    total = (counts * (edges[1:] + edges[:-1]) / 2).cumsum() / counts.sum()
    apart = (total[-1] * below - total[:-1]) ** 2 / np.maximum(below * (1 - below), 1e-9)
    return float(edges[1:-1][apart.argmax()])


def both(calmness: Any, maps: Any) -> tuple[Any, Any]:
    """Return how calm and how lively each place of feature maps is: [N,h,w,1] each."""
    there = tf.image.resize(calmness, maps.shape[1:3])
    return there, 1 - there
