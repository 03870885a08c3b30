"""What makes a style, and is aimed at: how features come together, and the colours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from tlstyle.study.losses import gram
from tlstyle.study.painting import Shown, pieces
from tlstyle.study.palette import Moments, Palette, moments
from tlstyle.study.regions import border_of, both, calm, liveliness

_NONE = 1e-6
"""A share of a picture that is nothing; it keeps that from being divided by."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A style's Gram matrices, block by block, [2,C,C], and its palettes; of calm places first."""

    matrices: list[Any]
    palettes: tuple[Palette, Palette]


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
    matrices = zip(*(_matrices(pieces, features) for pieces in paintings), strict=True)
    calm_colours, lively_colours = zip(*map(_colours, paintings), strict=True)
    return Goal(
        [_mixed(block, shares) for block in matrices],
        (Palette.of(_mixed(calm_colours, shares)), Palette.of(_mixed(lively_colours, shares))),
    )


def _pieces(shown: Shown) -> list[_Piece]:
    found = [tf.constant(piece[None], tf.float32) / 255 for piece in pieces(shown.pixels)]
    border = border_of(np.stack([liveliness(pixels) for pixels in found]))
    return [_Piece(pixels, calm(pixels, border)) for pixels in found]


def _matrices(pieces: Sequence[_Piece], features: Callable[[Any], list[Any]]) -> list[Any]:
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


def _colours(pieces: Sequence[_Piece]) -> tuple[Moments, Moments]:
    by_piece = [moments(piece.pixels, piece.calmness) for piece in pieces]
    of_calm, of_lively = (sum(each[1:], each[0]) for each in zip(*by_piece, strict=True))
    return of_calm / of_calm[-1, -1], of_lively / of_lively[-1, -1]


def _mixed(each: Sequence[Any], shares: Sequence[float]) -> Any:
    first, *others = (values * share for values, share in zip(each, shares, strict=True))
    return sum(others, first)
