"""Steady: what rests in stills is averaged with their neighbours before they are painted.

A painter of Magenta's kind answers the noise of a sensor and the flicker of light with other
strokes. What differs from a neighbour by no more than those is taken to be at rest. What moves
stays as it is, so nothing is smeared, and frames may be painted in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainValidator, WithJsonSchema

from tlstyle.pixels import CanvasPixels
from tlstyle.steps.key import Key
from tlstyle.steps.step import CanvasStep, Film
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self

AT_REST = 6.5
"""Levels of 255 by which noise sets two stills apart, in the channel that differs most, or more."""

AUTO = "auto"

_LEAST, _TIMES = 1.0, 2.0
"""Levels, and times a sequence's own noise beside them, by which noise sets two stills apart."""

_QUIET, _EACH = 0.4, 2.0
"""Levels of noise that want no neighbour, and that want a further one on either side."""

_MOST = 3
"""Neighbours on either side that noise asks for at most: more leave next to nothing less."""

_REACH = 2
"""Noise is judged by its mean over 5x5 pixels."""

_AROUND = (2 * _REACH + 1) ** 2

_STANDING_OUT = 2
"""A single pixel, such as a star, moves where it differs by so many times as much."""

_ROWS = 96
"""Steadied at once: few enough for a processor's cache, enough to leave Python's lock alone."""

_FINE = _STANDING_OUT * _AROUND
"""Parts of a level in which is told how far two stills are apart."""

_A_LEVEL = 257
"""Values of 16 bits to a level of 255."""

_Levels: TypeAlias = NDArray[Any]
"""Values of pictures as what their differences and sums fit in: int16 of 8 bits, float32 of 16."""


def _neighbours(value: object) -> object:
    """Return how many neighbours are meant, or that the noise is to say it."""
    if value == AUTO:
        return AUTO
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 4:
        return value
    raise ValueError(f'must be a whole number from 0 to 4, or "{AUTO}"')


@dataclass(frozen=True, slots=True)
class Steady(CanvasStep):
    """Averages each still with its neighbours, where it rests.

    Attributes:
        neighbours: How many on either side; None before the noise is measured that says it.
        rest: Levels of 255 by which noise sets two stills apart.
        noise: How much there is, where that said both.
    """

    neighbours: int | None
    rest: float = AT_REST
    noise: float | None = field(default=None, compare=False)

    version: ClassVar[int] = 2
    keys: ClassVar[Mapping[str, Key]] = {
        "steady": Key(
            Annotated[
                int | str,
                PlainValidator(_neighbours),
                WithJsonSchema(
                    {"anyOf": [{"enum": [AUTO]}, {"type": "integer", "minimum": 0, "maximum": 4}]}
                ),
            ],
            0,
            "how many neighbours on either side, up to 4, each still is averaged with where "
            'nothing moves; `"auto"`: as many as the noise wants',
        )
    }
    reasons: ClassVar[Mapping[str, str]] = {
        "steady": "steady changed",
        "noisy": "noise not measured yet",
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its key."""
        wanted = settings["steady"]
        return cls(None if wanted == AUTO else wanted)

    @property
    def is_off(self) -> bool:
        """Whether no neighbour is looked at."""
        return self.neighbours == 0

    @property
    def reach(self) -> int:
        """How many neighbours on either side it looks at."""
        return self.neighbours or 0

    @property
    def needs_noise(self) -> bool:
        """Whether the stills' noise is to be measured first."""
        return self.neighbours is None

    def with_noise(self, noise: float) -> Self:
        """Return the step for a sequence of so much noise: how many neighbours that wants."""
        rest = min(AT_REST, round(2 * (_LEAST + _TIMES * noise)) / 2)
        wanted = 0 if noise < _QUIET else min(_MOST, 1 + int(noise / _EACH))
        return replace(self, neighbours=wanted, rest=rest, noise=noise)

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return how many neighbours are averaged, and by which arithmetic."""
        if self.neighbours is None:
            return {"steady": None, "noisy": True}
        rest = [] if self.rest == AT_REST else [self.rest]
        return {"steady": None if self.is_off else [self.version, self.neighbours, *rest]}

    def in_preview(self, scale: Fraction) -> Self:
        """Return the step turned off: reading thrice the stills is not quick."""
        return replace(self, neighbours=0)

    def apply(self, window: Sequence[CanvasPixels], middle: int) -> CanvasPixels:
        """Return a still averaged with its neighbours where it rests."""
        neighbours = [*window[:middle], *window[middle + 1 :]]
        if not neighbours:
            return window[middle]
        return steadied(window[middle], neighbours, self.rest)

    def on_device(self, windows: Sequence[Any], there: Any, white: int) -> Any:
        """Return stills averaged with their neighbours where they rest."""
        from keras import ops  # imports TensorFlow, which only painting needs

        own = windows[self.reach]
        away, weights = ops.zeros_like(own), 1.0
        for place, pixels in enumerate(windows):
            if place != self.reach:
                difference = pixels - own
                share = _share(difference, white, self.rest) * there[:, place, None, None, None]
                weights += share
                away += difference * share
        return ops.floor(away / weights + own + 0.5)


def noise_between(one: CanvasPixels, other: CanvasPixels) -> float:
    """Return how many levels of 255 two stills are apart where they rest, by what noise there is.

    A difference in exposure does not count. It is what a quarter of the picture is below, as the
    rest may move.
    """
    difference = _planes(other) - _planes(one)
    even = difference - np.median(difference, axis=(1, 2), keepdims=True).astype(difference.dtype)
    return float(np.percentile(_apart(even), 25) / _FINE)


def steadied(
    still: CanvasPixels, neighbours: Sequence[CanvasPixels], rest: float = AT_REST
) -> CanvasPixels:
    """Return the mean of a still and its neighbours where it rests, and the still where it moves.

    All are height x width x 3, of 8 bits or of 16. Each neighbour weighs as much as the still where
    it is at rest, and the less the farther it is from it, whatever the others do; the mean is
    rounded once. Noise sets them apart by `rest` levels of 255.
    """
    shares = _shares(rest)
    steady = np.empty_like(still)
    height = len(still)
    for top in range(0, height, _ROWS):
        bottom = min(height, top + _ROWS)
        first, last = max(0, top - _REACH), min(height, bottom + _REACH)
        band = _mean(still[first:last], [pixels[first:last] for pixels in neighbours], shares)
        steady[top:bottom] = band[top - first : bottom - first]
    return steady


@cache
def _shares(rest: float) -> NDArray[np.float32]:
    """Return a neighbour's weight beside the still's 1, by how far they are apart at a pixel."""
    return np.exp(-((np.arange(255 * _FINE + 1) / (_FINE * rest)) ** 2)).astype(np.float32)


def _mean(
    still: CanvasPixels, neighbours: Sequence[CanvasPixels], shares: NDArray[np.float32]
) -> CanvasPixels:
    own = _planes(still)
    away = np.zeros(own.shape, np.float32)
    weights = np.ones(own.shape[1:], np.float32)
    for pixels in neighbours:
        difference = _planes(pixels)
        difference -= own
        share = shares.take(_apart(difference))
        weights += share
        away += difference * share
    away /= weights
    away += own
    away += 0.5
    return np.moveaxis(away.astype(still.dtype), 0, 2)


def _planes(pixels: CanvasPixels) -> _Levels:
    """Return a picture's channels, one after the other."""
    kind = np.int16 if pixels.dtype == np.uint8 else np.float32
    planes: _Levels = np.moveaxis(pixels, 2, 0).astype(kind, order="C")
    return planes


def _apart(difference: _Levels) -> _Levels:
    """Return how far two pictures are apart around each pixel, in fine parts of a level of 255."""
    most = np.abs(difference).max(axis=0)
    around = _sums(_sums(most).T).T
    farther: _Levels = np.maximum(around * _STANDING_OUT, most * _AROUND)
    if farther.dtype == np.int16:
        return farther
    return (farther / _A_LEVEL + 0.5).astype(np.int16)


def _share(difference: Any, white: int, rest: float) -> Any:
    """Return neighbours' weights on a device, by N x height x width x 3 differences."""
    from keras import ops

    most = ops.max(ops.abs(difference), axis=-1, keepdims=True)
    around = _sums_along(_sums_along(most, 1), 2)
    farther = ops.maximum(around * _STANDING_OUT, most * _AROUND)
    if white > 255:
        farther = ops.floor(farther / _A_LEVEL + 0.5)
    return ops.exp(-ops.square(farther / (_FINE * rest)))


def _sums_along(levels: Any, axis: int) -> Any:
    """Return what `_sums` does, along an axis of four."""
    from keras import ops

    def part(start: int, end: int) -> Any:
        return levels[(slice(None),) * axis + (slice(start, end),)]

    size = levels.shape[axis]
    first, last = [part(0, 1)] * _REACH, [part(size - 1, size)] * _REACH
    levels = ops.concatenate([*first, levels, *last], axis)
    return sum(part(place, place + size) for place in range(2 * _REACH + 1))


def _sums(levels: _Levels) -> _Levels:
    """Return the sums of five rows each; beyond the edges the first and the last go on."""
    first, last = [levels[:1]] * _REACH, [levels[-1:]] * _REACH
    rows = np.concatenate([*first, levels, *last])
    sums: _Levels = rows[: -2 * _REACH] + rows[2 * _REACH :]
    for row in range(1, 2 * _REACH):
        sums += rows[row : row - 2 * _REACH]
    return sums
