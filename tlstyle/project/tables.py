"""The project file's tables and keys, with what each accepts."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    Strict,
    StrictInt,
    ValidationInfo,
    create_model,
    field_validator,
)

from tlstyle.codecs import CODECS, H264
from tlstyle.codecs.codec import HIGH
from tlstyle.curves import Keyed, Keyframes
from tlstyle.project.beats import BeatsKey, FitKey
from tlstyle.project.joins import JOIN_KINDS, JoinKey, kind_of
from tlstyle.project.keys import (
    SOFTWARE,
    Depth,
    Encoder,
    EvenPair,
    FilmPath,
    FrameRate,
    FrameTexts,
    Hold,
    Loop,
    Quality,
    Seconds,
    ShapeAnchor,
    Skipped,
    Speed,
    Trim,
)
from tlstyle.project.overlays import with_overlays
from tlstyle.steps import WAY
from tlstyle.steps.key import PathText
from tlstyle.steps.table import Table
from tlstyle.stills.order import Order
from tlstyle.tempo import Way

DECIBELS = -60.0, 40.0
"""The least and the most by which sound is made louder."""

STEP_KEYS = {name: key for step in WAY for name, key in step.keys.items()}
"""The keys that set the steps of a frame's way."""


def folder_name(name: str) -> str:
    """Return a sequence's name; raises ValueError where its frames' folder cannot have it."""
    if name in ("", ".", "..") or re.search(r"[/\\\x00]", name):
        raise ValueError("must be usable as a folder's name: not empty, without / and \\")
    if len(os.fsencode(name)) > 200 or name != name.strip():
        raise ValueError(
            "must be usable as a folder's name: no spaces around it, at most 200 bytes"
        )
    return name


def _listed(tables: object) -> object:
    """Return [music] as the first of [[music]]."""
    return tables if isinstance(tables, list | tuple) else (tables,)


def _as_table(value: object) -> object:
    """Return the table that a file alone stands for."""
    return {"file": value} if isinstance(value, str) else value


_TableType = TypeVar("_TableType", bound="type[Table]")


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
    """How sequences are joined, and seconds of joins and fades."""

    dissolve: Seconds = 2.0
    join: JoinKey = "dissolve"
    dissolve_style: bool = False
    speed: Speed = 1.0
    between: Way = "blend"
    hold: Hold = 1
    even: bool = False
    odd: Literal["keep", "skip"] = "keep"
    fade_in: Seconds = 1.0
    fade_out: Seconds = 1.0
    fit: FitKey = None


class MusicTable(Table):
    """A track under the film."""

    file: PathText
    start: Seconds = 0.0
    at: Seconds | None = None
    seconds: Annotated[float, Field(gt=0, le=86400)] | None = None
    cross: Seconds = 2.0
    fade_in: Seconds = 0.5
    fade_out: Seconds = 3.0
    gain: Annotated[float | Keyframes, Keyed(*DECIBELS, digits=2)] = 0.0
    loudness: Annotated[float, Field(ge=-40, le=-8)] | None = None
    loop: bool = False
    beats: BeatsKey = None

    @field_validator("loudness")
    @classmethod
    def _refuse_gain(cls, loudness: float | None, info: ValidationInfo) -> float | None:
        """Make sure that the level is said once."""
        gain = info.data.get("gain")
        if loudness is not None and gain and not isinstance(gain, Keyframes):
            raise ValueError("leaves nothing for `gain` to do: remove one")
        return loudness


class SoundTable(Table):
    """What is heard under one sequence, and goes with its joins."""

    file: PathText
    start: Seconds = 0.0
    gain: Annotated[float, Field(ge=DECIBELS[0], le=DECIBELS[1])] = 0.0
    loop: bool = False


class PreviewTable(Table):
    """The quick cut."""

    height: Annotated[StrictInt, Field(ge=16, le=4320, multiple_of=2)] = 540
    step: Annotated[StrictInt, Field(ge=1, le=1000)] = 4


@_with_own_keys
class SequenceTable(Table):
    """One sequence; what it leaves out it takes from [style] and [edit]."""

    name: Annotated[str, AfterValidator(folder_name)]
    frames: FrameTexts
    order: Order | None = None
    trim: Trim | None = None
    skip: Skipped = ()
    odd: Literal["keep", "skip"] | None = None
    speed: Speed | None = None
    between: Way | None = None
    hold: Hold | None = None
    even: bool | None = None
    reverse: bool = False
    loop: Loop | None = None
    dissolve: Seconds | None = None
    join: JoinKey | None = None
    dissolve_style: bool | None = None
    sound: Annotated[SoundTable | None, BeforeValidator(_as_table)] = None

    @field_validator("join")
    @classmethod
    def _refuse_two_lengths(cls, join: JoinKey | None, info: ValidationInfo) -> JoinKey | None:
        """Make sure that a sequence says once how long its join takes."""
        if join is not None and info.data.get("dissolve") is not None:
            if not JOIN_KINDS[kind_of(join)].takes_time:
                raise ValueError("takes no time: remove `dissolve`")
            if getattr(join, "seconds", None) is not None:
                raise ValueError("has its own `seconds`: remove `dissolve`")
        return join


class ShapeTable(Table):
    """Another film of the same paintings, of another shape."""

    name: Annotated[str, AfterValidator(folder_name)]
    file: FilmPath | None = None
    size: EvenPair
    anchor: ShapeAnchor | None = None
    codec: Literal[tuple(CODECS)] | None = None  # type: ignore[valid-type]
    quality: Quality | None = None
    depth: Depth | None = None
    encoder: Encoder | None = None


@with_overlays
class ProjectTable(Table):
    """The whole project file."""

    title: str | None = None
    output: FilmPath | None = None
    size: EvenPair = (1920, 1080)
    fps: FrameRate = Fraction(24)
    codec: Literal[tuple(CODECS)] = H264.name  # type: ignore[valid-type]
    quality: Quality = HIGH
    depth: Depth | None = None
    encoder: Encoder = SOFTWARE
    order: Order = "name"
    style: StyleTable = StyleTable()
    edit: EditTable = EditTable()
    music: Annotated[
        tuple[MusicTable, ...],
        Strict(False),
        BeforeValidator(_listed),
        Field(max_length=100),
    ] = ()
    preview: PreviewTable = PreviewTable()
    shape: Annotated[tuple[ShapeTable, ...], Strict(False), Field(max_length=20)] = ()
    sequence: Annotated[
        tuple[SequenceTable, ...], Strict(False), Field(min_length=1, max_length=100)
    ]
