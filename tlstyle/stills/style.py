"""Style pictures: what stills are painted by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.stills.picture import fit, read_upright


class Crop(NamedTuple):
    """A rectangle in a picture, in pixels from the upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StylePicture:
    """A picture and its weight, over 0, in a style; `crop` None takes the centre square."""

    file: Path
    weight: float = 1.0
    crop: Crop | None = None


def style_square(file: Path, box: tuple[int, int, int, int] | None, side: int) -> Pixels:
    """Return a style picture's crop (left, top, width, height), or centre square, side x side."""
    image = read_upright(file)
    if box:
        left, top, width, height = box
        image = image.crop((left, top, left + width, top + height))
        return np.asarray(image.resize((side, side), Image.Resampling.LANCZOS))
    return fit(image, Size(side, side), (0.5, 0.5))
