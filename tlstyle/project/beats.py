"""The keys that say where beats fall in a track, and what of a film is to fall on them."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StrictInt, WithJsonSchema

from tlstyle.steps.key import meaning
from tlstyle.steps.table import Table

_MOST = 20_000
"""Beats that may be listed."""


class Rhythm(Table):
    """A track's steady beat."""

    bpm: Annotated[float, Field(ge=20, le=400), meaning("beats a minute", 96.0)]
    first: Annotated[
        Annotated[float, Field(ge=0, le=86400)] | None,
        meaning("seconds into the track when the first one falls", 0.42),
    ] = None


Beats: TypeAlias = Rhythm | tuple[float, ...]
"""What a project says of a track's beats: how steady they are, or when each falls, in seconds."""


class Fitting(Table):
    """What joins are to fall on, and how much sequences may change for it."""

    to: Annotated[Literal["beats"], meaning("what joins fall on")] = "beats"
    within: Annotated[
        float,
        Field(ge=0, le=10),
        meaning(
            "seconds that a sequence may gain or lose; never more than a quarter of what it shows "
            "by itself"
        ),
    ] = 0.5
    every: Annotated[
        StrictInt,
        Field(ge=1, le=64),
        meaning(
            "of how many beats one is fallen on, from each track's first: `4` for bars of four"
        ),
    ] = 1


def _beats(value: object) -> object:
    """Return a list of times as a tuple; a table goes on."""
    if isinstance(value, dict | Rhythm) or value is None:
        return value
    times = value if isinstance(value, list | tuple) else ()
    if not times or len(times) > _MOST or not all(map(_is_time, times)):
        raise ValueError("must be a list of seconds, such as [0.4, 0.9], or a table with `bpm`")
    if any(later <= sooner for sooner, later in pairwise(times)):
        raise ValueError("must rise from beat to beat")
    return tuple(map(float, times))


def _is_time(value: object) -> bool:
    return type(value) in (int, float) and 0 <= value <= 86400  # type: ignore[operator]


def _fitting(value: object) -> object:
    """Return the table that "beats" stands for."""
    if isinstance(value, dict | Fitting) or value is None:
        return value
    if value != "beats":
        raise ValueError('must be "beats", or a table such as { to = "beats", within = 0.5 }')
    return Fitting()


_TIMES = {"type": "array", "items": {"type": "number", "minimum": 0}, "minItems": 1}

BeatsKey = Annotated[
    Rhythm | tuple[float, ...] | None,
    BeforeValidator(_beats),
    WithJsonSchema({"anyOf": [_TIMES, Rhythm.model_json_schema()]}),
]
FitKey = Annotated[
    Fitting | None,
    BeforeValidator(_fitting),
    WithJsonSchema({"anyOf": [{"const": "beats"}, Fitting.model_json_schema()]}),
]
