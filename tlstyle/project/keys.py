"""What keys of the project file accept that no step and no join has."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from typing import Annotated, Literal, cast

from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    Strict,
    StrictInt,
    WithJsonSchema,
)

from tlstyle.codecs.codec import LARGEST_RATE, QUALITIES
from tlstyle.codecs.hardware import AUTO, HARDWARE
from tlstyle.curves import Keyed, Keyframes
from tlstyle.curves.keyed import read_keys
from tlstyle.project.types import MovingAnchor
from tlstyle.steps.key import ANCHORS, Index, Pair, anchor_of, path_text
from tlstyle.stills.names import Frames
from tlstyle.system.posix import takes_name

SOFTWARE = "software"
"""What encodes a film where no hardware is asked for."""

FORTH_AND_BACK = "forth-and-back"
"""What a sequence's `loop` is where it also runs back."""

_FINE = 6
"""Decimals of an anchor that moves: less than a hundredth of a pixel."""

_MOST_TIMES = 100
"""How often a sequence may run."""


def _frame_rate(value: object) -> Fraction:
    """Return an exact rate; decimals such as 23.976 and 29.97 mean n x 1000/1001."""
    if isinstance(value, int) and abs(value) > 10**9:
        raise ValueError("must be from 1 to 240 frames a second")
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}(\.\d{1,9}|/\d{1,9})?", text):
        raise ValueError('is no frame rate: write 24, 23.976 or "24000/1001"')
    if re.search(r"/0+$", text) or not 1 <= Fraction(text) <= 240:
        raise ValueError("must be from 1 to 240 frames a second")
    rate = Fraction(text)
    ntsc = Fraction(-(-rate // 1) * 1000, 1001)
    is_ntsc = rate.denominator > 1 and "." in text and abs(rate - ntsc) < Fraction(1, 200)
    return ntsc if is_ntsc else rate


def _even_size(size: tuple[int, int]) -> tuple[int, int]:
    if any(side % 2 for side in size):
        near = [side + side % 2 for side in size]
        raise ValueError(f"must be even in width and height, for example {near}")
    return size


def _quality(value: object) -> str | int:
    is_rate = isinstance(value, int) and not isinstance(value, bool)
    if value in QUALITIES or (is_rate and 0 <= cast("int", value) <= LARGEST_RATE):
        return cast("str | int", value)
    names = " or ".join(f'"{name}"' for name in QUALITIES)
    raise ValueError(f"must be {names}, or from 0, the best, to {LARGEST_RATE}")


def _frame_texts(value: object) -> Frames:
    if isinstance(value, str):
        return path_text(value)
    if isinstance(value, list) and value and all(isinstance(text, str) for text in value):
        return tuple(map(path_text, value))
    raise ValueError("must be a text in quotes, or a list of such")


def _shape_anchor(value: object) -> tuple[float, float] | MovingAnchor:
    is_keyed = isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(part, list) for part in value)
    )
    if not is_keyed:
        return anchor_of(value)
    keys, ease = read_keys(value, 'write [at, anchor], such as [2.5, "left"]')
    anchors = [(place, anchor_of(each)) for place, each in keys]
    across, down = (tuple((place, each[way]) for place, each in anchors) for way in (0, 1))
    return Keyframes(across, ease, _FINE), Keyframes(down, ease, _FINE)


def _film_path(text: str) -> str:
    if not text.lower().endswith((".mp4", ".mov")):
        raise ValueError("must end in .mp4 or .mov")
    if any(letter < " " for letter in text) or ("\\" in text and os.sep == "/"):
        raise ValueError(r"has a \ where / stands between folders")
    path = path_text(text)
    if path.startswith("~"):
        raise ValueError(f"there is no user {path.split('/')[0][1:]} here: write the whole path")
    return path


def _span(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] >= span[1]:
        raise ValueError("must be [first, one past the last] with the first before the last")
    return span


def folder_name(name: str) -> str:
    """Return a sequence's name; raises ValueError where its frames' folder cannot have it."""
    if name in ("", ".", "..") or re.search(r"[/\\\x00]", name):
        raise ValueError("must be usable as a folder's name: not empty, without / and \\")
    if len(os.fsencode(name)) > 200 or name != name.strip():
        raise ValueError(
            "must be usable as a folder's name: no spaces around it, at most 200 bytes"
        )
    if not takes_name(name):
        raise ValueError("is no folder's name on Windows: a word and numbers, such as bay-2, are")
    return name


def _loop(value: object) -> str | int:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    if value == FORTH_AND_BACK or (is_count and 1 <= cast("int", value) <= _MOST_TIMES):
        return cast("str | int", value)
    raise ValueError(f'must be "{FORTH_AND_BACK}", or how often it runs, from 1 to {_MOST_TIMES}')


Depth = Literal[8, 10, 16]
Encoder = Literal[(SOFTWARE, AUTO, *HARDWARE)]  # type: ignore[valid-type]
ShapeAnchor = Annotated[
    tuple[float, float] | MovingAnchor,
    PlainValidator(_shape_anchor),
    WithJsonSchema({"anyOf": [{"enum": list(ANCHORS)}, {"type": ["array", "object"]}]}),
]
FolderName = Annotated[str, AfterValidator(folder_name)]
EvenPair = Annotated[Pair, AfterValidator(_even_size)]
FilmPath = Annotated[str, AfterValidator(_film_path)]
FrameRate = Annotated[
    Fraction,
    PlainValidator(_frame_rate),
    WithJsonSchema({"type": ["number", "string"]}),
]
FrameTexts = Annotated[
    str | tuple[str, ...],
    PlainValidator(_frame_texts),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Hold = Annotated[StrictInt, Field(ge=1, le=240)]
Loop = Annotated[
    str | int,
    PlainValidator(_loop),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": [FORTH_AND_BACK]},
                {"type": "integer", "minimum": 1, "maximum": _MOST_TIMES},
            ]
        }
    ),
]
Quality = Annotated[
    str | int,
    PlainValidator(_quality),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(QUALITIES)},
                {"type": "integer", "minimum": 0, "maximum": LARGEST_RATE},
            ]
        }
    ),
]
Seconds = Annotated[float, Field(ge=0, le=86400)]
Speed = Annotated[float | Keyframes, Keyed(0.25, 16)]
Trim = Annotated[tuple[Index, Index], Strict(False), AfterValidator(_span)]
Skipped = Annotated[tuple[Index | Annotated[str, Field(min_length=1)], ...], Strict(False)]
