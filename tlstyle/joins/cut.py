"""Cut: the next sequence's first frame after the last of the one before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from tlstyle.joins.join import Join
from tlstyle.pixels import FramePixels

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Cut(Join):
    """Joins without a frame in common."""

    kind: ClassVar[str] = "cut"
    about: ClassVar[str] = "the next sequence begins when this one has ended"
    takes_time: ClassVar[bool] = False

    @classmethod
    def of(cls, settings: Mapping[str, Any], folder: Path) -> Self:
        """Return the cut, which nothing sets."""
        return cls()

    def recipe(self, identity: Callable[[Path], str]) -> None:
        """Return nothing, as a cut shows nothing of its own."""

    def mix(self, before: FramePixels, after: FramePixels, progress: Fraction) -> FramePixels:
        """Return the second picture, which follows the first at once."""
        return after.copy()
