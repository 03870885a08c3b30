"""The curve between linear light and the values of sRGB, both 0..1 (IEC 61966-2-1)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.pixels import CanvasPixels

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Shares of sRGB's primaries in brightness (ITU-R BT.709)."""

_FINE = 2**20 - 1
"""Parts of white's light in which values are looked up: the darkest of 16 bits are told apart."""


def coded(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sRGB values of linear light."""
    curve = 1.055 * np.maximum(light, 0.0031308) ** (1 / 2.4) - 0.055
    return np.where(light <= 0.0031308, 12.92 * light, curve).astype(np.float32)


def decoded(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the linear light of sRGB values."""
    curve = ((np.maximum(values, 0.04045) + 0.055) / 1.055) ** 2.4
    return np.where(values <= 0.04045, values / 12.92, curve).astype(np.float32)


def light_of(pixels: CanvasPixels) -> NDArray[np.float32]:
    """Return a picture's linear light, 0..1, of 8 bits or of 16."""
    return _lights(pixels.dtype).take(pixels)


def deep_of(light: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return the picture of 16 bits that linear light in 0..1 makes, to a level."""
    return _levels().take((light * np.float32(_FINE) + np.float32(0.5)).astype(np.int32))


@cache
def _lights(kind: np.dtype[Any]) -> NDArray[np.float32]:
    most = np.iinfo(kind).max
    return decoded((np.arange(most + 1) / most).astype(np.float32))


@cache
def _levels() -> NDArray[np.uint16]:
    """Return the value of 16 bits of every part of light; the last is there for rounding."""
    light = np.minimum(np.arange(_FINE + 2) / _FINE, 1).astype(np.float32)
    return np.round(coded(light) * np.iinfo(np.uint16).max).astype(np.uint16)
