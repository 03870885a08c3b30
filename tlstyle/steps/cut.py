"""Cut: the part of a painting that the film shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from tlstyle.pixels import CanvasPixels, Pixels
from tlstyle.size import Size
from tlstyle.steps.step import Film, PaintingStep
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Cut(PaintingStep):
    """Cuts a frame out of a painting; nothing is resized.

    Attributes:
        size: The frame's.
        anchor: The part that is kept: x and y in 0..1.
    """

    size: Size
    anchor: tuple[float, float]

    reasons: ClassVar[Mapping[str, str]] = {"size": "size changed"}

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as the project sets it."""
        canvas = Size(*(settings["canvas"] or film.size))
        return cls(canvas if film.is_whole else film.size, settings["anchor"])

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return the frame's size; which part it is the reading says."""
        return {"size": list(self.size)}

    def in_preview(self, scale: Fraction) -> Self:
        """Return the step for a smaller frame."""
        return replace(self, size=self.size.scaled(scale))

    def apply(self, painting: Pixels, canvas: CanvasPixels) -> Pixels:
        """Return the part of a painting that is kept."""
        return cut(painting, self.size, self.anchor)


def cut(pixels: Pixels, size: Size, anchor: tuple[float, float]) -> Pixels:
    """Return the part of a picture that is kept; nothing is resized."""
    left = round((pixels.shape[1] - size.width) * anchor[0])
    top = round((pixels.shape[0] - size.height) * anchor[1])
    return pixels[top : top + size.height, left : left + size.width]
