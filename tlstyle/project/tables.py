"""The project file's tables and keys, with what each accepts."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    StrictInt,
    WithJsonSchema,
)

from tlstyle.project.studying import Asked, StudyKey
from tlstyle.project.types import LONGEST_NAME, Order

ANCHORS = {
    "centre": (0.5, 0.5),
    "top": (0.5, 0.0),
    "bottom": (0.5, 1.0),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
}
"""Named parts of a picture that a crop can keep."""

LARGEST_SIDE = 16384
"""Pixels; the widest picture that H.264 encodes."""

LONGEST_PATH = 3000
"""Bytes; what systems take as a file's path beside the project's own."""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


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


def folder_name(name: str) -> str:
    """Return a sequence's name; raises ValueError where its frames' folder cannot have it."""
    if name in ("", ".", "..") or re.search(r"[/\\\x00]", name):
        raise ValueError("must be usable as a folder's name: not empty, without / and \\")
    if len(os.fsencode(name)) > 200 or name != name.strip():
        raise ValueError(
            "must be usable as a folder's name: no spaces around it, at most 200 bytes"
        )
    return name


def _weighted_pictures(value: object) -> dict[str, float]:
    if isinstance(value, str):
        return {_path(value): 1.0}
    if not isinstance(value, dict) or not all(_is_number(weight) for weight in value.values()):
        raise ValueError('must be a picture, or pictures with weights: { "a.jpg" = 0.7, ... }')
    if not value or not all(0 <= weight < 1e9 for weight in value.values()):
        raise ValueError("needs pictures with weights of 0 or more")
    if not sum(value.values()):
        raise ValueError("needs a picture with a weight over 0")
    return {_path(file): float(weight) for file, weight in value.items()}


def _anchor(value: object) -> tuple[float, float]:
    if isinstance(value, str) and value in ANCHORS:
        return ANCHORS[value]
    if isinstance(value, list) and len(value) == 2 and all(_is_number(part) for part in value):
        x, y = value
        if 0 <= x <= 1 and 0 <= y <= 1:
            return float(x), float(y)
    raise ValueError(f"must be one of {', '.join(ANCHORS)}, or [x, y] with both from 0 to 1")


def _path(text: str) -> str:
    if not text.strip() or "\x00" in text:
        raise ValueError("must name a file or a folder")
    if len(text.encode()) > LONGEST_PATH or any(
        len(part.encode()) > LONGEST_NAME for part in text.split("/")
    ):
        raise ValueError("is longer than any disk takes")
    return os.path.expanduser(text)  # noqa: PTH111  # of unknown users it is left as it is


def _film_path(text: str) -> str:
    if not text.lower().endswith(".mp4"):
        raise ValueError("must end in .mp4")
    if any(letter < " " for letter in text) or ("\\" in text and os.sep == "/"):
        raise ValueError(r"has a \ where / stands between folders")
    path = _path(text)
    if path.startswith("~"):
        raise ValueError(f"there is no user {path.split('/')[0][1:]} here: write the whole path")
    return path


def _span(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] >= span[1]:
        raise ValueError("must be [first, one past the last] with the first before the last")
    return span


Side = Annotated[StrictInt, Field(ge=16, le=LARGEST_SIDE)]
Pair = Annotated[tuple[Side, Side], Strict(False)]
EvenPair = Annotated[Pair, AfterValidator(_even_size)]
PathText = Annotated[str, AfterValidator(_path)]
Index = Annotated[StrictInt, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0, le=86400)]
Strength = Annotated[float, Field(ge=0, le=1)]
Neighbours = Annotated[StrictInt, Field(ge=0, le=4)]
_NUMBER_OR_TEXT: dict[str, Any] = {"type": ["number", "string"]}


class Table(BaseModel):
    """A table of the project file: its keys and no others, their types and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class StyleTable(Table):
    """How sequences are painted unless they say otherwise."""

    model: PathText = "builtin"
    canvas: Pair | None = None
    strength: Strength = 1.0
    steady: Neighbours = 0
    study: StudyKey = Asked()


class EditTable(Table):
    """Seconds of dissolves and fades."""

    dissolve: Seconds = 2.0
    fade_in: Seconds = 1.0
    fade_out: Seconds = 1.0


class MusicTable(Table):
    """The track under the film."""

    file: PathText
    start: Seconds = 0.0
    fade_in: Seconds = 0.5
    fade_out: Seconds = 3.0
    gain: Annotated[float, Field(ge=-60, le=40)] = 0.0
    loop: bool = False


class PreviewTable(Table):
    """The quick cut."""

    height: Annotated[StrictInt, Field(ge=16, le=4320, multiple_of=2)] = 540
    step: Annotated[StrictInt, Field(ge=1, le=1000)] = 4


class SequenceTable(Table):
    """One sequence; what it leaves out it takes from [style] and [edit]."""

    name: Annotated[str, AfterValidator(folder_name)]
    frames: PathText
    style: Annotated[
        dict[str, float],
        PlainValidator(_weighted_pictures),
        WithJsonSchema({"type": ["string", "object"], "additionalProperties": {"type": "number"}}),
    ]
    style_crop: Annotated[tuple[Index, Index, Side, Side], Strict(False)] | None = None
    order: Order | None = None
    trim: Annotated[tuple[Index, Index], Strict(False), AfterValidator(_span)] | None = None
    anchor: Annotated[
        tuple[float, float],
        PlainValidator(_anchor),
        WithJsonSchema({"anyOf": [{"enum": list(ANCHORS)}, {"type": "array"}]}),
    ] = (0.5, 0.5)
    dissolve: Seconds | None = None
    model: PathText | None = None
    canvas: Pair | None = None
    strength: Strength | None = None
    steady: Neighbours | None = None
    study: StudyKey | None = None


class ProjectTable(Table):
    """The whole project file."""

    title: str | None = None
    output: Annotated[str, AfterValidator(_film_path)] | None = None
    size: EvenPair = (1920, 1080)
    fps: Annotated[Fraction, PlainValidator(_frame_rate), WithJsonSchema(_NUMBER_OR_TEXT)] = (
        Fraction(24)
    )
    order: Order = "name"
    style: StyleTable = StyleTable()
    edit: EditTable = EditTable()
    music: MusicTable | None = None
    preview: PreviewTable = PreviewTable()
    sequence: Annotated[
        tuple[SequenceTable, ...], Strict(False), Field(min_length=1, max_length=100)
    ]
