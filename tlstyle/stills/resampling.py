"""Pictures brought to another size, or turned, with every point in its exact place, and sharp.

Pillow resizes boxes whose edges lie anywhere between pixels, exactly where it makes them smaller.
At about the size that they have, its kernel moves points by up to 0.015 pixels, to and fro as a
camera pans, so that another one is used there. Its rotation moves them by up to a tenth of a pixel,
and OpenCV's goes by parts of 1/32. Here, a rotation is a stretch, a shear of rows and a shear of
columns: a shear moves each row by a part of a pixel that is the same all along it.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil, cos, radians, sin, tan
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.size import Size

Box: TypeAlias = tuple[float, float, float, float]
"""A part of a picture: left, top, right, bottom."""

Filter: TypeAlias = Image.Resampling

Levels: TypeAlias = NDArray[np.float32]

_SMALLER = 1.3
"""How many times as small pictures are made by Pillow's kernels."""

_REACH = 4
"""Pixels on either side, of the larger ones, that our kernel looks at."""


def resampled(image: Image.Image, box: Box, size: Size, how: Filter) -> Levels:
    """Return a box of a picture, in RGB or in floats, as large as `size`.

    It is in floats, which are rounded once: Pillow rounds bytes between rows and columns too, which
    moves points by a hundredth of a pixel.

    Args:
        image: The picture.
        box: Which part of it; its edges may lie anywhere between pixels.
        size: What it is brought to.
        how: The filter that makes it much smaller.
    """
    scales = (box[2] - box[0]) / size.width, (box[3] - box[1]) / size.height
    image, (left, top, right, bottom) = _cropped(image, box, ceil(_REACH * max(1.0, *scales)) + 1)
    if min(scales) < _SMALLER:
        rows = _along(np.asarray(image, np.float32), 0, (top, bottom), size.height)
        return _along(rows, 1, (left, right), size.width)
    bands = (band.convert("F") for band in image.split())
    planes = [np.asarray(band.resize(size, how, (left, top, right, bottom))) for band in bands]
    return planes[0] if image.mode == "F" else np.stack(planes, axis=2)


def _cropped(image: Image.Image, box: Box, around: int) -> tuple[Image.Image, Box]:
    """Return the pixels of a picture in a box and some around it, and where the box is in there."""
    left, top = (max(0, int(edge) - around) for edge in box[:2])
    right, bottom = (
        min(side, ceil(edge) + around) for edge, side in zip(box[2:], image.size, strict=True)
    )
    inner = box[0] - left, box[1] - top, box[2] - left, box[3] - top
    return image.crop((left, top, right, bottom)), inner


def turned(
    image: Image.Image,
    middle: tuple[float, float],
    size: Size,
    scale: float,
    angle: float,
    how: Filter,
) -> Levels:
    """Return what lies around a point of a picture, as large as `size`, turned clockwise.

    Args:
        image: The picture, in RGB or in floats; beyond its edges it goes on as they are.
        middle: The point that comes into the middle.
        size: The size of what is returned: height x width x 3, or height x width.
        scale: How many times as large things are to become.
        angle: By how many degrees it is turned, up to 45 either way.
        how: The filter that makes it much smaller.
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


def _along(levels: Levels, axis: int, edges: tuple[float, float], count: int) -> Levels:
    """Return what is between two edges along an axis, 0 or 1, in so many pixels, by our kernel."""
    start, end = edges
    scale = (end - start) / count
    if scale == 1 and start == int(start):
        return levels.take(range(int(start), int(end)), axis)
    places = start + (np.arange(count) + 0.5) * scale - 0.5
    first = np.floor(places).astype(int)
    weights = kernels(places - first, max(1.0, scale))
    reach = weights.shape[1] // 2
    shape = (-1, *[1] * (levels.ndim - 1 - axis))
    sums = np.zeros((*levels.shape[:axis], count, *levels.shape[axis + 1 :]), np.float32)
    for tap in range(2 * reach):
        near = (first + tap + 1 - reach).clip(0, levels.shape[axis] - 1)
        sums += levels.take(near, axis) * weights[:, tap].reshape(shape)
    return sums


def _from_middle(side: int) -> NDArray[np.float64]:
    """Return where the middles of so many pixels lie, from the middle of all of them."""
    return np.arange(side, dtype=np.float64) + (0.5 - side / 2)


def _stretched(
    image: Image.Image,
    middle: tuple[float, float],
    size: Size,
    scales: tuple[float, float],
    how: Filter,
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
    there = resampled(image, (left, top, right, bottom), Size(*inside), how)
    around = [beyond[1], beyond[0], (0, 0)][: there.ndim]
    return np.pad(there, around, mode="edge")


def _slid(levels: Levels, starts: NDArray[np.float64], length: int) -> Levels:
    """Return so many pixels of each row, from a place of its own on, which may be between two."""
    first = np.floor(starts).astype(int)
    weights = kernels(starts - first).reshape(len(starts), -1, *[1] * (levels.ndim - 1))
    slid = np.zeros((len(starts), length, *levels.shape[2:]), np.float32)
    ends = [0, *(np.flatnonzero(np.diff(first)) + 1), len(starts)]
    for start, end in pairwise(ends):
        rows = slice(start, end)
        for tap in range(2 * _REACH):
            begin = first[start] + tap - _REACH + 1
            slid[rows] += weights[rows, tap] * levels[rows, begin : begin + length]
    return slid


def kernels(between: NDArray[np.float64], wide: float = 1.0) -> Levels:
    """Return kernels' weights, [places,taps], for places between two pixels, from 0 to 1.

    Lanczos's, made to keep levels, and lines too: those it bends by up to a hundredth of a pixel.
    It is `wide` times as wide as that of a picture which keeps its size.
    """
    reach = ceil(_REACH * wide)
    away = np.arange(2 * reach) - reach + 1 - between[:, None]
    inside = np.abs(away) < _REACH * wide
    weights = np.sinc(away / wide) * np.sinc(away / wide / _REACH) * inside
    weights /= weights.sum(axis=1, keepdims=True)
    near = np.maximum(0, 1 - np.abs(away) / (_REACH * wide))
    lever = near * (away - (near * away).sum(axis=1, keepdims=True) / near.sum(axis=1)[:, None])
    bent = (weights * away).sum(axis=1, keepdims=True) / (lever * away).sum(axis=1, keepdims=True)
    straight: Levels = (weights - bent * lever).astype(np.float32)
    return straight
