"""Mask: only a part of a still is painted, and the rest stays the photograph it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, WithJsonSchema

from tlstyle.pixels import CanvasPixels, FramePixels, in_kind
from tlstyle.size import Size
from tlstyle.steps.key import Key, PathText, meaning
from tlstyle.steps.mixture import Mixture
from tlstyle.steps.step import Film, PaintingStep
from tlstyle.steps.table import Table
from tlstyle.stills.digests import untouched_digest
from tlstyle.stills.mask import WHITE, mask_of
from tlstyle.stills.places import file_named
from tlstyle.stills.still import Footage
from tlstyle.stills.style import StylePicture

if TYPE_CHECKING:
    from typing_extensions import Self

_ROWS = 32
"""Rows mixed at once, few enough for a processor's cache."""


class Masking(Table):
    """Where paintings are shown."""

    picture: Annotated[
        PathText,
        meaning(
            "the mask; greys mix the two, in the values that displays are given, as editors do",
            "film.harbour.sky.png",
        ),
    ]
    feather: Annotated[
        float,
        Field(ge=0, le=2000),
        meaning(
            "how wide its edges are made, in pixels of the canvas; narrower in a preview, as all is"
        ),
    ] = 0.0
    invert: Annotated[bool, meaning("paint where it is black")] = False
    style: Annotated[
        Mixture | None,
        meaning(
            "a picture, or several by weight, in whose style the rest is painted: two styles, in "
            "twice the time",
            "art/night.jpg",
        ),
    ] = None


def _settings(value: object) -> object:
    """Return the table that a picture's name stands for."""
    return {"picture": value} if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Mask(PaintingStep):
    """Shows a painting where a mask is white, and its canvas elsewhere.

    Attributes:
        file: The mask, which is fitted as stills are; None where all is painted.
        canvas: The size of the canvases.
        anchor: The part that a crop keeps: x and y in 0..1.
        feather: How wide its edges are, in pixels of the canvas.
        invert: Whether paintings are shown where it is black.
        pictures: In whose style the rest is painted, by weight; none leave it as it was filmed.
    """

    file: Path | None
    canvas: Size
    anchor: tuple[float, float]
    feather: float = 0.0
    invert: bool = False
    pictures: tuple[StylePicture, ...] = ()

    keys: ClassVar[Mapping[str, Key]] = {
        "mask": Key(
            Annotated[
                Masking | None,
                BeforeValidator(_settings),
                WithJsonSchema({"anyOf": [{"type": "string"}, Masking.model_json_schema()]}),
            ],
            None,
            "a picture: painted is where it is white, the rest stays as it was filmed; or a "
            "table, [below](#only-a-part-is-painted)",
            shared=False,
            examples=("film.harbour.sky.png", {"picture": "ground.png", "feather": 20.0}),
        )
    }
    reasons: ClassVar[Mapping[str, str]] = {"mask": "mask changed"}
    came: ClassVar[Mapping[str, str]] = {"mask": "masked now"}
    went: ClassVar[Mapping[str, str]] = {"mask": "no longer masked"}

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its key."""
        canvas, asked = Size(*(settings["canvas"] or film.size)), settings["mask"]
        if asked is None:
            return cls(None, canvas, (0.5, 0.5))  # the same for all sequences of one canvas
        file = file_named(asked.picture, film.folder)
        style = asked.style or {}
        pictures = tuple(
            StylePicture(file_named(each, film.folder), weight)
            for each, weight in style.items()
            if weight
        )
        return cls(file, canvas, settings["anchor"], asked.feather, asked.invert, pictures)

    @property
    def is_off(self) -> bool:
        """Whether all is painted."""
        return self.file is None

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return which mask it is, and how it is taken."""
        if self.file is None:
            return {"mask": None}
        looks = [[untouched_digest(each.file), each.weight, None] for each in self.pictures]
        told = [self.version, untouched_digest(self.file), self.feather, self.invert]
        return {"mask": [*told, looks] if looks else told}

    def in_preview(self, scale: Fraction) -> Self:
        """Return the step for smaller canvases, with edges as much narrower."""
        smaller = self.canvas.scaled(scale)
        return replace(self, canvas=smaller, feather=self.feather * float(scale))

    def apply(self, painting: FramePixels, canvas: CanvasPixels) -> FramePixels:
        """Return a painting where the mask shows it, and its canvas elsewhere.

        Between both they are mixed as editors do, in the values that displays are given.
        """
        if self.pictures:  # mixed already
            return painting
        return self._shown(painting, in_kind(canvas, painting))

    def joined(self, painting: FramePixels, other: FramePixels) -> FramePixels:
        """Return a painting where the mask shows it, and another elsewhere, of any one size."""
        return self._shown(painting, other)

    def _shown(self, painting: FramePixels, other: FramePixels) -> FramePixels:
        height, width, _ = painting.shape
        shares = self._shares(Size(width, height))[..., None]
        shown = np.empty_like(painting)
        for top in range(0, len(painting), _ROWS):
            rows = slice(top, top + _ROWS)
            shown[rows] = _mixed(painting[rows], other[rows], shares[rows])
        return shown

    def on_device(self, paintings: Any, canvases: Any, white: int = 255) -> Any:
        """Return paintings where the mask shows them, and their canvases elsewhere."""
        from keras import ops

        if self.pictures:
            return paintings
        return self.joined_on_device(paintings, ops.floor(canvases * white + 0.5))

    def joined_on_device(self, paintings: Any, others: Any) -> Any:
        """Return paintings as `joined` makes them, as part of a graph."""
        from keras import ops

        _, height, width, _ = paintings.shape
        shares = self._shares(Size(width, height))[None, ..., None].astype(np.float32) / WHITE
        return ops.floor(others + (paintings - others) * ops.convert_to_tensor(shares) + 0.5)

    def _shares(self, size: Size) -> NDArray[np.uint8]:
        """Return how much of a painting of a size is shown at each place."""
        file = self.file or Path()  # which nobody asks for without a mask
        feather = self.feather * size.width / self.canvas.width
        shares = mask_of(file, size, self.anchor, feather)
        return WHITE - shares if self.invert else shares


def _mixed(painting: FramePixels, filmed: FramePixels, shares: NDArray[np.uint8]) -> FramePixels:
    """Return so much of a painting as its shares of `WHITE` say, and the rest as it was filmed."""
    kind = np.uint16 if painting.dtype == np.uint8 else np.uint32
    part: NDArray[Any] = shares.astype(kind)
    mixed: NDArray[Any] = painting * part
    mixed += filmed * (WHITE - part)
    mixed += WHITE // 2
    mixed //= WHITE
    done: FramePixels = mixed.astype(painting.dtype)
    return done
