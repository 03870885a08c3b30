"""Shutter: each still is averaged with its neighbours, as one longer exposure would have been.

Light adds up on a sensor, so the mean is one of linear light. What rests stays as sharp as it is,
and what moves is drawn out: water, clouds and traffic, as behind the grey filter that was left at
home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tlstyle.pixels import CanvasPixels
from tlstyle.steps import srgb
from tlstyle.steps.key import Key
from tlstyle.steps.step import CanvasStep, Film
from tlstyle.stills.srgb import deep_of, light_of
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self

LONGEST = 32
"""Stills; as many canvases are in memory at once."""

_ROWS = 64
"""Averaged at once: few enough for a processor's cache."""


@dataclass(frozen=True, slots=True)
class Shutter(CanvasStep):
    """Averages so many neighbouring stills, that of the frame in their middle, in linear light.

    Of an even number, or a broken one, the outermost two count in part: the exposure's middle is
    always that of the still.
    """

    stills: float

    deepens: ClassVar[bool] = True
    keys: ClassVar[Mapping[str, Key]] = {
        "shutter": Key(
            Annotated[float, Field(ge=1, le=LONGEST)],
            1.0,
            f"how many neighbouring stills, up to {LONGEST}, are averaged into each, as by a "
            "longer exposure",
        )
    }
    reasons: ClassVar[Mapping[str, str]] = {"shutter": "shutter changed"}

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its key."""
        return cls(settings["shutter"])

    @property
    def is_off(self) -> bool:
        """Whether each still is exposed as it was."""
        return self.stills == 1

    @property
    def reach(self) -> int:
        """How many neighbours on either side it looks at."""
        return ceil((self.stills - 1) / 2)

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return how many stills are averaged, and by which arithmetic."""
        return {"shutter": None if self.is_off else [self.version, self.stills]}

    def apply(self, window: Sequence[CanvasPixels], middle: int) -> CanvasPixels:
        """Return the mean of a window in linear light, of 16 bits; at the ends it is of fewer."""
        return exposed(window, [self._share(place - middle) for place in range(len(window))])

    def on_device(self, windows: Sequence[Any], there: Any, white: int) -> Any:
        """Return the means of windows in linear light."""
        from keras import ops  # imports TensorFlow, which only painting needs

        light, total = 0.0, 0.0
        for place, pixels in enumerate(windows):
            share = there[:, place, None, None, None] * self._share(place - self.reach)
            light += share * srgb.decoded(pixels * (1 / white))
            total += share
        return ops.round(srgb.coded(light / total) * white)

    def _share(self, away: int) -> float:
        """Return how much of a still so far away the exposure has."""
        return min(1.0, (self.stills + 1) / 2 - abs(away))


def exposed(stills: Sequence[CanvasPixels], shares: Sequence[float]) -> NDArray[np.uint16]:
    """Return the mean of pictures in linear light, each counted by its share, of 16 bits.

    All are height x width x 3, of 8 bits or of 16.
    """
    mean = np.empty(stills[0].shape, np.uint16)
    total = sum(shares)
    for top in range(0, len(mean), _ROWS):
        rows = slice(top, top + _ROWS)
        band = np.zeros(mean[rows].shape, np.float32)
        for pixels, share in zip(stills, shares, strict=True):
            band += light_of(pixels[rows]) * np.float32(share / total)
        mean[rows] = deep_of(band)
    return mean
