"""Something drawn with what of it covers what is below, put onto a frame."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from PIL import Image

from tlstyle.overlays.place import Box
from tlstyle.pixels import FramePixels, in_depth


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture to be put on others.

    Attributes:
        colours: What it shows: RGB.
        cover: How much of what is below it hides, in 256 steps: one channel, as large.
        left: By how much it reaches beyond the box that it is put at, to the left.
        top: The same at the top.
    """

    colours: Image.Image
    cover: Image.Image
    left: int = 0
    top: int = 0


def put(
    layers: tuple[Layer, ...], picture: FramePixels, box: Box, opacity: Fraction
) -> FramePixels:
    """Return a copy of a picture with layers on it, the first lowest, cut off at its edges.

    It has as many bits a channel, 8 or 16.
    """
    done = picture.copy()
    height, width = picture.shape[:2]
    for layer in layers:
        x, y = box.left - layer.left, box.top - layer.top
        part = (max(0, x), max(0, y), min(width, x + layer.cover.width), 0)
        part = (*part[:3], min(height, y + layer.cover.height))
        if part[0] >= part[2] or part[1] >= part[3]:
            continue
        own = (part[0] - x, part[1] - y, part[2] - x, part[3] - y)
        cover = layer.cover.crop(own)
        if opacity < 1:
            cover = cover.point([int(level * opacity + Fraction(1, 2)) for level in range(256)])
        place = np.s_[part[1] : part[3], part[0] : part[2]]
        done[place] = _covered(done[place], layer.colours.crop(own), cover)
    return done


def _covered(below: FramePixels, colours: Image.Image, cover: Image.Image) -> FramePixels:
    """Return a part of a picture with colours on it, as much as they cover."""
    if below.dtype == np.uint8:
        picture = Image.fromarray(np.ascontiguousarray(below))
        picture.paste(colours, (0, 0), cover)
        return np.asarray(picture)
    share = np.asarray(cover, np.uint32)[..., None]
    mixed = below * (255 - share) + in_depth(np.asarray(colours)) * share
    return ((mixed + 127) // 255).astype(np.uint16)
