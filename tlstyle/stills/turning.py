"""Pictures turned by some degrees, as sharp as they were, and every point to its exact place.

A rotation is a stretch, a shear of rows and a shear of columns. The stretch is Pillow's, with its
filters, and scales the picture too; a shear moves each row, or column, by a part of a pixel that is
the same along it, so that one kernel of a few taps does for all of it. (Pillow's own rotation goes
by a cubic that moves points by up to a tenth of a pixel, OpenCV's by parts of 1/32.)
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil, cos, radians, sin, tan

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.size import Size

_REACH = 4
"""Pixels on either side that a kernel looks at."""

Levels = NDArray[np.float32]


def turned(
    image: Image.Image,
    middle: tuple[float, float],
    size: Size,
    scale: float,
    angle: float,
    how: Image.Resampling,
) -> Levels:
    """Return what lies around a point of a picture, as large as `size`, turned clockwise.

    Args:
        image: The picture, in RGB or in floats; beyond its edges it goes on as they are.
        middle: The point that comes into the middle.
        size: The size of what is returned, before it: height x width x 3 or height x width.
        scale: How many times as large things are to become.
        angle: By how many degrees it is turned, up to 45 either way.
        how: The filter that brings it to another size.
    """
    turn = radians(angle)
    along, beside = sin(turn) * cos(turn), tan(turn)
    high = ceil(size.height / 2 + abs(beside) * size.width / 2) + _REACH
    wide = ceil(size.width / 2 + abs(along) * high) + _REACH
    scales = scale * cos(turn), scale / cos(turn)
    levels = _stretched(image, middle, Size(2 * wide, 2 * high), scales, how)
    rows, columns = _from_middle(2 * high), _from_middle(size.width)
    levels = _slid(levels, wide - size.width / 2 + along * rows, size.width)
    upright = levels.swapaxes(0, 1)
    return _slid(upright, high - size.height / 2 - beside * columns, size.height).swapaxes(0, 1)


def _from_middle(side: int) -> NDArray[np.float64]:
    """Return where the middles of so many pixels lie, from the middle of all of them."""
    return np.arange(side, dtype=np.float64) + (0.5 - side / 2)


def _stretched(
    image: Image.Image,
    middle: tuple[float, float],
    size: Size,
    scales: tuple[float, float],
    how: Image.Resampling,
) -> Levels:
    """Return what lies around a point, at other scales across and down, `size` of it."""
    beyond, edges, inside = [], [], []
    for at, whole, side, scale in zip(middle, image.size, size, scales, strict=True):
        before = max(0, ceil(side / 2 - at * scale))
        after = max(0, ceil(side / 2 - (whole - at) * scale))
        beyond.append((before, after))
        edges.append((at + (before - side / 2) / scale, at + (side / 2 - after) / scale))
        inside.append(side - before - after)
    (left, right), (top, bottom) = edges
    there = np.asarray(image.resize((inside[0], inside[1]), how, (left, top, right, bottom)))
    around = [beyond[1], beyond[0], (0, 0)][: there.ndim]
    return np.pad(there.astype(np.float32), around, mode="edge")


def _slid(levels: Levels, starts: NDArray[np.float64], length: int) -> Levels:
    """Return so many pixels of each row, from a place of its own on, which may be between two."""
    first = np.floor(starts).astype(int)
    weights = _weights(starts - first).reshape(len(starts), -1, *[1] * (levels.ndim - 1))
    slid = np.zeros((len(starts), length, *levels.shape[2:]), np.float32)
    ends = [0, *(np.flatnonzero(np.diff(first)) + 1), len(starts)]
    for start, end in pairwise(ends):
        rows = slice(start, end)
        for tap in range(2 * _REACH):
            begin = first[start] + tap - _REACH + 1
            slid[rows] += weights[rows, tap] * levels[rows, begin : begin + length]
    return slid


def _weights(between: NDArray[np.float64]) -> Levels:
    """Return kernels' weights, [places,taps], for places between two pixels, from 0 to 1.

    Lanczos's, made to keep levels, and lines too: those it bends by up to a hundredth of a pixel.
    """
    away = np.arange(2 * _REACH) - _REACH + 1 - between[:, None]
    weights = np.sinc(away) * np.sinc(away / _REACH)
    weights /= weights.sum(axis=1, keepdims=True)
    near = 1 - np.abs(away) / _REACH
    lever = near * (away - (near * away).sum(axis=1, keepdims=True) / near.sum(axis=1)[:, None])
    bent = (weights * away).sum(axis=1, keepdims=True) / (lever * away).sum(axis=1, keepdims=True)
    straight: Levels = (weights - bent * lever).astype(np.float32)
    return straight
