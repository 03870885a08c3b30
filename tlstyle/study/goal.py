"""What makes a style, and is aimed at: how features come together, and the colours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from tlstyle.study.layout import unrest_of
from tlstyle.study.losses import gram
from tlstyle.study.painting import Shown, pieces
from tlstyle.study.palette import Palette, counted
from tlstyle.study.regions import border_of, both, calm, liveliness

_NONE = 1e-6
"""A share of a picture that is nothing; it keeps that from being divided by."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What makes a style, of calm places first and of lively ones.

    Attributes:
        matrices: Gram matrices, block by block, [2,C,C], at full size.
        small: Those at half the size, which know strokes twice as broad.
        palettes: The colours.
        unrest: How much broad places differ from the next, [2].
    """

    matrices: list[Any]
    small: list[Any]
    palettes: tuple[Palette, Palette]
    unrest: Any


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a painting, [1,H,W,3] in 0..1, and how calm its places are."""

    pixels: Any
    calmness: Any


def goal_of(shown: Sequence[Shown], features: Callable[[Any], list[Any]]) -> Goal:
    """Return what makes a style; of several pictures, their mean by weight."""
    paintings = [_pieces(each) for each in shown]
    total = sum(each.picture.weight for each in shown)
    shares = [each.picture.weight / total for each in shown]
    large, small = (
        [_mixed(block, shares) for block in zip(*matrices, strict=True)]
        for matrices in (
            [_matrices(pieces, features) for pieces in paintings],
            [_matrices(map(_halved, pieces), features) for pieces in paintings],
        )
    )
    unrest = _mixed([_unrest(pieces) for pieces in paintings], shares)
    return Goal(large, small, _palettes(paintings, shares), unrest)


def _pieces(shown: Shown) -> list[_Piece]:
    found = [tf.constant(piece[None], tf.float32) / 255 for piece in pieces(shown.pixels)]
    border = border_of(np.stack([liveliness(pixels) for pixels in found]))
    return [_Piece(pixels, calm(pixels, border)) for pixels in found]


def halved(pixels: Any) -> Any:
    """Return pictures [N,H,W,3] at half the size."""
    return tf.nn.avg_pool2d(pixels, 2, 2, "VALID")


def _halved(piece: _Piece) -> _Piece:
    return _Piece(halved(piece.pixels), piece.calmness)


def _matrices(pieces: Iterable[_Piece], features: Callable[[Any], list[Any]]) -> list[Any]:
    """Return a painting's Gram matrices, the mean of its pieces'."""
    by_piece = [
        [_kinds(maps, piece.calmness) for maps in features(piece.pixels)] for piece in pieces
    ]
    return [_mean(block) for block in zip(*by_piece, strict=True)]


def _kinds(maps: Any, calmness: Any) -> tuple[Any, Any]:
    """Return a piece's sums [2,C,C] of calm places and of lively ones, and how much they are."""
    weights = tf.concat(both(calmness, maps), 0)
    return gram(tf.repeat(maps, 2, 0), weights), tf.reduce_mean(weights, (1, 2))[..., None]


def _mean(kinds: Iterable[tuple[Any, Any]]) -> Any:
    sums, shares = (tf.add_n(list(each)) for each in zip(*kinds, strict=True))
    return sums / (shares + _NONE)


def _palettes(
    paintings: Sequence[Sequence[_Piece]], shares: Sequence[float]
) -> tuple[Palette, Palette]:
    counts = [
        np.concatenate([counted(piece.pixels, piece.calmness) for piece in painting])
        for painting in paintings
    ]
    weights = [np.full(len(c), share / len(c)) for c, share in zip(counts, shares, strict=True)]
    colours, calm, lively = np.split(np.concatenate(counts), (3, 4), axis=1)
    weight = np.concatenate(weights)
    return Palette.of(colours, weight * calm[:, 0]), Palette.of(colours, weight * lively[:, 0])


def _unrest(pieces: Sequence[_Piece]) -> Any:
    sums = tf.add_n([unrest_of(piece.pixels, piece.calmness) for piece in pieces])
    return sums[:, 0] / (sums[:, 1] + _NONE)


def _mixed(each: Sequence[Any], shares: Sequence[float]) -> Any:
    first, *others = (values * share for values, share in zip(each, shares, strict=True))
    return sum(others, first)
