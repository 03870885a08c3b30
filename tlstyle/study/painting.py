"""The painting as a brush sees it: at the film's own scale, and what makes its style."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from tlstyle.pixels import Pixels
from tlstyle.study.losses import gram
from tlstyle.study.shown import Shown


def goal_of(shown: list[Shown], features: Callable[[Any], list[Any]]) -> list[Any]:
    """Return the Gram matrices of a style, block by block; of several pictures, their mean."""
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
    by_part = [[gram(maps) for maps in features(part)] for part in parts]
    return [tf.add_n(list(block)) / len(parts) for block in zip(*by_part, strict=True)]


def _parts(pixels: Pixels) -> Iterator[Pixels]:
    """Yield a picture in pieces of the same size, none much longer than it is wide."""
    along = int(pixels.shape[1] > pixels.shape[0])
    count = math.ceil(pixels.shape[along] / (1.5 * pixels.shape[1 - along]))
    length = pixels.shape[along] // count
    for start in range(0, length * count, length):
        yield np.take(pixels, range(start, start + length), axis=along)
