"""Deflicker: exposure that goes up and down from still to still is made to go smoothly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    BeforeValidator,
    Field,
    Strict,
    StrictInt,
    WithJsonSchema,
)

from tlstyle.pixels import CanvasPixels
from tlstyle.steps.key import Key, Share, meaning
from tlstyle.steps.step import CanvasStep, Film
from tlstyle.steps.table import Table
from tlstyle.stills import exposure
from tlstyle.stills.light import COLUMNS, ROWS
from tlstyle.stills.srgb import LUMA, coded, decoded
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self

STOP = 1024
"""Parts of a stop to which a still's correction is rounded."""

_ROWS = 64
"""Corrected at once: few enough for a processor's cache."""

_KNEE = 0.7
"""Linear light up to which a correction is a plain gain; from there on it leads to white."""

Part = Annotated[float, Field(ge=0, le=1)]


class Deflickering(Table):
    """How exposure is smoothed."""

    window: Annotated[
        StrictInt, Field(ge=1, le=500), meaning("stills on either side that the curve goes by")
    ] = 18
    strength: Annotated[Share, meaning("how much of the way stills are brought, from 0")] = 1.0
    keep: Annotated[
        Literal["ramp", "jumps"],
        meaning('a change of exposure that stays becomes a ramp, or stays a jump: `"jumps"`'),
    ] = "ramp"
    reference: Annotated[
        tuple[Part, Part, Part, Part],
        Strict(False),
        meaning("`[x, y, width, height]` of the part that tells, in 0..1 of the still"),
    ] = (0.0, 0.0, 1.0, 1.0)
    colour: Annotated[
        bool, meaning("smooth red, green and blue each: for a white balance that hunts")
    ] = False


def _settings(value: object) -> object:
    """Return the table that `true` and `false` stand for."""
    if isinstance(value, bool):
        return Deflickering() if value else None
    if isinstance(value, dict | Deflickering):
        return value
    raise ValueError("must be true, false or a table")


@dataclass(frozen=True, slots=True)
class Deflicker(CanvasStep):
    """Brings each still's exposure to a smooth curve through its neighbours'.

    Attributes:
        settings: How; None turns it off.
        corrections: What each still is made brighter by, in `STOP` parts of a stop of red, green
            and blue; None before the stills' light is measured.
        brightness: How it goes from still to still, in stops, as the sequence was filmed and as it
            is corrected; None before, and of a still by itself.
    """

    settings: Deflickering | None
    corrections: tuple[tuple[int, ...], ...] | None = None
    brightness: tuple[tuple[float, ...], tuple[float, ...]] | None = None

    deepens: ClassVar[bool] = True
    keys: ClassVar[Mapping[str, Key]] = {
        "deflicker": Key(
            Annotated[
                Deflickering | None,
                BeforeValidator(_settings),
                WithJsonSchema({"anyOf": [{"type": "boolean"}, Deflickering.model_json_schema()]}),
            ],
            None,
            "`true` brings exposure that flickers to a smooth curve; or a table, "
            "[below](#exposure-that-flickers)",
            examples=(True, {"window": 30}),
        )
    }
    reasons: ClassVar[Mapping[str, str]] = {
        "deflicker": "exposure corrected otherwise",
        "unmeasured": "light not measured yet",
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its key."""
        return cls(settings["deflicker"])

    @property
    def is_off(self) -> bool:
        """Whether exposure stays as it is."""
        return self.settings is None

    @property
    def needs_light(self) -> bool:
        """Whether the stills' light is to be measured first."""
        return self.settings is not None and self.corrections is None

    def with_light(self, light: NDArray[np.float32]) -> Self:
        """Return the step with each still's correction, by the light in all of them."""
        if self.settings is None:
            return self
        bright = _stops(light, self.settings, colour=False)
        stops = _stops(light, self.settings, colour=True) if self.settings.colour else bright
        change = _smoothing(stops, self.settings)
        parts = np.round(np.clip(change, -8, 8) * STOP).astype(int)
        filmed, corrected = bright[:, 0], bright[:, 0] + change @ LUMA
        return replace(
            self,
            corrections=tuple(map(tuple, parts.tolist())),
            brightness=(tuple(filmed.tolist()), tuple(corrected.tolist())),
        )

    @property
    def flicker(self) -> tuple[float, float] | None:
        """The sequence's flicker as it was filmed and as it is corrected, in percent."""
        if self.brightness is None:
            return None
        before, after = (exposure.flicker(np.array(curve)[:, None]) for curve in self.brightness)
        return before, after

    def at(self, number: float) -> Self:
        """Return the step with one still's correction."""
        if self.corrections is None or self.is_off:
            return self
        return replace(self, corrections=(self.corrections[int(number)],), brightness=None)

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return a still's own correction."""
        if self.is_off:
            return {"deflicker": None}
        if self.corrections is None:
            return {"deflicker": None, "unmeasured": True}
        (own,) = self.corrections
        return {"deflicker": [self.version, *own]}

    def apply(self, window: Sequence[CanvasPixels], middle: int) -> CanvasPixels:
        """Return a still with its correction, as a gain in linear light, of 16 bits."""
        (own,) = self.corrections or ((0, 0, 0),)
        return corrected(window[middle], own)


def corrections(light: NDArray[np.float32], settings: Deflickering) -> exposure.Stops:
    """Return the stops by which each still is to be made brighter, [stills,3].

    Args:
        light: Grids of linear light, [stills,ROWS,COLUMNS,3].
        settings: How.
    """
    return _smoothing(_stops(light, settings, colour=settings.colour), settings)


def _stops(light: NDArray[np.float32], settings: Deflickering, *, colour: bool) -> exposure.Stops:
    """Return how exposure goes in the part that tells it, of each colour or of brightness."""
    seen = light[:, _within(settings.reference)]
    return exposure.exposures(seen if colour else (seen @ LUMA)[..., None])


def _smoothing(stops: exposure.Stops, settings: Deflickering) -> exposure.Stops:
    """Return what brings exposures, [stills,1 or 3], to a smooth curve, [stills,3]."""
    ends = exposure.jumps(stops) if settings.keep == "jumps" else []
    stretches = np.split(stops, ends)
    curve = np.concatenate([exposure.smooth(each, settings.window) for each in stretches])
    return np.broadcast_to(settings.strength * (curve - stops), (len(stops), 3))


def _within(reference: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    """Return which parts of a grid have their middle in a part of the picture; all if none has."""
    x, y, width, height = reference
    rows, columns = ((np.arange(count) + 0.5) / count for count in (ROWS, COLUMNS))
    down = (y <= rows) & (rows < y + height)
    across = (x <= columns) & (columns < x + width)
    inside: NDArray[np.bool_] = down[:, None] & across[None, :]
    return inside if inside.any() else np.ones_like(inside)


def corrected(canvas: CanvasPixels, parts: Sequence[int]) -> NDArray[np.uint16]:
    """Return a picture made brighter by so many `STOP` parts of a stop of red, green and blue.

    It has 16 bits, so that even skies, in which a byte's rounding would show, are exact.
    """
    tables = {each: _table(each, canvas.dtype) for each in set(parts)}
    made = np.empty(canvas.shape, np.uint16)
    for top in range(0, len(canvas), _ROWS):
        rows = slice(top, top + _ROWS)
        for channel, each in enumerate(parts):
            made[rows, :, channel] = tables[each].take(canvas[rows, :, channel])
    return made


def _table(parts: int, kind: np.dtype[Any]) -> NDArray[np.uint16]:
    """Return what becomes of every level: a gain in linear light, which leads to white.

    From the knee on, what is left to white shrinks as a power that goes on with the gain's slope,
    so that none is clipped that was not, and what was white stays white.
    """
    most = np.iinfo(kind).max
    light = decoded((np.arange(most + 1) / most).astype(np.float32))
    gain = 2.0 ** (parts / STOP)
    knee = min(_KNEE, _KNEE / gain)
    left, power = 1 - gain * knee, gain * (1 - knee) / (1 - gain * knee)
    beyond = 1 - left * np.clip((1 - light) / (1 - knee), 0, 1) ** power
    changed = np.where(light <= knee, gain * light, beyond).astype(np.float32)
    return np.round(coded(changed) * np.iinfo(np.uint16).max).astype(np.uint16)
