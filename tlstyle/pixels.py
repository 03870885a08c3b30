"""Pictures as arrays."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
"""A picture: height x width x 3, RGB."""

Value: TypeAlias = np.uint8 | np.uint16
"""How light a channel is: of 8 bits or 16, either of which is largest in white."""

CanvasPixels: TypeAlias = NDArray[Value]
"""The same before it is painted."""
