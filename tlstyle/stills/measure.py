"""What is measured of every still of a sequence before any of its frames is painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tlstyle.stills.source import Source
from tlstyle.stills.still import Footage

Measured = NDArray[np.float32]
"""What was measured of a still."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is measured of stills.

    Attributes:
        name: What it is called, and the folder in the work folder that keeps it.
        version: Goes up when the same still is measured differently.
        shape: What the numbers of one still are laid out as.
        take: Measures a still of some footage.
        is_by_first: Whether it is measured against the first still.
    """

    name: str
    version: int
    shape: tuple[int, ...]
    take: Callable[[Source, Footage], Measured]
    is_by_first: bool = False
