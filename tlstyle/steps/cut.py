"""Cut: the part of a painting that the film shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from numpy.typing import NDArray

from tlstyle.pixels import CanvasPixels, FramePixels, Levels
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
        camera = settings["camera"]
        is_whole = film.is_whole or (camera is not None and camera.when == "after")
        size = canvas if is_whole else film.size
        # Where nothing is cut, the steps of all sequences are equal.
        return cls(size, settings["anchor"] if size != canvas else (0.5, 0.5))

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return the frame's size; which part it is the reading says."""
        return {"size": list(self.size)}

    def in_preview(self, scale: Fraction) -> Self:
        """Return the step for a smaller frame."""
        return replace(self, size=self.size.scaled(scale))

    def apply(self, painting: FramePixels, canvas: CanvasPixels) -> FramePixels:
        """Return the part of a painting that is kept."""
        return cut(painting, self.size, self.anchor)

    def on_device(self, paintings: Any, canvases: Any, white: int = 255) -> Any:
        """Return the part of paintings that is kept."""
        _, height, width, _ = paintings.shape
        rows, columns = _kept(Size(width, height), self.size, self.anchor)
        return paintings[:, rows, columns]


def cut(pixels: NDArray[Levels], size: Size, anchor: tuple[float, float]) -> NDArray[Levels]:
    """Return the part of a picture that is kept; nothing is resized."""
    height, width, _ = pixels.shape
    rows, columns = _kept(Size(width, height), size, anchor)
    return pixels[rows, columns]


def _kept(whole: Size, size: Size, anchor: tuple[float, float]) -> tuple[slice, slice]:
    """Return the rows and the columns that are kept."""
    left = round((whole.width - size.width) * anchor[0])
    top = round((whole.height - size.height) * anchor[1])
    return slice(top, top + size.height), slice(left, left + size.width)
