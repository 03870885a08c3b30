"""Oklab: lightness and colour apart, as eyes see them; colours brought to what can be shown.

Björn Ottosson, "A perceptual color space for image processing", 2020,
https://bottosson.github.io/posts/oklab/. Lightness and colour are sums of the cube roots of what
the eye's cones take in; here all goes by these roots, of which grey has three equal ones: its
lightness.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tlstyle.pixels import CanvasPixels, Value
from tlstyle.stills import srgb

CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
"""Linear sRGB to what the eye's three cones take in, of which Oklab takes the cube roots."""

BACK = np.linalg.inv(CONES.astype(np.float64)).astype(np.float32)
"""The way back."""

LIGHTNESS = np.array([0.2104542553, 0.7936177850, -0.0040720468], np.float32)
"""Shares of the cones' roots in Oklab's lightness; of grey all roots are the lightness."""

BEYOND = 1e-5
"""Linear light by which a colour may be beyond what can be shown, as rounding leads it."""

HALVINGS = 8
"""How often the way from grey to a colour that cannot be shown is halved to find one that can."""

Plane = NDArray[np.float32]
"""One number for each pixel, or three: 3 x as many."""

_FINE = 65535
"""Parts of linear light that are told apart where it becomes levels."""


def shown(light: Plane, wanted: Plane) -> Plane:
    """Return linear light of as much of colours as can be shown, of the same hue and lightness.

    Args:
        light: Lightness.
        wanted: How far the cones' roots are to be from it.
    """
    near, far = np.zeros_like(light), np.ones_like(light)
    for _ in range(HALVINGS):
        half: Plane = (near + far) / np.float32(2)
        beyond = is_beyond(light_of(light + half * wanted))
        near, far = np.where(beyond, near, half), np.where(beyond, half, far)
    return light_of(light + near * wanted)


def roots(pixels: CanvasPixels) -> Plane:
    """Return the cube roots of what the three cones take in of pixels, 3 x as many."""
    levels = np.ascontiguousarray(pixels.reshape(-1, 3).T)
    taken = _sums(CONES, srgb.light_of(levels))
    return np.cbrt(taken, out=taken)


def light_of(roots: Plane) -> Plane:
    """Return the linear light of the cube roots of what cones take in."""
    taken: Plane = roots * roots
    taken *= roots
    return _sums(BACK, taken)


def _sums(shares: Plane, planes: Plane) -> Plane:
    """Return sums of three planes each; a product of matrices would take other threads' cores."""
    sums: Plane = np.einsum("ij,jn->in", shares, planes)
    return sums


def is_beyond(light: Plane) -> NDArray[np.bool_]:
    """Tell of which pixels linear light cannot be shown."""
    beyond: NDArray[np.bool_] = np.any((light < -BEYOND) | (light > 1 + BEYOND), axis=0)
    return beyond


def levels_of(light: Plane, white: int = 255) -> NDArray[Value]:
    """Return the levels of linear light, to `white`; of what is beyond, those at the ends."""
    parts = light * np.float32(_FINE)
    parts += np.float32(0.5)
    return _levels(white).take(np.clip(parts, 0, _FINE, out=parts).astype(np.uint16))


@cache
def _levels(white: int) -> NDArray[Value]:
    """Return the level of linear light in 65535 parts."""
    light = (np.arange(_FINE + 1) / _FINE).astype(np.float32)
    return np.round(white * srgb.coded(light)).astype(np.min_scalar_type(white))
