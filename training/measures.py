"""What a painting is measured by, beside the teacher's: pure functions of pixels in 0..1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]
"""Height x width x 3 in 0..1."""

STILL_MOVES = 2 / 255
"""A pixel whose still changed by less than this is taken to be at rest."""

SQUARE, FLAT = 64, 3 / 255
"""The squares that a weave is looked for in, and the deviation of a still that is flat there."""


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


def weave(still: Pixels, painted: Pixels) -> float:
    """The strongest peak of the autocorrelation at lags of 3 to 8 pixels; 0 none, 1 a pure pattern.

    In squares of 64 pixels where the still is flat: the mean. NaN where it is nowhere.
    """
    found = [
        _peak(painted[top : top + SQUARE, left : left + SQUARE].mean(axis=2))
        for top in range(0, still.shape[0] - SQUARE + 1, SQUARE)
        for left in range(0, still.shape[1] - SQUARE + 1, SQUARE)
        if still[top : top + SQUARE, left : left + SQUARE].mean(axis=2).std() < FLAT
    ]
    return float(np.mean(found)) if found else math.nan


def _peak(square: NDArray[np.floating[Any]]) -> float:
    """Return the largest local maximum, in a ring of lags, of a square less its slope."""
    along = np.linspace(-1, 1, SQUARE)
    square = square - square.mean()
    for slope in (along[:, None] + 0 * along, along + 0 * along[:, None]):
        square = square - slope * (square * slope).sum() / (slope**2).sum()
    power = np.abs(np.fft.fft2(square, (2 * SQUARE, 2 * SQUARE))) ** 2
    lags = np.arange(-9, 10)
    overlap = (SQUARE - np.abs(lags)) / SQUARE
    alike = np.fft.ifft2(power).real[np.ix_(lags, lags)] / np.outer(overlap, overlap)
    around = np.lib.stride_tricks.sliding_window_view(alike, (3, 3)).max(axis=(2, 3))
    middle, distance = alike[1:-1, 1:-1], np.hypot(*np.meshgrid(lags[1:-1], lags[1:-1]))
    peaks = middle[(middle == around) & (distance >= 3) & (distance <= 8)]
    return float(max(0.0, peaks.max(initial=0.0)) / max(float((square**2).sum()), 1e-9))


def halo(still: Pixels, painted: Pixels) -> float:
    """How much places of 16 x 16 pixels differ from the next where the still's do not, in 0..1."""
    drawn, seen = (_places(picture) for picture in (painted, still))
    found = []
    for axis in (0, 1):
        even = np.abs(np.diff(seen, axis=axis)).max(axis=2) < STILL_MOVES
        found.append(float(np.abs(np.diff(drawn, axis=axis))[even].mean()))
    return float(np.mean(found))


def _places(picture: Pixels, side: int = 16) -> Pixels:
    """Return the mean colours of whole squares of a picture."""
    rows, columns = picture.shape[0] // side, picture.shape[1] // side
    whole = picture[: rows * side, : columns * side]
    means: Pixels = whole.reshape(rows, side, columns, side, 3).mean(axis=(1, 3))
    return means


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
