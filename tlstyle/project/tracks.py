"""The tables `[music]`, under the film, and `sound`, under one sequence."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, Strict, ValidationInfo, WithJsonSchema, field_validator

from tlstyle.curves import Keyed, Keyframes
from tlstyle.project.beats import BeatsKey
from tlstyle.project.keys import Seconds
from tlstyle.steps.key import PathText, meaning
from tlstyle.steps.table import Table

DECIBELS = -60.0, 40.0
"""The least and the most by which sound is made louder."""

_FADE = meaning("seconds; not named, at most a quarter of the film")
_START = meaning("seconds into the track", 12.5)
_WHEN = meaning(
    "of several tracks, when one begins in the film, and how long it plays; see "
    "[below](#several-tracks-and-a-sequences-own-sound)",
    62.5,
)


def _listed(tables: object) -> object:
    """Return [music] as the first of [[music]]."""
    return tables if isinstance(tables, list | tuple) else (tables,)


def _as_table(value: object) -> object:
    """Return the table that a file alone stands for."""
    return {"file": value} if isinstance(value, str) else value


class MusicTable(Table):
    """A track under the film."""

    file: Annotated[
        PathText,
        meaning(
            "wav, flac, mp3, ogg or m4a, of any number of channels; trimmed to the film's exact "
            "length",
            "song.mp3",
        ),
    ]
    start: Annotated[Seconds, _START] = 0.0
    at: Annotated[Seconds | None, _WHEN] = None
    seconds: Annotated[Annotated[float, Field(gt=0, le=86400)] | None, _WHEN] = None
    cross: Annotated[
        Seconds, meaning("seconds over which a track takes over from the one before it")
    ] = 2.0
    fade_in: Annotated[Seconds, _FADE] = 0.5
    fade_out: Annotated[Seconds, _FADE] = 3.0
    gain: Annotated[
        float | Keyframes,
        Keyed(*DECIBELS, digits=2),
        meaning(
            "decibels; may have [keyframes](#keyframes) along the film", -6.0, [[0, -6], [20, 0]]
        ),
    ] = 0.0
    loudness: Annotated[
        Annotated[float, Field(ge=-40, le=-8)] | None,
        meaning(
            "instead of a plain `gain`, how loud the film is to be by EBU R128: `-14` LUFS as on "
            "video sites, `-23` as on television",
            -14.0,
        ),
    ] = None
    loop: Annotated[bool, meaning("play it again until the film ends")] = False
    beats: Annotated[
        BeatsKey,
        meaning(
            "when its beats fall, where listening does not find them, [below](#joins-on-beats)",
            {"bpm": 96.0, "first": 0.42},
            [0.42, 1.05, 1.66],
        ),
    ] = None

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

    file: Annotated[PathText, meaning("what is heard under it alone", "gulls.wav")]
    start: Annotated[Seconds, _START] = 0.0
    gain: Annotated[float, Field(ge=DECIBELS[0], le=DECIBELS[1]), meaning("decibels", -12.0)] = 0.0
    loop: Annotated[bool, meaning("play it again until the sequence ends")] = False


_MOST = 100
_TRACK = MusicTable.model_json_schema()

Tracks = Annotated[
    tuple[MusicTable, ...],
    Strict(False),
    BeforeValidator(_listed),
    Field(max_length=_MOST),
    WithJsonSchema({"anyOf": [_TRACK, {"type": "array", "items": _TRACK, "maxItems": _MOST}]}),
]
"""What `[music]` accepts, and `[[music]]`."""

SoundKey = Annotated[
    SoundTable,
    BeforeValidator(_as_table),
    WithJsonSchema({"anyOf": [{"type": "string"}, SoundTable.model_json_schema()]}),
]
"""What a sequence's `sound` accepts."""
