"""The painting as a brush sees it: at the film's own scale, and what makes its style."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from tlstyle.errors import FootageError
from tlstyle.pixels import Pixels
from tlstyle.project.types import StylePicture
from tlstyle.size import Size
from tlstyle.stills.picture import fit, read_upright
from tlstyle.study.losses import gram
from tlstyle.study.regions import border_of, both, calm, liveliness

ENLARGED = 2.0
"""How much larger than it is a painting may be shown before its strokes are called soft."""
_EVEN = 0.5
"""Levels of 255 by which pixels must differ in the mean, or there is nothing to learn."""
_NONE = 1e-6
"""A share of a picture that is nothing; it keeps that from being divided by."""


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


def goal_of(shown: list[Shown], features: Callable[[Any], list[Any]]) -> list[Any]:
    """Return a style's Gram matrices, block by block: [2,C,C], of calm places and of lively ones.

    Of several pictures, their mean.
    """
    matrices = [(each.picture.weight, _matrices(each.pixels, features)) for each in shown]
    total = sum(weight for weight, _ in matrices)
    blocks = zip(*(of_one for _, of_one in matrices), strict=True)
    return [
        tf.add_n([m * (weight / total) for (weight, _), m in zip(matrices, block, strict=True)])
        for block in blocks
    ]


def _matrices(pixels: Pixels, features: Callable[[Any], list[Any]]) -> list[Any]:
    """Return a picture's Gram matrices, the mean of its parts', however long the picture is."""
    parts = [tf.constant(part[None], tf.float32) / 255 for part in _parts(pixels)]
    border = border_of(np.stack([liveliness(part) for part in parts]))
    by_part = [[_pair(maps, calm(part, border)) for maps in features(part)] for part in parts]
    return [_mean(block) for block in zip(*by_part, strict=True)]


def _pair(maps: Any, calmness: Any) -> tuple[Any, Any]:
    """Return a part's sums [2,C,C] of calm and of lively places, and how much of it these are."""
    weights = tf.concat(both(calmness, maps), 0)
    return gram(tf.repeat(maps, 2, 0), weights), tf.reduce_mean(weights, (1, 2))[..., None]


def _mean(pairs: Sequence[tuple[Any, Any]]) -> Any:
    sums, shares = (tf.add_n(list(each)) for each in zip(*pairs, strict=True))
    return sums / (shares + _NONE)


def _parts(pixels: Pixels) -> Iterator[Pixels]:
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
