"""Where the sky is in a sequence that stands still, told by what rests in all of its stills.

What is built or grown has edges that stay where they are, while clouds, and what the sun does with
them, pass. So the direction in which grey changes at a place agrees from still to still on the
ground, and averages out in the sky; and houses have upright edges by night too, clouds hardly ever.
In each column the sky ends where such edges begin: a line from left to right, found by dynamic
programming, with few edges above it, one on it, and not too many leaps. Its last pixels follow the
outlines of the mean still (a guided filter).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.pixels import Pixels

_WIDTH = 480
"""Pixels of width at which stills are looked at for edges."""

_LEAST, _MOST = 0.04, 0.97
"""The part of a picture that a sky has."""

_DARK = 6.0
"""Levels that a sky is at least bright, in the mean: corners outside of a lens are darker."""

_SURE = 3.0, 9.0
"""How many times as strong as chance an edge is where it begins to count, and where it does fully.
"""

_STEADY = 0.5, 1.2
"""How many times as strong as it changes from still to still, likewise."""

_UPRIGHT = 0.35, 0.7
"""How much more changes to the side than downwards, of 1, likewise."""

_GRAIN = 0.35
"""Levels by which chance changes grey from pixel to pixel at least."""

_SLIGHT = 2.0
"""Levels from pixel to pixel from which an edge counts fully."""

_ABOVE = 0.25
"""How much an edge above the line counts against it, where one on it counts 1 for it."""

_SLOPE, _LEAP = 0.03, 1.0
"""How much a pixel of a leap from column to column counts against the line, and all of it."""

_AROUND, _EVEN = 6, 4.0
"""Pixels on either side over which the line is brought to outlines; square levels of even grey."""

Plane = NDArray[Any]


def sky_of(stills: Sequence[Pixels]) -> NDArray[np.uint8] | None:
    """Return how much sky each place is, height x width, 0 to 255; None where there is none.

    Args:
        stills: Some of a sequence, all of one size, spread over it.
    """
    greys = [Image.fromarray(still).convert("L") for still in stills]
    size = (_WIDTH, max(2, round(_WIDTH * greys[0].height / greys[0].width)))
    small = np.stack([np.asarray(grey.resize(size, Image.Resampling.BOX)) for grey in greys])
    seen = small.astype(np.float32)
    line = _horizon(_edges(seen))
    sky = np.arange(size[1])[:, None] < line
    part = sky.mean()
    if not _LEAST <= part <= _MOST or seen[:, sky].mean() < _DARK:
        return None
    guide = np.median(np.stack([np.asarray(grey) for grey in greys[::3]]), axis=0)
    return _refined(sky.astype(np.float32), np.median(seen, axis=0), guide.astype(np.float32))


def _edges(seen: Plane) -> Plane:
    """Return how surely each place has an edge that stays, 0 to 1, of stills' grey, [N,h,w]."""
    down, across = np.gradient(seen, axis=(1, 2))
    edges = np.maximum(_staying(down, across), _upright(down, across))[1:-1, 1:-1]
    whole: Plane = np.pad(edges, 1, "edge").astype(np.float32)
    return whole  # at whose rim less is known


def _staying(down: Plane, across: Plane) -> Plane:
    """Return how surely grey changes in one way, by as much as ever, in all stills."""
    ways = [np.median(each, axis=0) for each in (down, across)]
    off = np.sqrt(((down - ways[0]) ** 2 + (across - ways[1]) ** 2).mean(axis=0))
    strength = np.hypot(*ways)
    chance = off / np.sqrt(len(down)) + _GRAIN
    shares = _share(strength / chance, _SURE) * _share(strength / (off + _GRAIN), _STEADY)
    staying: Plane = shares * (strength / _SLIGHT).clip(0, 1)
    return staying


def _upright(down: Plane, across: Plane) -> Plane:
    """Return how surely there is an upright edge, as of houses, be it light or dark by night."""
    square = across**2 + down**2
    each = (across**2 - down**2) / (square + _SLIGHT**2)
    return _share(each.mean(axis=0) - 1.5 * each.std(axis=0) / np.sqrt(len(each)), _UPRIGHT)


def _share(values: Plane, between: tuple[float, float]) -> Plane:
    """Return 0 to 1 between two values."""
    first, last = between
    shares: Plane = ((values - first) / (last - first)).clip(0, 1)
    return shares


def _horizon(edges: Plane) -> NDArray[np.int64]:
    """Return in which row the sky ends, for each column; 0 where it has none."""
    height, width = edges.shape
    none = np.zeros((1, width), np.float32)
    against = _ABOVE * np.cumsum(np.vstack([none, edges]), axis=0) - np.vstack([edges, none])
    rows = np.arange(height + 1)
    leaps = np.minimum(_SLOPE * np.abs(rows[:, None] - rows), _LEAP)
    came = np.zeros((width, height + 1), np.int64)
    least = against[:, 0]
    for column in range(1, width):
        ways = least + leaps
        came[column] = ways.argmin(axis=1)
        least = ways.min(axis=1) + against[:, column]
    line = np.empty(width, np.int64)
    line[-1] = least.argmin()
    for column in range(width - 1, 0, -1):
        line[column - 1] = came[column, line[column]]
    return line


def _refined(sky: Plane, grey: Plane, guide: Plane) -> NDArray[np.uint8]:
    """Return a small picture of the sky in the size of a guide, along its outlines."""
    mean, part = _mean(grey), _mean(sky)
    slope = (_mean(grey * sky) - mean * part) / (_mean(grey * grey) - mean * mean + _EVEN)
    rest = part - slope * mean
    size = guide.shape[::-1]
    a, b = (
        np.asarray(Image.fromarray(_mean(each)).resize(size, Image.Resampling.BILINEAR))
        for each in (slope, rest)
    )
    steep = 2 * (a * guide + b) - 0.5
    shares: NDArray[np.uint8] = (steep.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    return shares


def _mean(values: Plane) -> Plane:
    """Return the mean around every place; beyond the edges the first and the last go on."""
    wide = 2 * _AROUND + 1
    for axis in (0, 1):
        beyond = [(_AROUND + 1, _AROUND) if each == axis else (0, 0) for each in (0, 1)]
        sums = np.cumsum(np.pad(values, beyond, "edge"), axis=axis, dtype=np.float64)
        ends = np.arange(wide, sums.shape[axis])
        values = ((sums.take(ends, axis) - sums.take(ends - wide, axis)) / wide).astype(np.float32)
    return values
