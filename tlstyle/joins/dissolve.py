"""Dissolve: the next sequence shows through the one before, more and more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from tlstyle.joins.blend import blend
from tlstyle.joins.curve import eased
from tlstyle.joins.join import CURVE, SECONDS, Join
from tlstyle.pixels import FramePixels, white_of
from tlstyle.steps.key import Key

if TYPE_CHECKING:
    from typing_extensions import Self

_FULL = 65535
"""What white is in linear light; a level of sRGB is 20 of it at black, and more above."""


@dataclass(frozen=True, slots=True)
class Dissolve(Join):
    """Blends both pictures, each by its share of the way.

    Attributes:
        curve: "linear" or "smooth".
        light: "display" blends the pictures' numbers, as editors do, "linear" the light itself.
    """

    curve: str = "linear"
    light: str = "display"

    kind: ClassVar[str] = "dissolve"
    about: ClassVar[str] = "the next sequence shows through, more and more"
    keys: ClassVar[Mapping[str, Key]] = {
        "seconds": SECONDS,
        "curve": CURVE,
        "light": Key(
            Literal["display", "linear"],
            "display",
            '`"display"`, as editors blend, or `"linear"`: as light does, so that lamps and bright '
            "skies last longer",
        ),
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], folder: Path) -> Self:
        """Return the dissolve as its table sets it."""
        return cls(settings["curve"], settings["light"])

    def recipe(self, identity: Callable[[Path], str]) -> dict[str, Any] | None:
        """Return its curve and its light, where they are not the usual ones."""
        if self == Dissolve():
            return None
        return {"kind": self.kind, "curve": self.curve, "light": self.light}

    def mix(self, before: FramePixels, after: FramePixels, progress: Fraction) -> FramePixels:
        """Return both pictures blended."""
        share = eased(progress, self.curve)
        if self.light == "display":
            return blend([before, after], [1 - share, share])
        return _blend_light(before, after, share)


def _blend_light(before: FramePixels, after: FramePixels, share: Fraction) -> FramePixels:
    """Return the sum of two pictures' light, within a level of sRGB of the exact one."""
    to_light, to_levels = _light(white_of(before))
    part = round(share * (_FULL + 1))
    total = to_light.take(before)
    total *= np.uint32(_FULL + 1 - part)
    more = to_light.take(after)
    more *= np.uint32(part)
    total += more
    total += np.uint32((_FULL + 1) // 2)
    total >>= np.uint32(16)
    levels: FramePixels = to_levels.take(total)
    return levels


@cache
def _light(white: int) -> tuple[NDArray[np.uint32], FramePixels]:
    """Return sRGB's levels up to white as light, and light as levels, by IEC 61966-2-1."""
    level, light = np.arange(white + 1) / white, np.arange(_FULL + 1) / _FULL
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    kind = np.min_scalar_type(white)
    return np.rint(linear * _FULL).astype(np.uint32), np.rint(coded * white).astype(kind)
