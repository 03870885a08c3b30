"""The colours of a painting, which its strokes alone do not tell.

VGG16 sees edges first: held to its Gram matrices only, a brush turned van Gogh's deepest blue into
steel and put orange where he has yellow, and came nearer to him with every step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from tlstyle.study.losses import tamed
from tlstyle.study.regions import both

DAB = 4
"""Width of the places whose colours count: nobody sees those of a pixel."""
_SEEN = (4 / 255) ** 2
"""A variance of colours that is just seen."""
_FEW = 0.02
"""A share of the crops too small to tell colours from."""

Moments = NDArray[np.float32]
"""Products of red, green, blue and 1, [4,4]: all that a mean and a covariance need."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours spread by one measure: counted from their mean, a rare hue as much as light."""

    mean: Any
    spread: Any
    wanted: Any

    @classmethod
    def of(cls, moments: Moments) -> Palette:
        """Return the palette of moments."""
        mean = moments[3, :3]
        covariance = moments[:3, :3] - np.outer(mean, mean)
        sizes, hues = np.linalg.eigh(covariance)
        spread = hues / np.sqrt(np.maximum(sizes, 0) + _SEEN)
        kept = mean, spread, spread.T @ covariance @ spread
        return cls(*(tf.constant(each, tf.float32) for each in kept))

    def apart(self, colours: Any, weights: Any) -> Any:
        """How far colours [N,h,w,3] are from these in mean and spread, by how much they count."""
        found = tf.reshape(colours - self.mean, (-1, 3)) @ self.spread
        weights = tf.reshape(weights, (-1, 1)) / weights.shape.num_elements()
        share = tf.reduce_sum(weights)
        mean = tf.reduce_sum(weights * found, 0) / (share + _FEW)
        products = tf.matmul(weights * found, found, transpose_a=True) / (share + _FEW)
        spread = products - self.wanted * share / (share + _FEW)
        return share * tamed(tf.reduce_mean(mean**2) + tf.reduce_mean(spread**2))


def moments(pixels: Any, calmness: Any) -> tuple[Moments, Moments]:
    """Return the summed moments of a picture's colours: of its calm places, of its lively ones."""
    colours = _dabs(pixels)
    places = tf.pad(tf.reshape(colours, (-1, 3)), ((0, 0), (0, 1)), constant_values=1.0).numpy()
    calm, lively = (weights.numpy().reshape(-1, 1) for weights in both(calmness, colours))
    return (places * calm).T @ places, (places * lively).T @ places


def off_colour(painted: Any, palettes: tuple[Palette, Palette], calmness: Any) -> Any:
    """How far crops' colours are from a style's, calm places from its calm ones; 0 at best."""
    colours = _dabs(painted)
    kinds = zip(palettes, both(calmness, colours), strict=True)
    return tf.add_n([palette.apart(colours, weights) for palette, weights in kinds])


def _dabs(pixels: Any) -> Any:
    """Return the colours of places: pixels [N,H,W,3] to [N,H/4,W/4,3]."""
    return tf.nn.avg_pool2d(pixels, DAB, DAB, "VALID")
