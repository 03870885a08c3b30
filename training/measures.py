"""What a painting is measured by, beside the teacher's: pure functions of pixels in 0..1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]
"""Height x width x 3 in 0..1."""

STILL_MOVES = 2 / 255
"""A pixel whose still changed by less than this is taken to be at rest."""


def psnr(one: Pixels, other: Pixels) -> float:
    """Peak signal-to-noise ratio in decibels."""
    return float(-10 * np.log10(max(float(np.mean((one - other) ** 2)), 1e-10)))


def flicker(still: Pixels, next_still: Pixels, painted: Pixels, next_painted: Pixels) -> float:
    """Mean change of the painting where the still is at rest, over the still's own change there."""
    change = np.abs(next_still - still).mean(axis=2)
    rest = change < STILL_MOVES
    repainted = np.abs(next_painted - painted).mean(axis=2)
    return float(repainted[rest].mean() / max(float(change[rest].mean()), 1e-6))


def sharpness(painted: Pixels) -> float:
    """Mean gradient after a 2x2 mean, which keeps pixel noise from passing for sharpness."""
    height, width = painted.shape[0] // 2 * 2, painted.shape[1] // 2 * 2
    even = painted[:height, :width]
    half = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4
    down, right = np.abs(np.diff(half, axis=0)), np.abs(np.diff(half, axis=1))
    return float((down.mean() + right.mean()) / 2)


def raster(painted: Pixels, period: int = 4) -> float:
    """How much the strength of edges depends on a pixel's place modulo `period`, 0 for not at all.

    The spread (largest less smallest) of the mean gradient over the phases, over their mean; the
    mean of both directions.
    """
    spreads = []
    for axis in (0, 1):
        steps = np.abs(np.diff(painted, axis=axis)).mean(axis=(1 - axis, 2))
        phases = [float(steps[phase::period].mean()) for phase in range(period)]
        spreads.append((max(phases) - min(phases)) / max(float(np.mean(phases)), 1e-6))
    return float(np.mean(spreads))


def style_distance(one: Sequence[Any], other: Sequence[Any]) -> float:
    """How far the means and deviations of two pictures' feature maps ([1,h,w,C] each) lie apart.

    Huang and Belongie's measure of style, 2017 (arXiv 1703.06868), relative to the second picture.
    """
    distances = [
        np.linalg.norm(_described(a) - _described(b)) / np.linalg.norm(_described(b))
        for a, b in zip(one, other, strict=True)
    ]
    return float(np.mean(distances))


def _described(features: Any) -> NDArray[np.float32]:
    maps = np.asarray(features)
    return np.concatenate([maps.mean(axis=(0, 1, 2)), maps.std(axis=(0, 1, 2))])
