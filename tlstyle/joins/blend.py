"""Pictures in one another, weighted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tlstyle.pixels import Pixels


def blend(pictures: Sequence[Pixels], weights: Sequence[Fraction]) -> Pixels:
    """Return the weighted sum of pictures, rounded to nearest; weights add up to 1 at most.

    In whole numbers over the weights' denominator: exact, and far quicker than floating point.

    Args:
        pictures: The first of which is as large as the sum; others may be one colour each.
        weights: Of each.
    """
    whole = math.lcm(*(weight.denominator for weight in weights))
    kind = np.min_scalar_type(256 * whole)
    total = np.full(pictures[0].shape, whole // 2, kind)
    for picture, weight in zip(pictures, weights, strict=True):
        total += np.multiply(picture, int(weight * whole), dtype=kind)
    total //= kind.type(whole)
    return total.astype(np.uint8)


def blend_by(before: Pixels, after: Pixels, shares: NDArray[np.uint16]) -> Pixels:
    """Return two pictures in one another, by the second one's share at each pixel, 0 to 256.

    Where it is 0 or 256 a pixel is one picture's own; between, within a level of the exact mix.
    """
    share = shares[:, :, None]
    total = before * (256 - share)
    total += after * share
    total += 128
    total >>= 8
    return total.astype(np.uint8)
