"""Pictures as arrays."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
"""A picture: height x width x 3, RGB."""

Value: TypeAlias = np.uint8 | np.uint16
"""How light a channel is: of 8 bits or 16, either of which is largest in white."""

CanvasPixels: TypeAlias = NDArray[Value]
"""The same before it is painted."""


def in_bytes(pixels: CanvasPixels) -> Pixels:
    """Return a picture in 8 bits, rounded."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    return ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
