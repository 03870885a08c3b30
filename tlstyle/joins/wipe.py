"""Wipe: an edge passes over the frame and uncovers the next sequence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tlstyle.joins.blend import blend_by
from tlstyle.joins.curve import eased
from tlstyle.joins.join import CURVE, SECONDS, Join
from tlstyle.joins.mask import LAST, extent, luma, straight
from tlstyle.pixels import FramePixels
from tlstyle.size import Size
from tlstyle.steps.key import Key, PathText, Share
from tlstyle.stills.places import file_named

if TYPE_CHECKING:
    from typing_extensions import Self

_LEVEL = 1 / 255
"""The softness at least of a wipe by a picture: a step of its levels."""


@dataclass(frozen=True, slots=True)
class Wipe(Join):
    """Uncovers the second picture, along an angle or in the order of a picture's levels.

    Attributes:
        curve: "linear" or "smooth".
        angle: Degrees: 0 uncovers from left to right, 90 from top to bottom.
        soft: The edge's width, as a part of the way; it is a pixel, or a level, at least.
        picture: What says the order instead of an angle, the dark first.
    """

    curve: str = "linear"
    angle: float = 0.0
    soft: float = 0.1
    picture: Path | None = None

    kind: ClassVar[str] = "wipe"
    about: ClassVar[str] = "an edge passes over the frame and uncovers the next sequence"
    keys: ClassVar[Mapping[str, Key]] = {
        "seconds": SECONDS,
        "curve": CURVE,
        "angle": Key(
            Annotated[float, Field(ge=-360, le=360)] | None,
            None,
            "degrees: `0`, unless said, uncovers from left to right, `90` from top to bottom",
            examples=(90,),
        ),
        "soft": Key(
            Share,
            0.1,
            "the width of its soft edge, as a part of the way; `0` makes it hard",
        ),
        "picture": Key(
            PathText | None,
            None,
            "a picture that says the order instead of an angle: the dark is uncovered first",
            examples=("ink.png",),
        ),
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], folder: Path) -> Self:
        """Return the wipe as its table sets it."""
        file = file_named(settings["picture"], folder) if settings["picture"] else None
        return cls(settings["curve"], settings["angle"] or 0.0, settings["soft"], file)

    @classmethod
    def trouble(cls, settings: Mapping[str, Any]) -> str | None:
        """Return that an angle and a picture do not go together, where both are set."""
        both = settings["angle"] is not None and settings["picture"]
        return "`picture` leaves nothing for `angle` to say: remove one" if both else None

    @property
    def files(self) -> tuple[Path, ...]:
        """The picture that says the order, if one does."""
        return (self.picture,) if self.picture else ()

    def recipe(self, identity: Callable[[Path], str]) -> dict[str, Any]:
        """Return its curve, its softness, and what says the order."""
        order = {"picture": identity(self.picture)} if self.picture else {"angle": self.angle}
        return {"kind": self.kind, "curve": self.curve, "soft": self.soft, **order}

    def mix(self, before: FramePixels, after: FramePixels, progress: Fraction) -> FramePixels:
        """Return the second picture where the edge has passed, and the first elsewhere.

        Raises:
            FilmError: the picture that says the order cannot be read.
        """
        size = Size(before.shape[1], before.shape[0])
        if self.picture:
            turns, least = luma(self.picture, size), _LEVEL
        else:
            turns, least = straight(self.angle, size), 1 / extent(self.angle, size)
        shares = _shares(float(eased(progress, self.curve)), max(self.soft, least))
        return blend_by(before, after, shares.take(turns))


def _shares(progress: float, soft: float) -> NDArray[np.uint16]:
    """Return the second picture's share, 0 to 256, at each turn: a step smoothed at both ends."""
    passed = (progress * (1 + soft) - np.arange(LAST + 1) / LAST) / soft
    passed = passed.clip(0, 1)
    return np.rint(256 * passed * passed * (3 - 2 * passed)).astype(np.uint16)
