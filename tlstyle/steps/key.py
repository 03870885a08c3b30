"""Keys of the project file that set a step, and what they may hold."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, Strict, StrictInt, WithJsonSchema

from tlstyle.system.whole import LONGEST_NAME

LARGEST_SIDE = 16384
"""Pixels; the widest picture that H.264 encodes."""

LEAST_SIDE = 16
"""Pixels; the least that the network paints."""

_LONGEST_PATH = 3000
"""Bytes; what systems take as a file's path beside the project's own."""

ANCHORS = {
    "centre": (0.5, 0.5),
    "top": (0.5, 0.0),
    "bottom": (0.5, 1.0),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
}
"""Named parts of a picture that a crop can keep."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of [style], for all sequences, and of each sequence for itself.

    Attributes:
        accepts: What it may hold, as pydantic's annotations say it.
        default: What it is where nobody sets it; of a step that may be left out, what does so.
        about: What it does, as the handbook's table has it.
        shared: Whether [style] has it too.
        required: Whether every sequence must say it.
        examples: What it may be, for editors, where its default does not show that.
    """

    accepts: Any
    default: Any
    about: str
    shared: bool = True
    required: bool = False
    examples: tuple[Any, ...] = ()

    @property
    def meaning(self) -> Any:
        """What is said of it where a table has it."""
        return meaning(self.about, *self.examples)


def meaning(about: str, *examples: Any) -> Any:
    """Return what a table's field is said to be: as the handbook has it, with examples."""
    return Field(description=about, examples=list(examples) or None)


def is_number(value: object) -> bool:
    """Tell whether a value is a number, which in TOML true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def path_text(text: str) -> str:
    """Return a path with a leading ~ expanded; raises ValueError where no disk takes it."""
    if not text.strip() or "\x00" in text:
        raise ValueError("must name a file or a folder")
    if len(text.encode()) > _LONGEST_PATH or any(
        len(part.encode()) > LONGEST_NAME for part in text.split("/")
    ):
        raise ValueError("is longer than any disk takes")
    return os.path.expanduser(text)  # noqa: PTH111  # of unknown users it is left as it is


def anchor_of(value: object) -> tuple[float, float]:
    """Return the part of a picture that a crop keeps, by a name or by numbers.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, str) and value in ANCHORS:
        return ANCHORS[value]
    if isinstance(value, list) and len(value) == 2 and all(is_number(part) for part in value):
        x, y = value
        if 0 <= x <= 1 and 0 <= y <= 1:
            return float(x), float(y)
    raise ValueError(f"must be one of {', '.join(ANCHORS)}, or [x, y] with both from 0 to 1")


Side = Annotated[StrictInt, Field(ge=LEAST_SIDE, le=LARGEST_SIDE)]
Pair = Annotated[tuple[Side, Side], Strict(False)]
PathText = Annotated[str, AfterValidator(path_text)]
Index = Annotated[StrictInt, Field(ge=0)]
Rectangle = Annotated[tuple[Index, Index, Side, Side], Strict(False)]
Share = Annotated[float, Field(ge=0, le=1)]
Anchor = Annotated[
    tuple[float, float],
    PlainValidator(anchor_of),
    WithJsonSchema({"anyOf": [{"enum": list(ANCHORS)}, {"type": "array"}]}),
]
