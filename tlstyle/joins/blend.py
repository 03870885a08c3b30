"""Pictures in one another, weighted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.pixels import FramePixels


def blend(pictures: Sequence[FramePixels], weights: Sequence[Fraction]) -> FramePixels:
    """Return the weighted sum of pictures, rounded to nearest; weights add up to 1 at most.

    In whole numbers over the weights' denominator: exact, and far quicker than floating point.

    Args:
        pictures: The first of which is as large as the sum; others may be one colour each. All
            have 8 bits a channel, or 16.
        weights: Of each.
    """
    whole = math.lcm(*(weight.denominator for weight in weights))
    bits = pictures[0].dtype
    kind = np.min_scalar_type((int(np.iinfo(bits).max) + 1) * whole)
    total = np.full(pictures[0].shape, whole // 2, kind)
    for picture, weight in zip(pictures, weights, strict=True):
        total += np.multiply(picture, int(weight * whole), dtype=kind)
    total //= kind.type(whole)
    return total.astype(bits)


def blend_by(before: FramePixels, after: FramePixels, shares: NDArray[np.uint16]) -> FramePixels:
    """Return two pictures in one another, by the second one's share at each pixel, 0 to 256.

    Where it is 0 or 256 a pixel is one picture's own; between, within a level of the exact mix.
    """
    bits = before.dtype
    share: NDArray[Any] = shares[:, :, None].astype(np.uint16 if bits == np.uint8 else np.uint32)
    total: NDArray[Any] = before * (256 - share)
    total += after * share
    total += 128
    total >>= 8
    mixed: FramePixels = total.astype(bits)
    return mixed
