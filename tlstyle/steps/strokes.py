"""Strokes: how large they are, since a network draws them so many pixels wide, and no wider.

What is painted smaller and brought back to size has larger strokes; what is painted larger, and
averaged, has finer ones. It stands behind the painting that it brings back, and says what size
that is to have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from tlstyle.pixels import CanvasPixels, FramePixels
from tlstyle.scaling.grown import grown, grown_on_device
from tlstyle.scaling.resized import resized, resized_on_device
from tlstyle.size import Size
from tlstyle.steps.key import LEAST_SIDE, Key
from tlstyle.steps.step import Film, PaintingStep
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Strokes(PaintingStep):
    """Has canvases painted in another size, and brings their paintings back to their own.

    Attributes:
        canvas: Their own size.
        times: How many times as large as the network's own the strokes are.
    """

    canvas: Size
    times: float

    keys: ClassVar[Mapping[str, Key]] = {
        "strokes": Key(
            Annotated[float, Field(ge=0.5, le=4)],
            1.0,
            "how many times as large as the network's own its strokes are, 0.5 to 4; larger ones "
            "are quicker to paint",
        )
    }
    reasons: ClassVar[Mapping[str, str]] = {"strokes": "strokes changed"}

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its key."""
        return cls(Size(*(settings["canvas"] or film.size)), float(settings["strokes"]))

    @property
    def is_off(self) -> bool:
        """Whether canvases are painted as they are."""
        return self.times == 1

    @property
    def painted(self) -> Size:
        """The size that is painted."""
        return self.painted_of(self.canvas)

    def painted_of(self, canvas: Size) -> Size:
        """Return the size in which a canvas of another size would be painted."""
        if self.is_off:
            return canvas
        return Size(*(max(LEAST_SIDE, round(side / self.times)) for side in canvas))

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return how large strokes are, and by which arithmetic."""
        return {"strokes": None if self.is_off else [self.version, self.times]}

    def in_preview(self, scale: Fraction) -> Self:
        """Return the step with the film's strokes, made as small as the preview's pictures.

        They are no finer than the network's own, or than the film's if these are: what is painted
        is then as small a part of what the film paints as the preview is of the film.
        """
        times = max(self.times * float(scale), min(1.0, self.times))
        return type(self)(self.canvas.scaled(scale), times)

    def for_painter(self, canvas: CanvasPixels) -> CanvasPixels:
        """Return a canvas, height x width x 3, in the size that is painted."""
        return canvas if self.is_off else resized(canvas, self.painted)

    def for_painter_on_device(self, canvases: Any, white: int) -> Any:
        """Return canvases in the size that is painted, as part of a graph.

        They are float32, N x height x width x 3, of whole numbers from 0 to `white`.
        """
        return canvases if self.is_off else resized_on_device(canvases, self.painted, white)

    def apply(self, painting: FramePixels, canvas: CanvasPixels) -> FramePixels:
        """Return a painting in the size of its canvas, with its edges where it got larger."""
        if self.times > 1:
            return grown(painting, canvas)
        return resized(painting, self.canvas)

    def on_device(self, paintings: Any, canvases: Any, white: int = 255) -> Any:
        """Return paintings in the size of their canvases."""
        if self.times > 1:
            return grown_on_device(paintings, canvases, white)
        return resized_on_device(paintings, self.canvas, white)
