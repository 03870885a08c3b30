"""Read: a still's picture, upright and in sRGB, fitted to the canvas that is painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema

from tlstyle.pixels import CanvasPixels
from tlstyle.size import Size
from tlstyle.steps.key import Anchor, Key, Pair, is_number, meaning
from tlstyle.steps.mixture import pictures_of
from tlstyle.steps.step import Film, Step
from tlstyle.steps.table import Table
from tlstyle.stills.development import AS_SHOT, Wanted, White
from tlstyle.stills.fitted import part_read
from tlstyle.stills.framing import Aim
from tlstyle.stills.picture import named_colours
from tlstyle.stills.places import file_named
from tlstyle.stills.source import Source
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self

_LARGEST_GAIN = 100


def _white(value: object) -> White:
    if value == "camera" or value == "daylight":
        return value
    if isinstance(value, list) and len(value) == 3 and all(map(is_number, value)):
        red, green, blue = map(float, value)
        if min(red, green, blue) > 0 and max(red, green, blue) <= _LARGEST_GAIN:
            return red, green, blue
    raise ValueError(
        f'must be "camera", "daylight", or [red, green, blue], each over 0, at most {_LARGEST_GAIN}'
    )


class Developing(Table):
    """How raw stills are developed, all of a sequence alike."""

    white: Annotated[
        White,
        PlainValidator(_white),
        WithJsonSchema({"anyOf": [{"enum": ["camera", "daylight"]}, {"type": "array"}]}),
        meaning(
            'what makes grey grey: what the camera chose for the first still, `"daylight"`, or '
            "gains of red, green and blue",
            [2.1, 1.0, 1.6],
        ),
    ] = "camera"
    exposure: Annotated[
        float, Field(ge=-8, le=8), meaning("stops that all are made brighter", 0.7)
    ] = 0.0


@dataclass(frozen=True, slots=True)
class Read(Step):
    """Reads stills, and fits them to a canvas.

    Attributes:
        canvas: The size that is painted.
        anchor: The part that a crop keeps: x and y in 0..1.
        pictures: The style pictures, which are read in the same colours.
        raw: How raw stills are developed.
    """

    canvas: Size
    anchor: tuple[float, float]
    pictures: tuple[Path, ...]
    raw: Wanted = AS_SHOT

    keys: ClassVar[Mapping[str, Key]] = {
        "canvas": Key(
            Pair,
            None,
            "what the network paints; `[1920, 1920]` paints a square, of which the film keeps "
            "a part",
            examples=([1920, 1920],),
        ),
        "anchor": Key(
            Anchor,
            (0.5, 0.5),
            "what a crop keeps: `centre`, `top`, `bottom`, `left`, `right`, or `[x, y]` in 0..1",
            shared=False,
            examples=("top", [0.5, 0.3]),
        ),
        "raw": Key(
            Developing,
            Developing(),
            "how raw stills are developed: a table, [below](#raw-stills)",
            examples=({"exposure": 0.7},),
        ),
    }
    reasons: ClassVar[Mapping[str, str]] = {
        "reading": "pictures read otherwise",
        "canvas": "canvas changed",
        "anchor": "anchor changed",
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its keys."""
        pictures = tuple(file_named(file, film.folder) for file in pictures_of(settings["style"]))
        raw = Wanted(settings["raw"].white, settings["raw"].exposure)
        return cls(Size(*(settings["canvas"] or film.size)), settings["anchor"], pictures, raw)

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return the canvas, and how stills and styles are read that are not read plainly."""
        part = part_read(footage, self.canvas)
        deep = "16 bits" if footage.is_deep else None
        styles = [named_colours(picture) for picture in self.pictures]
        return {
            "reading": list(filter(None, [footage.reading, part, deep, *styles])) or None,
            "canvas": list(self.canvas),
            "anchor": list(self.anchor),
        }

    def in_preview(self, scale: Fraction) -> Self:
        """Return the step with a smaller canvas."""
        return replace(self, canvas=self.canvas.scaled(scale))

    def apply(
        self, source: Source, aim: Aim | None = None, *, deep: bool = False
    ) -> tuple[str, CanvasPixels]:
        """Return a still's digest and its canvas, height x width x 3, `deep` of 16 bits.

        Where a camera is aimed at a part of the still, the canvas is that.

        Raises:
            FootageError: its file vanished or cannot be decoded.
        """
        return source.read_fitted(self.canvas, self.anchor, aim, deep=deep)
