"""The curve between linear light and the values of sRGB, both 0..1 (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Shares of sRGB's primaries in brightness (ITU-R BT.709)."""


def coded(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sRGB values of linear light."""
    curve = 1.055 * np.maximum(light, 0.0031308) ** (1 / 2.4) - 0.055
    return np.where(light <= 0.0031308, 12.92 * light, curve).astype(np.float32)


def decoded(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the linear light of sRGB values."""
    curve = ((np.maximum(values, 0.04045) + 0.055) / 1.055) ** 2.4
    return np.where(values <= 0.04045, values / 12.92, curve).astype(np.float32)
