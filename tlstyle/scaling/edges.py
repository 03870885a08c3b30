"""What a small painting and its small canvas tell of the full size: outlines, strokes, bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MARGIN = 4
"""Places beyond those asked for, on every side, that tell what is found there."""

FINE = 32
"""Parts of a level in which a slope is told, painting against canvas."""

_EVEN = 65.0
"""Square levels by which a canvas's grey varies where its slope begins to count."""

_EDGE = 195.0
"""Square levels by which it varies where half of the strokes give way to an edge."""

_MOST = 0.9
"""The part of the strokes that gives way at the strongest edge, if it tells all of them."""

_STEEP = 8.0
"""How much strokes are steepened; what leads too far is held back."""


def found(xp: Any, painting: Any, grey: Any, *, parts: int = 1) -> Any:
    """Return all that the full size is made of, in whole numbers, 13 planes of a small picture.

    Args:
        xp: What computes: NumPy, or `keras.ops` on a device.
        painting: Three planes, [...,3,height,width], 0 to 255, and `MARGIN` places around them.
        grey: Its canvas's grey, as small, [...,1,height,width].
        parts: In how many parts a level is told of all but the slopes.

    Returns:
        Three planes of strokes, steepened, three each of the least and the most around, three of
        slopes in fine parts, and the grey.
    """
    each = [grey, grey * grey, painting, painting * grey, painting * painting]
    sums = _mean(xp.concatenate(each, -3))
    grey_mean, square, mean, product, own = xp.split(sums, [1, 2, 5, 8], -3)
    varies = xp.maximum(square - grey_mean * grey_mean, 0)
    together = product - grey_mean * mean
    slope = together / (varies + _EVEN)
    told = slope * together / (xp.maximum(own - mean * mean, 0) + _EVEN)
    around = [slope, mean - slope * grey_mean, told, varies]
    slope, rest, told, edge = xp.split(_mean(xp.concatenate(around, -3)), [3, 6, 9], -3)
    line = slope * _inner(grey, 2) + rest
    stays = 1 - _MOST * xp.sqrt(told) * (edge / (edge + _EDGE))
    strokes = _softened(_inner(painting, 2) - line) * _inner(stays, 1)
    drawn = xp.clip(_inner(line, 1) + strokes, 0, 255)
    steep = _inner(drawn, 1) + _STEEP * (_inner(strokes, 1) - _softened(strokes))
    bounds = _most(drawn, xp.minimum), _most(drawn, xp.maximum)
    fine = xp.clip(_inner(slope, 2) * FINE, -127, 127)
    planes = [xp.clip(steep, 0, 255), *bounds, fine, _inner(grey, MARGIN)]
    if parts > 1:
        planes = [plane if plane is fine else plane * parts for plane in planes]
    return xp.round(xp.concatenate(planes, -3))


def _inner(values: Any, by: int) -> Any:
    """Return planes without so many places on every side."""
    return values[..., by:-by, by:-by]


def _mean(values: Any) -> Any:
    """Return the mean over 3x3 places; the outermost have none."""
    rows = values[..., :-2, :] + values[..., 1:-1, :]
    rows += values[..., 2:, :]
    both = rows[..., :-2] + rows[..., 1:-1]
    both += rows[..., 2:]
    both *= 1 / 9
    return both


def _softened(values: Any) -> Any:
    """Return planes without the raster of single pixels, nor the outermost places."""
    rows = values[..., :-2, :] + values[..., 2:, :]
    rows *= 0.5
    rows += values[..., 1:-1, :]
    both = rows[..., :-2] + rows[..., 2:]
    both *= 0.5
    both += rows[..., 1:-1]
    both *= 0.25
    return both


def _most(values: Any, of: Callable[[Any, Any], Any]) -> Any:
    """Return the least or the most of 3x3 places; the outermost have none."""
    rows = of(of(values[..., :-2, :], values[..., 1:-1, :]), values[..., 2:, :])
    return of(of(rows[..., :-2], rows[..., 1:-1]), rows[..., 2:])
