"""Something drawn with what of it covers what is below, put onto a frame."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from PIL import Image

from tlstyle.overlays.place import Box
from tlstyle.pixels import Pixels


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


def put(layers: tuple[Layer, ...], picture: Pixels, box: Box, opacity: Fraction) -> Pixels:
    """Return a copy of a picture with layers on it, the first lowest, cut off at its edges."""
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
        below = Image.fromarray(np.ascontiguousarray(done[place]))
        below.paste(layer.colours.crop(own), (0, 0), cover)
        done[place] = np.asarray(below)
    return done
