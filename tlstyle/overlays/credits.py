"""Credits: whose the film is, in whose style it is painted, and whose the music is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from tlstyle.joins import blend
from tlstyle.overlays.hand import HAND, font_files, hand_of, hand_recipe, hand_troubles
from tlstyle.overlays.layer import put
from tlstyle.overlays.lines import Hand, Words, Written, written
from tlstyle.overlays.overlay import Given, Moment, Overlay
from tlstyle.overlays.place import PLACES, SAFE, Box
from tlstyle.overlays.span import KEYS, When
from tlstyle.pixels import FramePixels
from tlstyle.size import Size
from tlstyle.steps.key import Key, Share

if TYPE_CHECKING:
    from typing_extensions import Self

_ROLL = "roll"


@dataclass(frozen=True, slots=True)
class Credits(Overlay):
    """Lines over the film's end, on a picture that is darkened for them.

    Attributes:
        text: The lines.
        hand: How they are written.
        rolls: Whether they roll through the frame, or stand in its middle.
        shade: By how much the picture is darkened, from 0 to 1.
    """

    text: str
    hand: Hand
    rolls: bool
    shade: float

    kind: ClassVar[str] = "credits"
    about: ClassVar[str] = "over the film's end: its title, the styles' names and the music's"
    is_one: ClassVar[bool] = True
    keys: ClassVar[Mapping[str, Key]] = {
        "show": Key(Literal["roll", "card"], "roll", "`roll` through the frame, or stand: `card`"),
        "seconds": Key(Annotated[float, Field(gt=0, le=3600)], 6.0, "how long, up to the end"),
        "text": Key(
            str | None, None, "the first lines; the film's title", examples=("San Francisco Bay",)
        ),
        "styles": Key(
            str, "In the style of", 'what stands above the styles\' names; `""` leaves them out'
        ),
        "music": Key(str, "Music", "what stands above the tracks' names, likewise"),
        "shade": Key(Share, 0.6, "by how much the picture is darkened behind them"),
        **HAND,
        **{name: KEYS[name] for name in ("fade_in", "fade_out")},
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], given: Given) -> Self:
        """Return the credits as their table sets them."""
        fades = settings["fade_in"], settings["fade_out"]
        when = When(0.0, None, None, *fades, last=settings["seconds"])
        hand, rolls = hand_of(settings, given.folder), settings["show"] == _ROLL
        return cls(when, _lines(settings, given), hand, rolls, settings["shade"])

    def __str__(self) -> str:
        return "credits that roll" if self.rolls else "credits"

    @property
    def files(self) -> tuple[Path, ...]:
        """Their font."""
        return font_files(self.text, self.hand)

    def troubles(self, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with their font and their letters."""
        yield from hand_troubles(self.text, self.hand, "font")

    def recipe(self, moment: Moment, identity: Callable[[Path], str]) -> dict[str, Any]:
        """Return what they say and how, and where they are by now."""
        return {
            "kind": self.kind,
            "text": self.text,
            **hand_recipe(self.text, self.hand, identity),
            "shade": self.shade,
            "at": str(moment.progress) if self.rolls else "",
            "opacity": str(moment.opacity),
        }

    def words(self, moment: Moment) -> Words:
        """Return all their lines."""
        return Words(self.text, self.hand, 0.5)

    def box(self, size: Size, moment: Moment) -> Box | None:
        """Return where they stand; of those that roll, how wide they are."""
        drawn = self._written(size)
        standing = PLACES["centre"].box(drawn.width, drawn.height, size)
        return standing._replace(top=size.height // 2, height=1) if self.rolls else standing

    def draw(self, picture: FramePixels, moment: Moment) -> FramePixels:
        """Return a frame, darkened, with the lines on it."""
        size = Size(picture.shape[1], picture.shape[0])
        drawn = self._written(size)
        left = 1 - Fraction(str(self.shade)) * moment.opacity
        dark = blend([picture], [left.limit_denominator(255)])
        box = PLACES["centre"].box(drawn.width, drawn.height, size)
        if self.rolls:
            way = size.height + drawn.height
            box = box._replace(top=size.height - round(way * moment.progress))
        return put(drawn.layers, dark, box, Fraction(1) if self.rolls else moment.opacity)

    def _written(self, size: Size) -> Written:
        return written(self.text, self.hand, size.height, round(size.width * SAFE), 0.5)


def _lines(settings: Mapping[str, Any], given: Given) -> str:
    """Return what credits say, in groups with a line between them."""
    first = given.title if settings["text"] is None else settings["text"]
    groups = [first] if first.strip() else []
    if settings["styles"] and given.styles:
        groups.append("\n".join([settings["styles"], *given.styles]))
    if settings["music"] and given.music:
        groups.append("\n".join([settings["music"], *given.music]))
    return "\n\n".join(groups)
