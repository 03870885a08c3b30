"""The project file's tables and keys, with what each accepts."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import (
    Field,
    Strict,
    StrictInt,
    ValidationInfo,
    create_model,
    field_validator,
)

from tlstyle.codecs import CODECS, H264
from tlstyle.codecs.codec import HIGH
from tlstyle.project.edit import EditTable
from tlstyle.project.joins import JOIN_KINDS, JoinKey, kind_of
from tlstyle.project.keys import (
    FORTH_AND_BACK,
    SOFTWARE,
    Depth,
    Encoder,
    EvenPair,
    FilmPath,
    FolderName,
    FrameRate,
    FrameTexts,
    Hold,
    Loop,
    Quality,
    Seconds,
    Skipped,
    Speed,
    Trim,
)
from tlstyle.project.overlays import with_overlays
from tlstyle.project.shape import ShapeTable
from tlstyle.project.tracks import SoundKey, Tracks
from tlstyle.steps import WAY
from tlstyle.steps.key import meaning
from tlstyle.steps.table import Table
from tlstyle.stills.order import Order
from tlstyle.tempo import Way

STEP_KEYS = {name: key for step in WAY for name, key in step.keys.items()}
"""The keys that set the steps of a frame's way."""


_TableType = TypeVar("_TableType", bound="type[Table]")


def _with_shared_keys(table: _TableType) -> _TableType:
    """Give a table the keys that steps have for all sequences."""
    shared = {name: key for name, key in STEP_KEYS.items() if key.shared}
    fields = {
        name: (Annotated[key.accepts, key.meaning], key.default) for name, key in shared.items()
    }
    return _with_keys(table, fields)


def _with_own_keys(table: _TableType) -> _TableType:
    """Give a table all keys of the steps; what it leaves out is None, and [style]'s."""
    return _with_keys(
        table,
        {
            name: (Annotated[key.accepts, key.meaning], ...)
            if key.required
            else (Annotated[key.accepts | None, key.meaning], None)
            for name, key in STEP_KEYS.items()
        },
    )


def _with_keys(table: _TableType, fields: dict[str, Any]) -> _TableType:
    made: Any = create_model(table.__name__, __base__=table, __doc__=table.__doc__, **fields)
    return cast("_TableType", made)


@_with_shared_keys
class StyleTable(Table):
    """How sequences are painted unless they say otherwise: the keys of the steps."""


class PreviewTable(Table):
    """The quick cut."""

    height: Annotated[
        StrictInt,
        Field(ge=16, le=4320, multiple_of=2),
        meaning(
            "pixels, as many as the film's at most; where strokes cannot be as fine as that, "
            "[they are broader](craft.md#larger-strokes)"
        ),
    ] = 540
    step: Annotated[
        StrictInt, Field(ge=1, le=1000), meaning("paint every fourth still and hold it")
    ] = 4


@_with_own_keys
class SequenceTable(Table):
    """One sequence; what it leaves out it takes from [style] and [edit]."""

    name: Annotated[FolderName, meaning("unique; the folder of its frames", "harbour")]
    frames: Annotated[
        FrameTexts,
        meaning(
            "a folder, a glob, a pattern such as `DSC%04d.jpg`, a video file or an animated GIF; "
            "or a list of such, [below](#what-goes-in)",
            "harbour",
            "harbour/*.jpg",
            ["card1/DCIM/100CANON", "card2/DCIM/101CANON"],
        ),
    ]
    order: Order | None = None
    trim: Annotated[Trim | None, meaning("`[first, one past the last]`, from 0", [0, 240])] = None
    skip: Annotated[
        Skipped,
        meaning(
            'stills to leave out: numbers, ranges such as `"120-130"`, or files\' names, '
            "[below](#stills-to-go-without)",
            [41, "120-130", "DSC0207.jpg"],
        ),
    ] = ()
    odd: Literal["keep", "skip"] | None = None
    speed: Speed | None = None
    between: Way | None = None
    hold: Hold | None = None
    even: bool | None = None
    reverse: Annotated[bool, meaning("the last still comes first")] = False
    loop: Annotated[
        Loop | None,
        meaning(
            'how often it runs; or `"forth-and-back"`: and back again, to where it began',
            2,
            FORTH_AND_BACK,
        ),
    ] = None
    dissolve: Seconds | None = None
    join: JoinKey | None = None
    dissolve_style: bool | None = None
    sound: Annotated[
        SoundKey | None,
        meaning(
            "a file heard under it alone, or a table: "
            "[below](#several-tracks-and-a-sequences-own-sound)",
            "gulls.wav",
            {"file": "gulls.wav", "gain": -12.0, "loop": True},
        ),
    ] = None

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


@with_overlays
class ProjectTable(Table):
    """The whole project file."""

    title: Annotated[
        str | None,
        meaning("stands on the sheet, and in the film for players to show", "San Francisco Bay"),
    ] = None
    output: Annotated[FilmPath | None, meaning("the film", "out/film.mp4")] = None
    size: Annotated[EvenPair, meaning("the film's frame, width and height, even", [3840, 2160])] = (
        1920,
        1080,
    )
    fps: Annotated[
        FrameRate,
        meaning('exact: `23.976`, `29.97` and `"24000/1001"` are rates too', 25, "24000/1001"),
    ] = Fraction(24)
    codec: Annotated[
        Literal[tuple(CODECS)],  # type: ignore[valid-type]
        meaning(
            'what compresses the picture: `"h264"`, `"hevc"`, `"av1"`, `"prores"` or `"ffv1"`, '
            "[below](#how-the-film-is-compressed)"
        ),
    ] = H264.name
    quality: Annotated[Quality, meaning('how well: `"high"`, `"web"`, or a number', "web", 18)] = (
        HIGH
    )
    depth: Annotated[
        Depth | None,
        meaning(
            'bits a channel: `10`, of `"hevc"` and `"av1"`, has finer steps in skies, on screens '
            'that show them; `16`, of `"ffv1"`, all that frames have'
        ),
    ] = None
    encoder: Annotated[
        Encoder,
        meaning(
            '`"nvenc"`, `"qsv"` or `"videotoolbox"`: hardware that encodes H.264, HEVC or AV1, '
            'quicker and larger, tried before anything is painted; `"auto"`: the first that is '
            "here, or none"
        ),
    ] = SOFTWARE
    order: Annotated[
        Order,
        meaning(
            'what stills are put in order by: `"name"`, or `"time"`, when their EXIF says they '
            "were taken"
        ),
    ] = "name"
    style: StyleTable = StyleTable()
    edit: EditTable = EditTable()
    music: Tracks = ()
    preview: PreviewTable = PreviewTable()
    shape: Annotated[tuple[ShapeTable, ...], Strict(False), Field(max_length=20)] = ()
    sequence: Annotated[
        tuple[SequenceTable, ...], Strict(False), Field(min_length=1, max_length=100)
    ]
