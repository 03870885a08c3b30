"""Where on a frame something lies, and what of a frame is safe from a screen's edges."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Annotated, NamedTuple

from pydantic import PlainValidator, WithJsonSchema

from tlstyle.size import Size
from tlstyle.steps.key import is_number

SAFE = 0.9
"""The part of a frame's width and height, in its middle, that every screen shows of words."""

_ROWS = {"top": 0.0, "": 0.5, "bottom": 1.0}
_COLUMNS = {"left": 0.0, "": 0.5, "right": 1.0}


class Box(NamedTuple):
    """A part of a frame, in pixels: its corner, which may lie outside, and its size."""

    left: int
    top: int
    width: int
    height: int

    def is_safe_in(self, size: Size) -> bool:
        """Tell whether it lies in the part of a frame that every screen shows."""
        spared = [round(side * (1 - SAFE) / 2) for side in size]
        ends = self.left + self.width, self.top + self.height
        return all(
            begin >= edge and end <= side - edge
            for begin, end, edge, side in zip(self[:2], ends, spared, size, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a frame something lies.

    Attributes:
        x: Of a named place 0 for the safe part's left edge, 1 for its right one; of a point where
            in the frame the thing's middle is.
        y: The same from the top down.
        is_point: Whether it is the latter.
    """

    x: float
    y: float
    is_point: bool = False

    def box(self, width: int, height: int, size: Size) -> Box:
        """Return where a thing of a width and a height lies on a frame."""
        left = self._begin(self.x, width, size.width)
        return Box(left, self._begin(self.y, height, size.height), width, height)

    def _begin(self, at: float, length: int, side: int) -> int:
        if self.is_point:
            return round(at * side - length / 2)
        edge = round(side * (1 - SAFE) / 2)
        return edge + round(at * (side - 2 * edge - length))


PLACES = {
    " ".join(filter(None, (row, column))) or "centre": Place(_COLUMNS[column], _ROWS[row])
    for row, column in product(_ROWS, _COLUMNS)
}
"""The nine places that have a name."""


def _place(value: object) -> Place:
    if isinstance(value, str) and value in PLACES:
        return PLACES[value]
    if isinstance(value, list) and len(value) == 2 and all(is_number(part) for part in value):
        x, y = value
        if 0 <= x <= 1 and 0 <= y <= 1:
            return Place(float(x), float(y), is_point=True)
    raise ValueError(f"must be one of {', '.join(PLACES)}, or [x, y] with both from 0 to 1")


PlaceKey = Annotated[
    Place,
    PlainValidator(_place),
    WithJsonSchema({"anyOf": [{"enum": list(PLACES)}, {"type": "array"}]}),
]
