"""Read: a still's picture, upright and in sRGB, fitted to the canvas that is painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from tlstyle.pixels import CanvasPixels
from tlstyle.size import Size
from tlstyle.steps.key import Anchor, Key, Pair
from tlstyle.steps.step import Film, Step
from tlstyle.stills.fitted import fitted_reading
from tlstyle.stills.framing import Aim
from tlstyle.stills.picture import named_colours
from tlstyle.stills.source import Source
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Read(Step):
    """Reads stills, and fits them to a canvas.

    Attributes:
        canvas: The size that is painted.
        anchor: The part that a crop keeps: x and y in 0..1.
        pictures: The style pictures, which are read in the same colours.
    """

    canvas: Size
    anchor: tuple[float, float]
    pictures: tuple[Path, ...]

    keys: ClassVar[Mapping[str, Key]] = {
        "canvas": Key(
            Pair,
            None,
            "what the network paints; `[1920, 1920]` paints a square, of which the film keeps "
            "a part",
        ),
        "anchor": Key(
            Anchor,
            (0.5, 0.5),
            "what a crop keeps: `centre`, `top`, `bottom`, `left`, `right`, or `[x, y]` in 0..1",
            shared=False,
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
        pictures = tuple(film.folder / file for file, weight in settings["style"].items() if weight)
        return cls(Size(*(settings["canvas"] or film.size)), settings["anchor"], pictures)

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return the canvas, and how stills and styles are read that are not read plainly."""
        large = fitted_reading(footage.size, self.canvas) if footage.is_jpeg else None
        deep = "16 bits" if footage.is_deep else None
        styles = [named_colours(picture) for picture in self.pictures]
        return {
            "reading": list(filter(None, [footage.reading, large, deep, *styles])) or None,
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
