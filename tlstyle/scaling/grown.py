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

from collections.abc import Iterator
from math import gcd
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.pixels import CanvasPixels, FramePixels, in_bytes, in_depth
from tlstyle.scaling.edges import FINE, MARGIN, found
from tlstyle.scaling.resized import WEIGHT, resized_on_device, straight, tapped
from tlstyle.size import Size

_ROWS = 16
"""Rows at once, few enough for a processor's cache."""

_PARTS = 16
"""A line is made in as many parts at most, each of places that lie alike between two others."""

_RED, _GREEN, _BLUE = 0.299, 0.587, 0.114

_DEEP = 257
"""Parts of a level in 16 bits."""

Grey = NDArray[Any]
Planes = NDArray[np.int16 | np.int32]


def grown(painting: FramePixels, canvas: CanvasPixels) -> FramePixels:
    """Return a painting, height x width x 3 of 8 bits or 16, in the larger size of its canvas."""
    grey = _grey(canvas) if painting.dtype == np.uint8 else _deep_grey(in_depth(canvas))
    small = grey.resize(painting.shape[1::-1], Image.Resampling.HAMMING)
    return _full(_found(painting, np.asarray(small)), np.asarray(grey).astype(painting.dtype))


def _grey(canvas: CanvasPixels) -> Image.Image:
    return Image.fromarray(in_bytes(canvas)).convert("L")


def _deep_grey(canvas: NDArray[np.uint16]) -> Image.Image:
    """Return the grey of 16 bits, in whole numbers, as floats."""
    shares = np.array([_RED, _GREEN, _BLUE], np.float32)
    return Image.fromarray(np.rint(canvas @ shares))


def grown_on_device(paintings: Any, canvases: Any, white: int = 255) -> Any:
    """Return paintings as `grown` makes them, as part of a graph.

    Both are float32, N x height x width x 3: paintings in whole numbers to `white`, canvases to 1.
    """
    from keras import ops  # imports TensorFlow, which only painting needs

    _, height, width, _ = paintings.shape
    _, rows, columns, _ = canvases.shape
    shares = ops.convert_to_tensor([_RED, _GREEN, _BLUE], "float32")
    grey = ops.floor(ops.sum(canvases * shares, axis=-1, keepdims=True) * white + 0.5)
    small = resized_on_device(grey, Size(width, height), white)
    parts = white // 255
    if parts > 1:
        paintings, small = paintings / parts, small / parts
    planes = [ops.transpose(_framed(each), (0, 3, 1, 2)) for each in (paintings, small)]
    coarse = ops.transpose(found(ops, *planes, parts=parts), (0, 2, 3, 1))
    # Whole numbers, rounded as the processor's are.
    lines = ops.floor(tapped(coarse, 1, straight(height, rows)) + 0.5)
    fine = ops.floor(tapped(lines, 2, straight(width, columns)) + 0.5)
    steep, least, most, slope, even = ops.split(fine, [3, 6, 9, 12], axis=-1)
    off = ops.floor(slope * (grey - even) / FINE + 0.5)
    return ops.clip(steep + off, least, most)


def _framed(pictures: Any) -> Any:
    """Return pictures whose outermost places go on beyond their edges, on a device."""
    from keras import ops

    for axis in (1, 2):
        size = pictures.shape[axis]
        places = np.arange(-MARGIN, size + MARGIN).clip(0, size - 1)
        pictures = ops.take(pictures, places, axis)
    return pictures


def _found(painting: FramePixels, grey: Grey) -> Planes:
    """Return what `found` finds, with one place more on every side, some rows at a time."""
    parts, kind = (1, np.int16) if painting.dtype == np.uint8 else (_DEEP, np.int32)
    height, width, _ = painting.shape
    beyond = (MARGIN, MARGIN)
    painted = np.pad(np.moveaxis(painting, 2, 0), ((0, 0), beyond, beyond), "edge")
    seen = np.pad(grey[None], ((0, 0), beyond, beyond), "edge")
    planes = np.empty((13, height, width), kind)
    for top in range(0, height, _ROWS):
        rows = slice(top, min(height, top + _ROWS) + 2 * MARGIN)
        band = (each[:, rows].astype(np.float32) / np.float32(parts) for each in (painted, seen))
        planes[:, top : top + _ROWS] = found(np, *band, parts=parts)
    return np.pad(planes, ((0, 0), (1, 1), (1, 1)), "edge")


def _full(planes: Planes, grey: Grey) -> FramePixels:
    """Return the painting in full size, height x width x 3."""
    height, width = grey.shape
    _, rows, columns = planes.shape
    above, down = _between(rows - 2, height)
    across = list(_parts(columns - 2, width))
    pixels = np.empty((height, width, 3), grey.dtype)
    for top in range(0, height, _ROWS):
        band = slice(top, top + _ROWS)
        lines = _mixed(planes[:, above[band]], planes[:, above[band] + 1], down[band, None])
        for part, left, right, weight in across:
            fine = _mixed(lines[..., left], lines[..., right], weight)
            pixels[band, part] = np.moveaxis(_drawn(fine, grey[band, part]), 0, 2)
    return pixels


def _drawn(fine: Planes, grey: Grey) -> Planes:
    """Return three planes of pixels, made of 13 and of the canvas's grey."""
    off: Planes = (grey - fine[12]) * fine[9:12]
    off += FINE // 2
    off >>= FINE.bit_length() - 1
    off += fine[:3]
    np.maximum(off, fine[3:6], out=off)
    np.minimum(off, fine[6:9], out=off)
    return off


class _Part(NamedTuple):
    """Places of a line, which two of a shorter one make each, and the weight of the second.

    The shorter one has a place more at either end.
    """

    places: slice
    first: Any
    second: Any
    weight: Any


def _parts(before: int, after: int) -> Iterator[_Part]:
    """Yield the parts of a line, all of whose places lie alike; or all of it, were they many."""
    first, weights = _between(before, after)
    count = gcd(before, after)
    parts, step = after // count, before // count
    if parts > _PARTS:
        yield _Part(slice(None), first, first + 1, weights)
        return
    for part in range(parts):
        start, end = first[part], first[part] + (count - 1) * step + 1
        each = slice(start, end, step), slice(start + 1, end + 1, step)
        yield _Part(slice(part, None, parts), *each, weights[part])


def _between(before: int, after: int) -> tuple[NDArray[Any], NDArray[np.int16]]:
    """Return the first of two places that make each of a longer line, and the second's weight."""
    centres = (np.arange(after) + 0.5) * before / after - 0.5
    first = np.floor(centres).astype(int)
    return first + 1, np.rint((centres - first) * WEIGHT).astype(np.int16)


def _mixed(one: Planes, other: Planes, weight: Any) -> Planes:
    """Return so much of one, and by its weight of the other."""
    mixed = other - one
    mixed *= weight
    mixed += WEIGHT // 2
    mixed >>= WEIGHT.bit_length() - 1
    mixed += one
    return mixed
