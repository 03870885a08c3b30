"""What rests from still to still, told from what moves by the noise of the sensor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tlstyle.pixels import CanvasPixels

AT_REST = 6.5
"""Levels of 255 by which noise sets two stills apart, in the channel that differs most, or more."""

REACH = 2
"""Noise is judged by its mean over 5x5 pixels."""

AROUND = (2 * REACH + 1) ** 2

STANDING_OUT = 2
"""A single pixel, such as a star, moves where it differs by so many times as much."""

_ROWS = 96
"""Steadied at once: few enough for a processor's cache, enough to leave Python's lock alone."""

FINE = STANDING_OUT * AROUND
"""Parts of a level in which is told how far two stills are apart."""

A_LEVEL = 257
"""Values of 16 bits to a level of 255."""

_Levels: TypeAlias = NDArray[Any]
"""Values of pictures as what their differences and sums fit in: int16 of 8 bits, float32 of 16."""


def noise_between(one: CanvasPixels, other: CanvasPixels) -> float:
    """Return how many levels of 255 two stills are apart where they rest, by what noise there is.

    A difference in exposure does not count. It is what a quarter of the picture is below, as the
    rest may move.
    """
    difference = _planes(other) - _planes(one)
    even = difference - np.median(difference, axis=(1, 2), keepdims=True).astype(difference.dtype)
    return float(np.percentile(_apart(even), 25) / FINE)


def steadied(
    still: CanvasPixels, neighbours: Sequence[CanvasPixels], rest: float = AT_REST
) -> CanvasPixels:
    """Return the mean of a still and its neighbours where it rests, and the still where it moves.

    All are height x width x 3, of 8 bits or of 16. Each neighbour weighs as much as the still where
    it is at rest, and the less the farther it is from it, whatever the others do; the mean is
    rounded once. Noise sets them apart by `rest` levels of 255.
    """
    shares = _shares(rest)
    steady = np.empty_like(still)
    height = len(still)
    for top in range(0, height, _ROWS):
        bottom = min(height, top + _ROWS)
        first, last = max(0, top - REACH), min(height, bottom + REACH)
        band = _mean(still[first:last], [pixels[first:last] for pixels in neighbours], shares)
        steady[top:bottom] = band[top - first : bottom - first]
    return steady


@cache
def _shares(rest: float) -> NDArray[np.float32]:
    """Return a neighbour's weight beside the still's 1, by how far they are apart at a pixel."""
    return np.exp(-((np.arange(255 * FINE + 1) / (FINE * rest)) ** 2)).astype(np.float32)


def _mean(
    still: CanvasPixels, neighbours: Sequence[CanvasPixels], shares: NDArray[np.float32]
) -> CanvasPixels:
    own = _planes(still)
    away = np.zeros(own.shape, np.float32)
    weights = np.ones(own.shape[1:], np.float32)
    for pixels in neighbours:
        difference = _planes(pixels)
        difference -= own
        share = shares.take(_apart(difference))
        weights += share
        away += difference * share
    away /= weights
    away += own
    away += 0.5
    return np.moveaxis(away.astype(still.dtype), 0, 2)


def _planes(pixels: CanvasPixels) -> _Levels:
    """Return a picture's channels, one after the other."""
    kind = np.int16 if pixels.dtype == np.uint8 else np.float32
    planes: _Levels = np.moveaxis(pixels, 2, 0).astype(kind, order="C")
    return planes


def _apart(difference: _Levels) -> _Levels:
    """Return how far two pictures are apart around each pixel, in fine parts of a level of 255."""
    most = np.abs(difference).max(axis=0)
    around = _sums(_sums(most).T).T
    farther: _Levels = np.maximum(around * STANDING_OUT, most * AROUND)
    if farther.dtype == np.int16:
        return farther
    return (farther / A_LEVEL + 0.5).astype(np.int16)


def _sums(levels: _Levels) -> _Levels:
    """Return the sums of five rows each; beyond the edges the first and the last go on."""
    first, last = [levels[:1]] * REACH, [levels[-1:]] * REACH
    rows = np.concatenate([*first, levels, *last])
    sums: _Levels = rows[: -2 * REACH] + rows[2 * REACH :]
    for row in range(1, 2 * REACH):
        sums += rows[row : row - 2 * REACH]
    return sums
