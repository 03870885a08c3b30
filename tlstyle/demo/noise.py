"""Fractal noise on tiles that repeat without a seam, the stuff of fog, clouds, water and soil."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# float32 wherever it is large; the wider type is what numpy says of mixed arithmetic.
Array = NDArray[np.floating[Any]]


def tile(
    seed: int,
    height: int = 256,
    width: int = 256,
    *,
    slope: float = 1.6,
    stretch: float = 1.0,
    coarsest: float = 0.0,
) -> Array:
    """Return smooth random relief, float32 [height, width], spread evenly over 0..1.

    White noise is filtered to an amplitude that falls as frequency ** -slope: 1.2 is rough, 2.2 is
    soft. `stretch` above 1 draws the features out sideways; nothing repeats less often than
    `coarsest` times a tile. Sides must be powers of two. A tile repeats in both directions because
    its spectrum holds whole periods only.
    """
    white = np.random.default_rng(seed).standard_normal((height, width))
    rows = np.fft.fftfreq(height)[:, None] * height / stretch
    columns = np.fft.rfftfreq(width)[None, :] * width
    radius = np.hypot(rows * stretch**0.5, columns * stretch**0.5)
    radius[radius < max(coarsest, 0.5)] = np.inf
    relief = np.fft.irfft2(np.fft.rfft2(white) * radius**-slope, s=(height, width))
    return even(relief / relief.std())


def even(normal: NDArray[np.floating]) -> Array:
    """Spread values of unit variance over 0..1, so that a threshold is also a coverage."""
    # The logistic curve with this factor follows the normal distribution within 1 %.
    return np.asarray(1.0 / (1.0 + np.exp(-1.702 * normal)), np.float32)


def sample(relief: Array, x: Array, y: Array) -> Array:
    """Return the tile's values at x, y, in tiles (1.0 is once around), any broadcastable shape."""
    height, width = relief.shape
    column, row = np.broadcast_arrays(x * np.float32(width), y * np.float32(height))
    left, top = np.floor(column), np.floor(row)
    across, down = column - left, row - top
    left, top = left.astype(np.int32) & (width - 1), top.astype(np.int32) & (height - 1)
    right, below = (left + 1) & (width - 1), (top + 1) & (height - 1)
    flat = relief.ravel()
    upper = flat[top * width + left] * (1 - across) + flat[top * width + right] * across
    lower = flat[below * width + left] * (1 - across) + flat[below * width + right] * across
    return np.asarray(upper * (1 - down) + lower * down, np.float32)


def smear(relief: Array, dx: float, dy: float = 0.0, steps: int = 8) -> Array:
    """Return the tile as an open shutter sees it while it moves by dx, dy tiles."""
    height, width = relief.shape
    total = np.zeros_like(relief)
    for step in np.linspace(-0.5, 0.5, steps):
        shift = round(step * dy * height), round(step * dx * width)
        total += np.roll(relief, shift, axis=(0, 1))
    return total / np.float32(steps)


def smoothstep(low: float | Array, high: float | Array, value: float | Array) -> Array:
    """Return 0 below `low`, 1 above `high` and a soft rise between them."""
    start, end = np.float32(low), np.float32(high)
    part = np.clip((np.asarray(value, np.float32) - start) / (end - start), 0, 1)
    return np.asarray(part * part * (3 - 2 * part), np.float32)
