"""Steady: what rests in stills is averaged with their neighbours before they are painted.

A painter of Magenta's kind answers the noise of a sensor and the flicker of light with other
strokes. What differs from a neighbour by no more than those is taken to be at rest. What moves
stays as it is, so nothing is smeared, and frames may be painted in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import PlainValidator, WithJsonSchema

from tlstyle.pixels import CanvasPixels
from tlstyle.steps.key import Key
from tlstyle.steps.step import CanvasStep, Film
from tlstyle.stills.resting import A_LEVEL, AROUND, AT_REST, FINE, REACH, STANDING_OUT, steadied
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self

AUTO = "auto"

_LEAST, _TIMES = 1.0, 2.0
"""Levels, and times a sequence's own noise beside them, by which noise sets two stills apart."""

_QUIET, _EACH = 0.4, 2.0
"""Levels of noise that want no neighbour, and that want a further one on either side."""

_MOST = 3
"""Neighbours on either side that noise asks for at most: more leave next to nothing less."""


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


def _share(difference: Any, white: int, rest: float) -> Any:
    """Return neighbours' weights on a device, by N x height x width x 3 differences."""
    from keras import ops

    most = ops.max(ops.abs(difference), axis=-1, keepdims=True)
    around = _sums_along(_sums_along(most, 1), 2)
    farther = ops.maximum(around * STANDING_OUT, most * AROUND)
    if white > 255:
        farther = ops.floor(farther / A_LEVEL + 0.5)
    return ops.exp(-ops.square(farther / (FINE * rest)))


def _sums_along(levels: Any, axis: int) -> Any:
    """Return what `resting` sums, along an axis of four."""
    from keras import ops

    def part(start: int, end: int) -> Any:
        return levels[(slice(None),) * axis + (slice(start, end),)]

    size = levels.shape[axis]
    first, last = [part(0, 1)] * REACH, [part(size - 1, size)] * REACH
    levels = ops.concatenate([*first, levels, *last], axis)
    return sum(part(place, place + size) for place in range(2 * REACH + 1))
