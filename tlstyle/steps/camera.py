"""Camera: which part of the stills, or of the paintings, a sequence shows, and how that moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from tlstyle.curves import Keyed, Keyframes, Number, number
from tlstyle.size import Size
from tlstyle.steps.key import Key, meaning
from tlstyle.steps.step import Film, Step
from tlstyle.steps.table import Table
from tlstyle.stills.fitted import part_read
from tlstyle.stills.framing import Aim
from tlstyle.stills.shake import TRUSTED
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self

Place = Annotated[float | Keyframes, Keyed(-1, 1, digits=6)]


class Moving(Table):
    """Which part is shown."""

    zoom: Annotated[
        float | Keyframes,
        Keyed(1, 20, digits=6, by_ratio=True),
        meaning("how many times as large things are shown, up to 20", [[0, 1.0], ["100%", 1.3]]),
    ] = 1.0
    x: Annotated[
        Place | None,
        meaning(
            "where the part lies in the room that there is beside it: from the left, -1, to the "
            "right, 1",
            -0.5,
            [[0, -1], ["100%", 1]],
        ),
    ] = None
    y: Annotated[Place | None, meaning("the same from the top, -1, to the bottom, 1", 0.5)] = None
    angle: Annotated[
        float | Keyframes,
        Keyed(-45, 45, digits=5),
        meaning("degrees by which the picture is turned clockwise, up to 45", -1.5),
    ] = 0.0
    when: Annotated[
        Literal["before", "after"],
        meaning('`"before"` moves stills before they are painted, `"after"` the paintings'),
    ] = "before"
    still: Annotated[
        bool,
        meaning("`true` lays all stills over the first: what hand and wind shook lies still"),
    ] = False

    @model_validator(mode="after")
    def _refuse_stilled_paintings(self) -> Moving:
        if self.still and self.when == "after":
            raise ValueError(
                "`still` lays stills over each other before they are painted, where `zoom` makes "
                "room for it: leave `still` out, or `when`"
            )
        return self


@dataclass(frozen=True, slots=True)
class Camera(Step):
    """Aims at a part of each still before it is painted, or of each painting.

    Attributes:
        canvas: The size that is painted.
        anchor: The part that a crop keeps where the camera does not say: x and y in 0..1.
        when: Whether it moves before or after stills are painted; None without a camera.
        zoom: How many times as large things are shown.
        x: Where the part lies in the room there is, -1..1; None where the anchor is.
        y: The same from the top.
        angle: Degrees by which the picture is turned clockwise.
        closest: The largest zoom of the sequence.
        still: Whether the stills' shake is made good.
        shifts: By how much each still has moved, in widths and heights of it; None before that is
            measured.
        unsure: How many of them lie as those beside them, since they do not tell it.
    """

    canvas: Size
    anchor: tuple[float, float]
    when: Literal["before", "after"] | None = None
    zoom: Number = 1.0
    x: Number | None = None
    y: Number | None = None
    angle: Number = 0.0
    closest: float = 1.0
    still: bool = False
    shifts: tuple[tuple[float, float], ...] | None = None
    unsure: int = 0

    keyed: ClassVar[tuple[str, ...]] = ("zoom", "x", "y", "angle")

    keys: ClassVar[Mapping[str, Key]] = {
        "camera": Key(
            Moving | None,
            None,
            "a table: what part is shown, and how that moves, [below](#a-camera-that-moves)",
            shared=False,
            examples=({"zoom": [[0, 1.0], ["100%", 1.3]]},),
        )
    }
    reasons: ClassVar[Mapping[str, str]] = {
        "camera": "camera moved",
        "unsteadied": "shake not measured yet",
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its key."""
        canvas, moving = Size(*(settings["canvas"] or film.size)), settings["camera"]
        if moving in (None, Moving()):
            return cls(canvas, settings["anchor"])
        return cls(
            canvas,
            settings["anchor"],
            moving.when,
            moving.zoom,
            moving.x,
            moving.y,
            moving.angle,
            closest=_largest(moving.zoom),
            still=moving.still,
        )

    @property
    def is_off(self) -> bool:
        """Whether nothing moves before stills are painted."""
        return self.when != "before"

    @property
    def aim(self) -> Aim | None:
        """Where it is aimed before a still is painted; None where it is not."""
        if self.is_off:
            return None
        (shift,) = self.shifts or ((0.0, 0.0),)
        return replace(self.aimed(self.anchor), shift=shift)

    def aimed(self, anchor: tuple[float, float]) -> Aim:
        """Return where it is aimed at what rests, by an anchor where it does not say itself."""
        x, y = (
            2 * usual - 1 if own is None else number(own)
            for own, usual in zip((self.x, self.y), anchor, strict=True)
        )
        return Aim(number(self.zoom), x, y, number(self.angle), closest=self.closest)

    @property
    def needs_shake(self) -> bool:
        """Whether the stills' shake is to be measured first."""
        return self.still and self.shifts is None

    def with_shake(self, shake: NDArray[np.float32]) -> Self:
        """Return the step with each still's shift; where that is not to be trusted, as beside it.

        Where none is, as in stills of one colour, none has moved.

        Args:
            shake: What `stills.shake` measures, [stills,3].
        """
        sure, places = np.flatnonzero(shake[:, 2] >= TRUSTED), np.arange(len(shake))
        known = shake[sure] if len(sure) else np.zeros_like(shake)
        told = sure if len(sure) else places
        shifts = [np.interp(places, told, known[:, axis]).round(6) for axis in (0, 1)]
        own = tuple(zip(*(each.tolist() for each in shifts), strict=True))
        return replace(self, shifts=own, unsure=len(shake) - len(sure))

    def at(self, number: float) -> Self:
        """Return the step as it is for one still, by its number in the sequence."""
        own = Step.at(self, number)
        if self.shifts is None:
            return own
        return replace(own, shifts=(self.shifts[round(number)],), unsure=0)

    def in_frame(self, frame: float) -> Self:
        """Return the step as it is in a frame of the sequence, whichever still that shows."""
        numbers: dict[str, Any] = {
            name: replace(curve, shown_in=()).at(frame) for name, curve in self.curves.items()
        }
        return replace(self, **numbers)

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return where it is aimed before a still is painted, and how that is decoded for it."""
        aim = self.aim
        if aim is None:
            return {"camera": None}
        part = part_read(footage, self.canvas, aim.closest)
        seen = [self.version, aim.zoom, aim.x, aim.y, aim.angle, *aim.shift, part]
        return {"camera": seen, "unsteadied": True if self.needs_shake else None}


def _largest(zoom: float | Keyframes) -> float:
    """Return what a number is at most: no curve overshoots its keyframes."""
    return max(value for _, value in zoom.keys) if isinstance(zoom, Keyframes) else zoom
