"""Dither: 16 bits a channel in 8, each level in as many of the pixels around as is due to it.

Rounding makes a band of every step between two levels, and eyes are good at the edges of bands.
Here each pixel is rounded at a threshold of its own, by a mask in which thresholds that are near to
each other lie far apart: void and cluster (Robert Ulichney, "The void-and-cluster method for dither
array generation", 1993). What that adds is fine grain without clumps or raster.

The mask is the same in every frame: what rests keeps its pixels, which codecs need not code again;
another mask for every frame would boil, and cost as much as noise. Each colour has its own part of
it, since one for all three would make the grain light and dark.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

VERSION = 1
"""Goes up when the same pixels come out otherwise."""

SIDE = 64
"""Of the mask, which is laid side by side."""

_SPREAD = 1.9
"""How far a pixel counts as near, as its Gauss's standard deviation: Ulichney's, found by eye."""

_APART = ((0, 0), (21, 43), (43, 21))
"""Where in the mask each colour begins."""

_LEVEL = 257
"""What a level of 8 bits is in 16."""

_ROWS = 64
"""Rows done at once, few enough for a processor's cache."""


def dithered(pixels: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Return a picture, height x width x 3, in 8 bits; what is a level of these stays that."""
    height, width, _ = pixels.shape
    across = np.arange(width) % SIDE
    done = np.empty(pixels.shape, np.uint8)
    for top in range(0, height, _ROWS):
        rows = slice(top, min(height, top + _ROWS))
        down = np.arange(rows.start, rows.stop) % SIDE
        values = pixels[rows].astype(np.uint32)
        values += _thresholds()[down[:, None], across]
        done[rows] = values // _LEVEL
    return done


@cache
def _thresholds() -> NDArray[np.uint16]:
    """Return what is added to each pixel before it is cut off, [SIDE,SIDE,3], 0 to 256."""
    ranks = void_and_cluster()
    parts = np.stack([np.roll(ranks, apart, axis=(0, 1)) for apart in _APART], axis=2)
    return (parts * _LEVEL // SIDE**2).astype(np.uint16)


@cache
def void_and_cluster() -> NDArray[np.int64]:
    """Return the mask: the ranks of all its places, [SIDE,SIDE], from 0."""
    first = _spread_out(_scattered())
    ranks, near = np.zeros((SIDE, SIDE), np.int64), _nearness(first)
    count, left = int(first.sum()), first.copy()
    for rank in reversed(range(count)):
        place = _tightest(left, near)
        ranks[place], left[place] = rank, False
        near -= _around(place)
    taken, near = first.copy(), _nearness(first)
    for rank in range(count, SIDE**2):
        place = _emptiest(taken, near)
        ranks[place], taken[place] = rank, True
        near += _around(place)
    return ranks


def _scattered() -> NDArray[np.bool_]:
    """Return a tenth of all places, taken by chance, always the same."""
    chances = np.random.default_rng(0).permutation(SIDE**2).reshape(SIDE, SIDE)
    return chances < SIDE**2 // 10


def _spread_out(taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return places moved from where they are tightest to where it is emptiest, until all rest."""
    taken, near = taken.copy(), _nearness(taken)
    while True:
        tight = _tightest(taken, near)
        taken[tight] = False
        near -= _around(tight)
        empty = _emptiest(taken, near)
        taken[empty] = True
        near += _around(empty)
        if empty == tight:
            return taken


def _nearness(taken: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how near all places are to those that are taken; the mask goes on beyond its edges."""
    near = np.zeros((SIDE, SIDE))
    for place in np.argwhere(taken):
        near += _around((int(place[0]), int(place[1])))
    return near


def _tightest(taken: NDArray[np.bool_], near: NDArray[np.float64]) -> tuple[int, int]:
    return divmod(int(np.where(taken, near, -np.inf).argmax()), SIDE)


def _emptiest(taken: NDArray[np.bool_], near: NDArray[np.float64]) -> tuple[int, int]:
    return divmod(int(np.where(taken, np.inf, near).argmin()), SIDE)


def _around(place: tuple[int, int]) -> NDArray[np.float64]:
    """Return how near all places are to one."""
    down, across = place
    return _twice()[SIDE - down : 2 * SIDE - down, SIDE - across : 2 * SIDE - across]


@cache
def _twice() -> NDArray[np.float64]:
    """Return how near places are to the mask's first, twice over each way."""
    away = np.minimum(np.arange(SIDE), SIDE - np.arange(SIDE))
    fall = np.exp(-(away**2) / (2 * _SPREAD**2))
    return np.tile(np.outer(fall, fall), (2, 2))
