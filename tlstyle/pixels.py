"""Pictures as arrays."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
"""A picture: height x width x 3, RGB."""

Value: TypeAlias = np.uint8 | np.uint16
"""How light a channel is: of 8 bits or 16, either of which is largest in white."""

CanvasPixels: TypeAlias = NDArray[Value]
"""The same before it is painted."""

FramePixels: TypeAlias = NDArray[Value]
"""The same once it is painted."""

WHITE = 65535
"""The largest value of 16 bits."""


Levels = TypeVar("Levels", bound=Value)
"""The one or the other."""


def white_of(pixels: NDArray[Value]) -> int:
    """Return what white is in a picture: 255 or 65535."""
    return 255 if pixels.dtype == np.uint8 else WHITE


def in_depth(pixels: NDArray[Value]) -> NDArray[np.uint16]:
    """Return a picture in 16 bits, each level of 8 as it is."""
    if pixels.dtype == np.uint16:
        return pixels.astype(np.uint16, copy=False)
    return pixels * np.uint16(WHITE // 255)


def in_kind(pixels: NDArray[Value], other: NDArray[Value]) -> NDArray[Value]:
    """Return a picture in as many bits as another has."""
    return in_bytes(pixels) if other.dtype == np.uint8 else in_depth(pixels)


def in_bytes(pixels: CanvasPixels) -> Pixels:
    """Return a picture in 8 bits, rounded."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    return ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
