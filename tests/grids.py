"""A grid of dots whose places are known, and where they are found, to thousandths of a pixel."""

from __future__ import annotations

from math import cos, radians, sin
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tlstyle.size import Size
from tlstyle.stills.framing import Framing

Places: TypeAlias = NDArray[np.float64]
"""Dots' places, [dots,2]: x and y from a picture's upper left corner."""

PAPER, INK = 0.2, 0.8
"""Levels between dots, and what a dot's middle has more."""


def dots(size: Size, every: float) -> Places:
    """Return the places of dots so many pixels apart."""
    x, y = (np.arange(every / 2, side - every / 4, every) for side in size)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def drawn(size: Size, places: Places, radius: float, white: int) -> NDArray[Any]:
    """Return a picture of dots, height x width x 3, each as wide as a bell of a standard radius."""
    picture = np.zeros((size.height, size.width))
    columns, rows = (np.arange(side) + 0.5 for side in size)
    for x, y in places:
        across, down = (
            np.exp(-(((pixels - at) / radius) ** 2) / 2) for pixels, at in ((columns, x), (rows, y))
        )
        picture += np.outer(down, across)
    levels = np.round(white * (PAPER + INK * picture))
    return np.repeat(levels[..., None], 3, axis=2).astype(np.uint8 if white < 256 else np.uint16)


def shown(places: Places, part: Framing, size: Size) -> Places:
    """Return where a camera that shows a part of a picture, as large as `size`, shows places."""
    x, y = ((places - (part.x, part.y)) * (size.width / part.width)).T
    along, beside = cos(radians(part.angle)), sin(radians(part.angle))
    return np.stack([x * along - y * beside, x * beside + y * along], axis=1) + np.array(size) / 2


def found(picture: NDArray[Any], near: Places, reach: int) -> Places:
    """Return the places of dots near some, by the middles of their ink; nan beyond the edges."""
    places = np.full(near.shape, np.nan)
    white = np.iinfo(picture.dtype).max
    for number, (x, y) in enumerate(near):
        left, top = round(x - 0.5) - reach, round(y - 0.5) - reach
        rows, columns = slice(top, top + 2 * reach + 1), slice(left, left + 2 * reach + 1)
        ink = picture[rows, columns, 0] - np.round(white * PAPER)
        if min(left, top) >= 0 and ink.shape == (2 * reach + 1,) * 2:
            at = np.arange(2 * reach + 1) + 0.5
            places[number] = left + ink.sum(0) @ at / ink.sum(), top + ink.sum(1) @ at / ink.sum()
    return places
