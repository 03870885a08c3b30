"""A small painting brought to the size of its canvas, along the canvas's edges.

A painting that is merely enlarged is soft, and shows the raster that it was painted on. Here three
things are done about that:

- where the canvas has an edge, and the painting around it is a straight function of the canvas's
  grey, it is taken from there: the guided filter of He, Sun and Tang, "Guided Image Filtering",
  2010, found in the small picture as in their "Fast Guided Filter", 2015 (arXiv 1505.00996). So
  outlines are as sharp as the camera saw them;
- everywhere else the strokes stay as they were painted, with edges as steep as the size allows;
- neither leads beyond what the painting has around a place, so that nothing gets a halo.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.pixels import CanvasPixels, Pixels, in_bytes
from tlstyle.scaling.resized import WEIGHT, resized_on_device, straight, tapped
from tlstyle.size import Size

_AROUND = 2
"""The painting is compared with its canvas over 5x5 of its pixels."""

_EVEN = 65.0
"""Square levels by which a canvas's grey varies where its slope begins to count."""

_EDGE = 195.0
"""Square levels by which it varies where half of the strokes give way to an edge."""

_MOST = 0.9
"""The part of the strokes that gives way at the strongest edge, if it tells all of them."""

_STEEP = 8.0
"""How much strokes are steepened; what leads too far is held back."""

_FINE = 32
"""Parts of a level in which a slope is told, painting against canvas."""

_MARGIN = 6
"""Rows of the small picture beyond a band that tell what it is."""

_ROWS = 64
"""Rows of the small picture at once, few enough for a processor's cache."""

_RED, _GREEN, _BLUE = 0.299, 0.587, 0.114


def grown(painting: Pixels, canvas: CanvasPixels) -> Pixels:
    """Return a painting, height x width x 3, in the larger size of its canvas."""
    grey = Image.fromarray(in_bytes(canvas)).convert("L")
    small = grey.resize(painting.shape[1::-1], Image.Resampling.HAMMING)
    return _fine(_bands(painting, np.asarray(small)), np.asarray(grey))


def grown_on_device(paintings: Any, canvases: Any) -> Any:
    """Return paintings as `grown` makes them, as part of a graph.

    Both are float32, N x height x width x 3: paintings in whole numbers to 255, canvases to 1.
    """
    from keras import ops  # imports TensorFlow, which only painting needs

    _, height, width, _ = paintings.shape
    _, rows, columns, _ = canvases.shape
    shares = ops.convert_to_tensor([_RED, _GREEN, _BLUE], "float32")
    grey = ops.floor(ops.sum(canvases * shares, axis=-1, keepdims=True) * 255 + 0.5)
    small = resized_on_device(grey, Size(width, height), 255)
    planes = [ops.transpose(each, (0, 3, 1, 2)) for each in (paintings, small)]
    coarse = ops.transpose(_coarse(ops, *planes), (0, 2, 3, 1))
    # Whole numbers, rounded as the processor's are.
    lines = ops.floor(tapped(coarse, 1, straight(height, rows)) + 0.5)
    fine = ops.floor(tapped(lines, 2, straight(width, columns)) + 0.5)
    steep, least, most, slope, even = ops.split(fine, [3, 6, 9, 12], axis=-1)
    off = ops.floor(slope * (grey - even) / _FINE + 0.5)
    return ops.clip(steep + off, least, most)


def _bands(painting: Pixels, grey: NDArray[np.uint8]) -> NDArray[np.int16]:
    """Return what `_coarse` finds, height x width x 13, some rows at a time."""
    height, width, _ = painting.shape
    found = np.empty((height, width, 13), np.int16)
    for top in range(0, height, _ROWS):
        bottom = min(height, top + _ROWS)
        first, last = max(0, top - _MARGIN), min(height, bottom + _MARGIN)
        planes = np.moveaxis(painting[first:last], 2, 0).astype(np.float32, order="C")
        band = _coarse(np, planes, grey[None, first:last].astype(np.float32))
        found[top:bottom] = np.moveaxis(band[:, top - first : bottom - first], 0, 2)
    return found


def _coarse(xp: Any, painting: Any, grey: Any) -> Any:
    """Return all that the full size is made of, in whole numbers, 13 planes of a small picture.

    Args:
        xp: What computes: NumPy, or `keras.ops` on a device.
        painting: Three planes, [...,3,height,width], 0 to 255.
        grey: Its canvas's grey, as small, [...,1,height,width].

    Returns:
        Three planes of strokes, steepened, three each of the least and the most around, three of
        slopes in fine parts, and the grey.
    """
    each = [grey, grey * grey, painting, painting * grey, painting * painting]
    sums = _mean(xp, xp.concatenate(each, -3), _AROUND)
    grey_mean, square, mean, product, own = xp.split(sums, [1, 2, 5, 8], -3)
    varies = xp.maximum(square - grey_mean * grey_mean, 0)
    together = product - grey_mean * mean
    slope = together / (varies + _EVEN)
    told = slope * together / (xp.maximum(own - mean * mean, 0) + _EVEN)
    line = xp.concatenate([slope, mean - slope * grey_mean], -3)
    slope, rest = xp.split(_mean(xp, line, _AROUND), 2, -3)
    edge = _mean(xp, varies, 1)
    told = xp.sqrt(_mean(xp, told, 1))
    line = slope * grey + rest
    strokes = _softened(xp, painting - line) * (1 - _MOST * told * edge / (edge + _EDGE))
    drawn = xp.clip(line + strokes, 0, 255)
    steep = drawn + _STEEP * (strokes - _softened(xp, strokes))
    fine = xp.clip(slope * _FINE, -127, 127)
    around = (_most(xp, drawn, xp.minimum), _most(xp, drawn, xp.maximum))
    return xp.round(xp.concatenate([xp.clip(steep, 0, 255), *around, fine, grey], -3))


def _fine(coarse: NDArray[np.int16], grey: NDArray[np.uint8]) -> Pixels:
    """Return the painting in full size, height x width x 3."""
    height, width = grey.shape
    (above, below), down = _between(coarse.shape[0], height)
    (left, right), across = _between(coarse.shape[1], width)
    pixels = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _ROWS // 2):
        rows = slice(top, top + _ROWS // 2)
        lines = _mixed(coarse[above[rows]], coarse[below[rows]], down[rows, None, None])
        fine = _mixed(lines.take(left, 1), lines.take(right, 1), across[:, None])
        off = (grey[rows] - fine[..., 12])[..., None] * fine[..., 9:12]
        off += _FINE // 2
        off >>= _FINE.bit_length() - 1
        off += fine[..., :3]
        np.maximum(off, fine[..., 3:6], out=off)
        pixels[rows] = np.minimum(off, fine[..., 6:9], out=off)
    return pixels


def _between(before: int, after: int) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Return which two places of a line make each of a longer one, and the second one's weight."""
    by = straight(before, after)
    return by.places.T, (by.weights[:, 1] * WEIGHT).astype(np.int16)


def _mixed(
    one: NDArray[np.int16], other: NDArray[np.int16], weight: NDArray[np.int16]
) -> NDArray[np.int16]:
    """Return so much of one picture and of the other, which is used up."""
    other -= one
    other *= weight
    other += WEIGHT // 2
    other >>= WEIGHT.bit_length() - 1
    other += one
    return other


def _mean(xp: Any, values: Any, reach: int) -> Any:
    """Return the mean around every place; beyond the edges the first and the last go on."""
    for axis in (-2, -1):
        values = sum(_beside(xp, values, reach, axis)) * (1 / (2 * reach + 1))
    return values


def _softened(xp: Any, values: Any) -> Any:
    """Return planes without the raster of single pixels."""
    for axis in (-2, -1):
        before, own, after = _beside(xp, values, 1, axis)
        values = (before + after) * 0.25 + own * 0.5
    return values


def _most(xp: Any, values: Any, of: Callable[[Any, Any], Any]) -> Any:
    """Return the least or the most of every place and its neighbours."""
    for axis in (-2, -1):
        values = reduce(of, _beside(xp, values, 1, axis))
    return values


def _beside(xp: Any, values: Any, reach: int, axis: int) -> list[Any]:
    """Return planes moved along an axis from the end, by up to `reach` places either way."""
    size, rest = values.shape[axis], (slice(None),) * (-1 - axis)
    first, last = values[(..., slice(0, 1), *rest)], values[(..., slice(size - 1, size), *rest)]
    wide = xp.concatenate([*[first] * reach, values, *[last] * reach], axis)
    return [wide[(..., slice(k, k + size), *rest)] for k in range(2 * reach + 1)]
