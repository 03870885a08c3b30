"""Width and height, never as a bare pair."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    def scaled(self, scale: Fraction) -> Size:
        """Return a size scaled to even numbers of pixels, as video wants them."""
        width, height = (max(2, 2 * round(side * scale / 2)) for side in self)
        return Size(width, height)


def size_named(text: str) -> Size | None:
    """Return the size that a text such as 1920x1080 names; None where it names none."""
    match = re.fullmatch(r"(\d{1,5})[x,](\d{1,5})", text)
    return Size(int(match[1]), int(match[2])) if match else None
