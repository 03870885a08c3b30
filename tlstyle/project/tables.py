"""The project file's tables and keys, with what each accepts."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from typing import Annotated, Any, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    StrictInt,
    WithJsonSchema,
    create_model,
)

from tlstyle.steps import WAY
from tlstyle.steps.key import Index, Pair, PathText, path_text
from tlstyle.stills.order import Order

STEP_KEYS = {name: key for step in WAY for name, key in step.keys.items()}
"""The keys that set the steps of a frame's way."""


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


def _film_path(text: str) -> str:
    if not text.lower().endswith(".mp4"):
        raise ValueError("must end in .mp4")
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


EvenPair = Annotated[Pair, AfterValidator(_even_size)]
Seconds = Annotated[float, Field(ge=0, le=86400)]
_NUMBER_OR_TEXT: dict[str, Any] = {"type": ["number", "string"]}

_TableType = TypeVar("_TableType", bound="type[Table]")


class Table(BaseModel):
    """A table of the project file: its keys and no others, their types and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def _with_shared_keys(table: _TableType) -> _TableType:
    """Give a table the keys that steps have for all sequences."""
    shared = {name: key for name, key in STEP_KEYS.items() if key.shared}
    return _with_keys(table, {name: (key.accepts, key.default) for name, key in shared.items()})


def _with_own_keys(table: _TableType) -> _TableType:
    """Give a table all keys of the steps; what it leaves out is None, and [style]'s."""
    return _with_keys(
        table,
        {
            name: (key.accepts, ...) if key.required else (key.accepts | None, None)
            for name, key in STEP_KEYS.items()
        },
    )


def _with_keys(table: _TableType, fields: dict[str, Any]) -> _TableType:
    made: Any = create_model(table.__name__, __base__=table, __doc__=table.__doc__, **fields)
    return cast("_TableType", made)


@_with_shared_keys
class StyleTable(Table):
    """How sequences are painted unless they say otherwise: the keys of the steps."""


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


@_with_own_keys
class SequenceTable(Table):
    """One sequence; what it leaves out it takes from [style] and [edit]."""

    name: Annotated[str, AfterValidator(folder_name)]
    frames: PathText
    order: Order | None = None
    trim: Annotated[tuple[Index, Index], Strict(False), AfterValidator(_span)] | None = None
    dissolve: Seconds | None = None


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
