"""Which pixels of a frame a wipe uncovers first."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from tlstyle.size import Size
from tlstyle.stills.readable import readable

LAST = 65535
"""What stands for the pixels that are uncovered last; 0 for those that are first."""

Turns: TypeAlias = NDArray[np.uint16]
"""When each pixel of a frame is uncovered: height x width, from 0 to `LAST`."""


@lru_cache(2)
def straight(angle: float, size: Size) -> Turns:
    """Return the turns along an angle, in degrees: 0 from the left on, 90 from the top."""
    across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    x, y = np.arange(size.width) + 0.5, np.arange(size.height) + 0.5
    along = y[:, None] * down + x * across
    first = min(across, 0) * size.width + min(down, 0) * size.height
    turns: Turns = np.rint((along - first) / extent(angle, size) * LAST).astype(np.uint16)
    return turns


def extent(angle: float, size: Size) -> float:
    """Return how far a frame reaches along an angle, in pixels."""
    across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return abs(across) * size.width + abs(down) * size.height


def luma(file: Path, size: Size) -> Turns:
    """Return the turns that a picture says, the dark first; of another shape its middle is taken.

    Raises:
        FilmError: the picture cannot be read.
    """
    with readable(file):
        return _luma(file, file.stat().st_mtime_ns, size)


@lru_cache(2)
def _luma(file: Path, _changed: int, size: Size) -> Turns:
    with Image.open(file) as image:
        upright = ImageOps.exif_transpose(image)
        white = LAST if upright.mode.startswith("I") else 255
        plain = upright if white == LAST else upright.convert("L")
        fitted = ImageOps.fit(plain.convert("F"), size, Image.Resampling.BILINEAR)
    turns: Turns = np.rint(np.asarray(fitted) * (LAST / white)).clip(0, LAST).astype(np.uint16)
    return turns
