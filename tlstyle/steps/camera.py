"""Camera: which part of the stills, or of the paintings, a sequence shows, and how that moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from tlstyle.curves import Keyed, Keyframes, Number, number
from tlstyle.size import Size
from tlstyle.steps.key import Key
from tlstyle.steps.step import Film, Step
from tlstyle.steps.table import Table
from tlstyle.stills.fitted import part_read
from tlstyle.stills.framing import Aim
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self

Place = Annotated[float | Keyframes, Keyed(-1, 1, digits=6)]


class Moving(Table):
    """Which part is shown.

    Attributes:
        zoom: How many times as large things are shown.
        x: Where the part lies in the room there is beside it, from the left, -1, to the right, 1.
        y: The same from the top, -1, to the bottom, 1.
        angle: Degrees by which the picture is turned clockwise.
        when: Whether stills move, before they are painted, or the paintings.
    """

    zoom: Annotated[float | Keyframes, Keyed(1, 20, digits=6)] = 1.0
    x: Place | None = None
    y: Place | None = None
    angle: Annotated[float | Keyframes, Keyed(-45, 45, digits=5)] = 0.0
    when: Literal["before", "after"] = "before"


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
    """

    canvas: Size
    anchor: tuple[float, float]
    when: Literal["before", "after"] | None = None
    zoom: Number = 1.0
    x: Number | None = None
    y: Number | None = None
    angle: Number = 0.0
    closest: float = 1.0

    keyed: ClassVar[tuple[str, ...]] = ("zoom", "x", "y", "angle")

    keys: ClassVar[Mapping[str, Key]] = {
        "camera": Key(
            Moving | None,
            None,
            "a table: what part is shown, and how that moves, [below](#a-camera-that-moves)",
            shared=False,
        )
    }
    reasons: ClassVar[Mapping[str, str]] = {"camera": "camera moved"}

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
        )

    @property
    def is_off(self) -> bool:
        """Whether nothing moves before stills are painted."""
        return self.when != "before"

    @property
    def aim(self) -> Aim | None:
        """Where it is aimed before a still is painted; None where it is not."""
        return None if self.is_off else self.aimed(self.anchor)

    def aimed(self, anchor: tuple[float, float]) -> Aim:
        """Return where it is aimed, at an anchor's place where it does not say which."""
        x, y = (
            2 * usual - 1 if own is None else number(own)
            for own, usual in zip((self.x, self.y), anchor, strict=True)
        )
        return Aim(number(self.zoom), x, y, number(self.angle), closest=self.closest)

    def in_frame(self, frame: int) -> Self:
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
        return {"camera": [self.version, aim.zoom, aim.x, aim.y, aim.angle, *aim.shift, part]}


def _largest(zoom: float | Keyframes) -> float:
    """Return what a number is at most: no curve overshoots its keyframes."""
    return max(value for _, value in zoom.keys) if isinstance(zoom, Keyframes) else zoom
