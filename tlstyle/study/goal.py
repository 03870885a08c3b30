"""What makes a painting's style: its Gram matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tlstyle.pixels import Pixels
from tlstyle.study.losses import gram
from tlstyle.study.painting import Shown, pieces


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
    parts = [tf.constant(part[None], tf.float32) / 255 for part in pieces(pixels)]
    by_part = [[gram(maps) for maps in features(part)] for part in parts]
    return [tf.add_n(list(block)) / len(parts) for block in zip(*by_part, strict=True)]
