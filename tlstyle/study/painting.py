"""The painting as a brush sees it: at the film's own scale."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tlstyle.errors import FootageError
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.stills.picture import fit, read_upright
from tlstyle.stills.style import StylePicture

ENLARGED = 2.0
"""How much larger than it is a painting may be shown before its strokes are called soft."""
_EVEN = 0.5
"""Levels of 255 by which pixels must differ in the mean, or there is nothing to learn."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A style picture, cropped, at the size it is studied at, `scale` times its own."""

    picture: StylePicture
    pixels: Pixels
    scale: float

    def warning(self) -> str | None:
        """Return a line where the picture is too small for the film, None where it is not."""
        if self.scale <= ENLARGED:
            return None
        return (
            f"{self.picture.file}: is enlarged {self.scale:.1f} times to the film's scale, so its "
            "strokes are broad and soft: a larger copy of it has finer ones to study"
        )


def show(picture: StylePicture, side: int) -> Shown:
    """Return a picture, or its crop, with a short side of `side` pixels.

    Raises:
        FootageError: it cannot be read, or is all of one colour.
    """
    image = read_upright(picture.file)
    if picture.crop:
        left, top, width, height = picture.crop
        image = image.crop((left, top, left + width, top + height))
    scale = side / min(image.size)
    size = Size(*(max(1, round(length * scale)) for length in image.size))
    pixels = fit(image, size, (0.5, 0.5))
    if _texture(pixels) < _EVEN:
        raise FootageError(
            f"{picture.file}: is all of one colour, so there are no strokes to study: "
            "choose another picture, or no study"
        )
    return Shown(picture, pixels, scale)


def pieces(pixels: Pixels) -> Iterator[Pixels]:
    """Yield a picture in pieces of the same size, none much longer than it is wide."""
    along = int(pixels.shape[1] > pixels.shape[0])
    count = math.ceil(pixels.shape[along] / (1.5 * pixels.shape[1 - along]))
    length = pixels.shape[along] // count
    for start in range(0, length * count, length):
        yield np.take(pixels, range(start, start + length), axis=along)


def _texture(pixels: Pixels) -> float:
    """Return how far pixels of a picture, a few apart, differ in the mean, in levels."""
    grey = pixels[::4, ::4].mean(axis=2)
    steps = [np.abs(np.diff(grey, axis=axis)) for axis in (0, 1)]
    return max((float(step.mean()) for step in steps if step.size), default=0.0)
