"""The part of a picture that a camera shows, brought to another size by one resampling."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.stills.resampling import Box, Filter, Levels, resampled, turned


@dataclass(frozen=True, slots=True)
class Aim:
    """Which part of a picture a camera is aimed at, however large the picture is.

    Attributes:
        zoom: How many times as large it shows things as without a camera; from 1.
        x: Where the part lies in the room that there is, from the left, -1, to the right, 1.
        y: The same from the top, -1, to the bottom, 1.
        angle: Degrees by which the picture is turned, clockwise.
        shift: By how much the part lies elsewhere, in widths and heights of the picture.
        closest: The largest zoom of its sequence, for which all of its stills are decoded.
    """

    zoom: float
    x: float
    y: float
    angle: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    closest: float = 1.0


@dataclass(frozen=True, slots=True)
class Framing:
    """A rectangle in a picture, in its pixels: its middle, its sides, and how it is turned.

    `angle` is in degrees: by so much the picture is turned clockwise.
    """

    x: float
    y: float
    width: float
    height: float
    angle: float = 0.0

    @property
    def box(self) -> Box:
        """The upright part of the picture that it reaches over."""
        wide, high = _reach(self.width, self.height, self.angle)
        return self.x - wide / 2, self.y - high / 2, self.x + wide / 2, self.y + high / 2


def kept(whole: Box, size: Size, anchor: tuple[float, float]) -> Box:
    """Return the largest part of a box that has the shape of `size`, around `anchor`."""
    left, top, right, bottom = whole
    scale = min((right - left) / size.width, (bottom - top) / size.height)
    width = min(size.width * scale, right - left)
    height = min(size.height * scale, bottom - top)
    left, top = left + (right - left - width) * anchor[0], top + (bottom - top - height) * anchor[1]
    return left, top, left + width, top + height


def framing(whole: Box, size: Size, aim: Aim) -> Framing:
    """Return what a camera shows of a box, in the shape of `size`."""
    left, top, right, bottom = whole
    across, down = right - left, bottom - top
    scale = min(across / size.width, down / size.height) / aim.zoom
    width, height = size.width * scale, size.height * scale
    wide, high = _reach(width, height, aim.angle)
    x = (left + right + aim.x * (across - wide)) / 2 + aim.shift[0] * across
    y = (top + bottom + aim.y * (down - high)) / 2 + aim.shift[1] * down
    return Framing(x, y, width, height, aim.angle)


def room(whole: Size, size: Size, aim: Aim) -> tuple[float, float]:
    """Return how many pixels of a picture lie to the left and right of what a camera shows of it.

    And above and below, each together; there are less than none where it reaches out of it.
    """
    part = framing((0, 0, *whole), size, aim)
    wide, high = _reach(part.width, part.height, part.angle)
    return whole.width - wide, whole.height - high


def beyond(whole: Size, size: Size, aim: Aim) -> float:
    """Return by how many pixels a camera reaches out of a picture; less than 0 if it does not."""
    left, top, right, bottom = framing((0, 0, *whole), size, aim).box
    return max(-left, -top, right - whole.width, bottom - whole.height)


def framed(image: Image.Image, part: Framing, size: Size, how: Filter = Filter.LANCZOS) -> Pixels:
    """Return a part of a picture in RGB, as large as `size`.

    Args:
        image: The picture; what of the part is beyond its edges goes on as they are.
        part: Which part; its middle and its edges may lie anywhere between pixels.
        size: What it is brought to.
        how: The filter that makes it smaller or larger.
    """
    return _rounded(_framed(image, part, size, how), np.uint8)


def framed_deep(pixels: NDArray[np.uint16], part: Framing, size: Size) -> NDArray[np.uint16]:
    """Return the same of a picture of 16 bits, height x width x any number of channels."""
    planes = (Image.fromarray(plane.astype(np.float32)) for plane in np.moveaxis(pixels, 2, 0))
    shown = [_framed(plane, part, size, Filter.LANCZOS) for plane in planes]
    return np.stack([_rounded(plane, np.uint16) for plane in shown], axis=2)


def _framed(image: Image.Image, part: Framing, size: Size, how: Filter) -> Levels:
    if part.angle:
        return turned(image, (part.x, part.y), size, size.width / part.width, part.angle, how)
    left, top, right, bottom = part.box
    box = max(0, left), max(0, top), min(image.width, right), min(image.height, bottom)
    return resampled(image, box, size, how)


def _rounded(levels: Levels, kind: type[np.unsignedinteger[Any]]) -> NDArray[Any]:
    return (levels.clip(0, np.iinfo(kind).max) + np.float32(0.5)).astype(kind)


def _reach(width: float, height: float, angle: float) -> tuple[float, float]:
    """Return the width and the height of what a turned rectangle reaches over."""
    along, beside = abs(cos(radians(angle))), abs(sin(radians(angle)))
    return width * along + height * beside, width * beside + height * along
