"""Dip: the sequence goes down into a colour, and the next one comes up from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tlstyle.joins.blend import blend
from tlstyle.joins.colour import Colour, colour_of
from tlstyle.joins.curve import eased
from tlstyle.joins.join import CURVE, SECONDS, Join
from tlstyle.pixels import FramePixels, in_kind
from tlstyle.steps.key import Key

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Dip(Join):
    """Blends into a colour for half of the way, and out of it for the other half.

    Attributes:
        curve: "linear" or "smooth".
        colour: Its levels, red, green and blue.
    """

    curve: str = "linear"
    colour: tuple[int, int, int] = (0, 0, 0)

    kind: ClassVar[str] = "dip"
    about: ClassVar[str] = "into a colour for half of it, and out of it into the next sequence"
    keys: ClassVar[Mapping[str, Key]] = {
        "seconds": SECONDS,
        "curve": CURVE,
        "colour": Key(
            Colour,
            "black",
            'a name such as `"white"`, or `"#f4a300"`',
            examples=("white", "#f4a300"),
        ),
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], folder: Path) -> Self:
        """Return the dip as its table sets it."""
        return cls(settings["curve"], colour_of(settings["colour"]))

    def recipe(self, identity: Callable[[Path], str]) -> dict[str, Any]:
        """Return its curve and its colour."""
        return {"kind": self.kind, "curve": self.curve, "colour": [*self.colour]}

    def mix(self, before: FramePixels, after: FramePixels, progress: Fraction) -> FramePixels:
        """Return the first picture on its way into the colour, or the second on its way out."""
        share = eased(progress, self.curve)
        picture, left = (before, 1 - 2 * share) if 2 * share <= 1 else (after, 2 * share - 1)
        colour = in_kind(np.array(self.colour, np.uint8), picture)
        return blend([picture, colour], [left, 1 - left])
