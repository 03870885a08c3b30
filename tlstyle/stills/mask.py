"""Masks: pictures whose light says where in a sequence's stills something is done."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tlstyle.size import Size
from tlstyle.stills.picture import fit, read_upright

WHITE = 255
"""What a mask is where all is done."""


def mask_of(
    file: Path, canvas: Size, anchor: tuple[float, float], soft: float
) -> NDArray[np.uint8]:
    """Return how much is done at each place of a canvas, height x width, 0 to `WHITE`.

    The mask is fitted to the canvas as stills are, and its edges are made so many pixels soft.

    Raises:
        FootageError: it cannot be read.
        OSError: it is not there.
    """
    return _mask_of(file, file.stat().st_mtime_ns, canvas, anchor, soft)


@lru_cache(8)
def _mask_of(
    file: Path, _changed: int, canvas: Size, anchor: tuple[float, float], soft: float
) -> NDArray[np.uint8]:
    grey = Image.fromarray(fit(read_upright(file), canvas, anchor)).convert("L")
    if soft:  # twice half as wide: as wide in all, and smooth at both ends
        grey = grey.filter(ImageFilter.BoxBlur(soft / 4)).filter(ImageFilter.BoxBlur(soft / 4))
    return np.asarray(grey)
