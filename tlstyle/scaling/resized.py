"""Pictures resized, by a processor or on a device, to the same pixels but for rounding."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.pixels import CanvasPixels
from tlstyle.size import Size

_WHITE = 65535

WEIGHT = 128
"""Parts in which `straight` weighs, so that a difference of two levels by it fits into 16 bits."""


class Taps(NamedTuple):
    """Which places of a line, and by which weights, make each place of another: [places,taps]."""

    places: NDArray[np.int32]
    weights: NDArray[np.float32]


def resized(pixels: CanvasPixels, size: Size) -> CanvasPixels:
    """Return a picture, height x width x 3 of 8 bits or 16, in another size.

    What gets smaller is averaged, without ringing; what gets larger is smooth.
    """
    if pixels.dtype == np.uint8:
        picture = Image.fromarray(pixels)
        return np.asarray(picture.resize(size, _filter(picture.height, size.height)))
    planes = (Image.fromarray(plane.astype(np.float32)) for plane in np.moveaxis(pixels, 2, 0))
    made = [np.asarray(p.resize(size, _filter(p.height, size.height))) for p in planes]
    return (np.stack(made, axis=2).clip(0, _WHITE) + np.float32(0.5)).astype(np.uint16)


def resized_on_device(pictures: Any, size: Size, white: int) -> Any:
    """Return pictures as `resized` makes them, as part of a graph.

    They are float32, N x height x width x 3, of whole numbers from 0 to `white`.
    """
    from keras import ops  # imports TensorFlow, which only painting needs

    _, height, width, _ = pictures.shape
    across = tapped(pictures, 2, taps(width, size.width))
    if white == 255:  # between the two ways, bytes are rounded
        across = ops.clip(ops.floor(across + 0.5), 0, white)
    both = tapped(across, 1, taps(height, size.height))
    return ops.clip(ops.floor(both + 0.5), 0, white)


def tapped(values: Any, axis: int, by: Taps) -> Any:
    """Return tensors resampled along an axis of four."""
    from keras import ops

    shape = [-1 if each == axis else 1 for each in range(4)]
    parts = zip(by.places.T, by.weights.T, strict=True)
    return sum(ops.take(values, places, axis) * w.reshape(shape) for places, w in parts)


@lru_cache(16)
def taps(before: int, after: int) -> Taps:
    """Return how a line of so many places becomes one of another length, as Pillow does it."""
    shape, reach = (_bicubic, 2) if after > before else (_hamming, 1)
    return _taps(before, after, shape, reach)


@lru_cache(16)
def straight(before: int, after: int) -> Taps:
    """Return how a line becomes a longer one by straight lines between two of its places each."""
    centres = ((np.arange(after) + 0.5) * before / after - 0.5).clip(0, before - 1)
    first = np.floor(centres).astype(np.int32)
    second = np.rint((centres - first) * WEIGHT).astype(np.float32) / WEIGHT
    places = np.stack([first, np.minimum(first + 1, before - 1)], axis=1)
    return Taps(places, np.stack([1 - second, second], axis=1))


def _taps(before: int, after: int, shape: Any, reach: int) -> Taps:
    step = before / after
    wide = max(step, 1.0)
    centres = (np.arange(after) + 0.5) * step - 0.5
    count = 2 * math.ceil(reach * wide) + 1
    places = np.rint(centres).astype(int)[:, None] + np.arange(count) - count // 2
    weights = shape((places - centres[:, None]) / wide) * ((places >= 0) & (places < before))
    weights /= weights.sum(axis=1, keepdims=True)
    used = np.flatnonzero(weights.any(axis=0))
    places = places.clip(0, before - 1)[:, used]
    return Taps(places.astype(np.int32), weights[:, used].astype(np.float32))


def _filter(before: int, after: int) -> Image.Resampling:
    return Image.Resampling.BICUBIC if after > before else Image.Resampling.HAMMING


def _hamming(x: Any) -> Any:
    return np.sinc(x) * (0.54 + 0.46 * np.cos(np.pi * x)) * (np.abs(x) < 1)


def _bicubic(x: Any) -> Any:
    x = np.abs(x)
    near, far = (1.5 * x - 2.5) * x * x + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x < 1, near, far * (x < 2))
