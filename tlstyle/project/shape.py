"""The table `[[shape]]`: another film of the same paintings."""

from __future__ import annotations

from typing import Annotated, Literal

from tlstyle.codecs import CODECS
from tlstyle.project.keys import (
    Depth,
    Encoder,
    EvenPair,
    FilmPath,
    FolderName,
    Quality,
    ShapeAnchor,
)
from tlstyle.steps.key import meaning
from tlstyle.steps.table import Table

_OTHER = "another film of the same paintings, [below](#other-shapes)"


class ShapeTable(Table):
    """Another film of the same paintings, of another shape."""

    name: Annotated[FolderName, meaning(_OTHER, "phone")]
    file: Annotated[FilmPath | None, meaning("where it is written", "out/phone.mp4")] = None
    size: Annotated[EvenPair, meaning(_OTHER, [1080, 1920])]
    anchor: Annotated[
        ShapeAnchor | None,
        meaning(
            "what it keeps; may have [keyframes](#keyframes) along the film: "
            '`[[0, "left"], [6.5, [0.7, 0.5]]]`',
            "left",
            [[0, "left"], [6.5, [0.7, 0.5]]],
        ),
    ] = None
    codec: Literal[tuple(CODECS)] | None = None  # type: ignore[valid-type]
    quality: Quality | None = None
    depth: Depth | None = None
    encoder: Encoder | None = None
