"""Stills steadied before they are painted: what rests in them is averaged with their neighbours.

A painter of Magenta's kind answers the noise of a sensor and the flicker of light with other
strokes. What differs from a neighbour by no more than those is taken to be at rest. What moves
stays as it is, so nothing is smeared, and frames may be painted in any order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from tlstyle.pixels import Pixels

_AT_REST = 8
"""Levels of 255 by which noise sets two stills apart, in the channel that differs most, or more."""

_AROUND = ImageFilter.BoxBlur(2)
"""Noise is judged by its mean over 5x5 pixels."""

_STANDING_OUT = 2
"""A single pixel, such as a star, moves where it differs by so many times as much."""


def steadied(still: Pixels, neighbours: Iterable[Pixels]) -> Pixels:
    """Return the mean of a still and its neighbours where it rests, and the still where it moves.

    All are height x width x 3. Where a neighbour differs, the mean of those before it stays.
    """
    own = Image.fromarray(still)
    mean = own
    for count, pixels in enumerate(neighbours, start=2):
        neighbour = Image.fromarray(pixels)
        share = [255 / count * math.exp(-((level / _AT_REST) ** 2)) for level in range(256)]
        mean = Image.composite(neighbour, mean, _difference(own, neighbour).point(share))
    return np.asarray(mean)


def _difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return how far two pictures are apart around each pixel, in levels."""
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    single = most.point([level / _STANDING_OUT for level in range(256)])
    return ImageChops.lighter(most.filter(_AROUND), single)
