"""The tooth of the painter's canvas: a faint, fixed grain that strokes in even areas hold on to.

A painter of Magenta's kind stretches every even area until something shows. In a clear sky that is
the border between one byte value and the next, which wanders with the slightest change of light,
and the strokes with it. A grain as faint as a sensor's, but the same on every frame, gives them
something that stays. The model card says by how much, and at what price.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STRENGTH = 2 / 255
"""Standard deviation, in the unit of pixels in 0..1."""
_LUMPS = (1, 2, 3, 4, 3, 2, 1)
"""A lump's profile: four pixels across, as a place of the trunk, which thus can hold it."""


_BAND = 32
"""Rows that are made at once: few enough to stay where the processor reads them fast."""


def grain(height: int, width: int) -> NDArray[np.float32]:
    """Return the grain of a canvas, [height,width,3]: of a larger one, its upper left part."""
    made = np.empty((height, width, 3), np.float32)
    for top in range(0, height, _BAND):
        band = made[top : top + _BAND]
        band[:] = _rows(top, len(band), width)
    return made


def _rows(top: int, height: int, width: int) -> NDArray[np.float32]:
    """Return the rows of the grain that begin with the row `top`."""
    beyond = len(_LUMPS) - 1
    noise = np.stack(
        [
            np.random.default_rng(row).standard_normal((width + beyond, 3), np.float32)
            for row in range(top, top + height + beyond)
        ]
    )
    profile = np.asarray(_LUMPS, np.float32) / np.float32(np.linalg.norm(_LUMPS))
    rows = np.zeros((height, width + beyond, 3), np.float32)
    lumps = np.zeros((height, width, 3), np.float32)
    for place, weight in enumerate(profile):
        rows += weight * noise[place : place + height]
    for place, weight in enumerate(profile):
        lumps += weight * rows[:, place : place + width]
    return lumps * np.float32(STRENGTH)
