"""Pictures as arrays."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tlstyle.size import Size

Pixels: TypeAlias = NDArray[np.uint8]
"""A picture: height x width x 3, RGB."""


def cut(pixels: Pixels, size: Size, anchor: tuple[float, float]) -> Pixels:
    """Return the part of a painted canvas that the film shows; nothing is resized."""
    left = round((pixels.shape[1] - size.width) * anchor[0])
    top = round((pixels.shape[0] - size.height) * anchor[1])
    return pixels[top : top + size.height, left : left + size.width]
