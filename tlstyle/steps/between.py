"""Between: what a frame shows that lies between two stills, made of them before it is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from tlstyle.pixels import CanvasPixels, in_bytes
from tlstyle.steps.shutter import exposed
from tlstyle.steps.step import Film, Step
from tlstyle.stills import flow
from tlstyle.stills.still import Footage
from tlstyle.tempo import Way

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Between(Step):
    """Makes what lies between two stills.

    Attributes:
        way: How; None where every frame shows a still. Set by a sequence's tempo, and by no key of
            its own.
        others: The steps before it that are otherwise for the second still, as they are for that.
    """

    way: Way | None = None
    others: tuple[Step, ...] = ()

    reasons: ClassVar[Mapping[str, str]] = {"between": "in-betweens made otherwise"}

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step turned off."""
        return cls()

    @property
    def is_off(self) -> bool:
        """Whether every frame shows a still."""
        return self.way is None

    def at(self, number: float) -> Self:
        """Return the step turned off, as it is for a still."""
        return replace(self, way=None)

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return how it is made, by which arithmetic, and what the second still has otherwise."""
        if self.is_off:
            return {"between": None}
        parts = (part for step in self.others for part in step.recipe(footage).items())
        other = {name: part for name, part in parts if part is not None}
        return {"between": [self.version, self.way, other]}

    def apply(
        self, first: CanvasPixels, second: CanvasPixels, shares: Sequence[float]
    ) -> list[CanvasPixels]:
        """Return what is shown at some places between two stills, 0 at the first, 1 at the second.

        All are height x width x 3, of 8 bits or of 16.

        Raises:
            PaintError: it is made by a library that is not installed.
        """
        if self.way == "flow":
            return flow.between(first, second, shares)
        return [blended(first, second, share) for share in shares]


def blended(first: CanvasPixels, second: CanvasPixels, share: float) -> CanvasPixels:
    """Return a mixture of two pictures' light."""
    mixed = exposed([first, second], [1 - share, share])
    return mixed if first.dtype == mixed.dtype else in_bytes(mixed)
