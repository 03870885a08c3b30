"""The colours of a painting, which its strokes alone do not tell.

VGG16 sees edges first: held to its Gram matrices only, a brush turned van Gogh's deepest blue into
steel and put orange where he has yellow, and came nearer to him with every step.
"""

from __future__ import annotations

import math
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

_DIRECTIONS, _QUANTILES = 12, 1025
"""Along as many directions colours are compared, at as many of them from the least to the most."""


@dataclass(frozen=True, slots=True)
class Palette:
    """How a style's colours are spread, along directions in each of which they spread alike.

    So a rare hue counts as much as light. Compared along directions, whole distributions are:
    Bonneel and others, "Sliced and Radon Wasserstein Barycenters of Measures", 2015.

    Attributes:
        mean: Of the colours, [3].
        along: The directions, [3,D].
        wanted: Quantiles along each, [D,Q].
    """

    mean: Any
    along: Any
    wanted: Any

    @classmethod
    def of(cls, colours: NDArray[Any], weights: NDArray[Any]) -> Palette:
        """Return the palette of colours [N,3] by how much each counts, [N]."""
        shares = weights / weights.sum()
        mean = shares @ colours
        sizes, hues = np.linalg.eigh((colours - mean).T @ ((colours - mean) * shares[:, None]))
        along = hues / np.sqrt(np.maximum(sizes, 0) + _SEEN) @ _directions()
        wanted = [_quantiles(values, shares) for values in ((colours - mean) @ along).T]
        return cls(*(tf.constant(each, tf.float32) for each in (mean, along, np.array(wanted))))

    def apart(self, colours: Any, weights: Any) -> Any:
        """How far colours [N,h,w,3] are from being spread like these, by how much they count."""
        found = tf.transpose(tf.reshape(colours - self.mean, (-1, 3)) @ self.along)
        order = tf.argsort(tf.stop_gradient(found), axis=1)
        shares = tf.reshape(weights, (-1,)) / weights.shape.num_elements()
        share = tf.reduce_sum(shares)
        found, shares = tf.gather(found, order, axis=1, batch_dims=1), tf.gather(shares, order)
        rank = (tf.cumsum(shares, 1) - shares / 2) / (share + 1e-6)
        off = tf.reduce_sum(shares * (found - self._at(rank)) ** 2) / (share + _FEW)
        return share * tamed(off / _DIRECTIONS)

    def _at(self, rank: Any) -> Any:
        """Return what lies at ranks 0..1 along each direction, [D,N]."""
        place = rank * (_QUANTILES - 1)
        below = tf.clip_by_value(tf.cast(place, tf.int32), 0, _QUANTILES - 2)
        less, more = (tf.gather(self.wanted, b, axis=1, batch_dims=1) for b in (below, below + 1))
        return less + (more - less) * (place - tf.cast(below, tf.float32))


def _directions() -> NDArray[np.float64]:
    """Return directions spread evenly over half a sphere, [3,D]; the others are their opposites."""
    number = np.arange(_DIRECTIONS) + 0.5
    height, turn = number / _DIRECTIONS, np.pi * (1 + math.sqrt(5)) * number
    width = np.sqrt(1 - height**2)
    return np.stack([width * np.cos(turn), width * np.sin(turn), height])


def _quantiles(values: NDArray[Any], shares: NDArray[Any]) -> NDArray[Any]:
    order = values.argsort()
    rank = shares[order].cumsum() - shares[order] / 2
    found: NDArray[Any] = np.interp(np.linspace(0, 1, _QUANTILES), rank, values[order])
    return found


def counted(pixels: Any, calmness: Any) -> NDArray[np.float32]:
    """Return a picture's colours, and how much each counts among calm ones and lively: [N,5]."""
    colours = _dabs(pixels)
    joined = tf.concat([colours, *both(calmness, colours)], -1)
    found: NDArray[np.float32] = tf.reshape(joined, (-1, 5)).numpy()
    return found


def off_colour(painted: Any, palettes: tuple[Palette, Palette], calmness: Any) -> Any:
    """How far crops' colours are from a style's, calm places from its calm ones; 0 at best."""
    colours = _dabs(painted)
    kinds = zip(palettes, both(calmness, colours), strict=True)
    return tf.add_n([palette.apart(colours, weights) for palette, weights in kinds])


def _dabs(pixels: Any) -> Any:
    """Return the colours of places: pixels [N,H,W,3] to [N,H/4,W/4,3]."""
    return tf.nn.avg_pool2d(pixels, DAB, DAB, "VALID")
