"""The light in stills, as a coarse grid of linear brightness: what their exposure is judged by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tlstyle.pixels import CanvasPixels
from tlstyle.size import Size
from tlstyle.stills.measure import Measure
from tlstyle.stills.source import Source
from tlstyle.stills.srgb import decoded

ROWS, COLUMNS = 32, 48

Grid = NDArray[np.float32]
"""The mean linear light of a still's parts, 0..1, [ROWS,COLUMNS,3]."""

_WIDTH = 8 * COLUMNS


def measured(source: Source, size: Size) -> Grid:
    """Return a still's grid of light; `size` is its upright size.

    As little of its file is decoded as that takes.

    Raises:
        FootageError: its file vanished or cannot be decoded.
    """
    return grid_of(source.fitted(small_size(size), (0.5, 0.5)))


LIGHT = Measure("light", 1, (ROWS, COLUMNS, 3), lambda still, of: measured(still, of.size))
"""The measure of it."""


def small_size(size: Size) -> Size:
    """Return how large a still of an upright size is read to measure its light."""
    return Size(_WIDTH, max(ROWS, round(_WIDTH * size.height / size.width)))


def grid_of(pixels: CanvasPixels) -> Grid:
    """Return the grid of light of a picture, height x width x 3."""
    most = np.float32(np.iinfo(pixels.dtype).max)
    light = decoded(pixels.astype(np.float32) / most)
    for axis, parts in enumerate((ROWS, COLUMNS)):
        edges = np.linspace(0, light.shape[axis], parts + 1).round().astype(int)
        shape = [-1 if each == axis else 1 for each in range(3)]
        sums = np.add.reduceat(light, edges[:-1], axis, dtype=np.float32)
        light = (sums / np.diff(edges).reshape(shape)).astype(np.float32)
    return light
