"""Text: a title, a caption, or a running clock."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import AfterValidator

from tlstyle.overlays.clock import FORMATS, NAME, filled, letters_of, tells_time, unknown_fields
from tlstyle.overlays.hand import HAND, font_files, hand_of, hand_recipe, hand_troubles
from tlstyle.overlays.layer import put
from tlstyle.overlays.lines import Hand, Words, Written, written
from tlstyle.overlays.overlay import Given, Moment, Overlay
from tlstyle.overlays.place import SAFE, Box, Place, PlaceKey
from tlstyle.overlays.span import KEYS, When
from tlstyle.pixels import FramePixels
from tlstyle.size import Size
from tlstyle.steps.key import Key

if TYPE_CHECKING:
    from typing_extensions import Self


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("must say something")
    for field in unknown_fields(text):
        known = ", ".join(f"{{{name}}}" for name in (NAME, *FORMATS))
        raise ValueError(f"nothing stands for {{{field}}}: write one of {known}")
    return text


@dataclass(frozen=True, slots=True)
class Text(Overlay):
    """Text on the picture.

    Attributes:
        text: What it says, with fields that are filled frame by frame.
        hand: How it is written.
        place: Where.
    """

    text: str
    hand: Hand
    place: Place

    kind: ClassVar[str] = "text"
    about: ClassVar[str] = "a title, a caption, a running clock"
    keys: ClassVar[Mapping[str, Key]] = {
        "text": Key(
            Annotated[str, AfterValidator(_words)],
            ...,
            "what it says; `{name}` is the sequence's name, `{date}` and `{time}` when each still "
            "was taken, by its EXIF, or `{time:%H:%M:%S}`",
            examples=("San Francisco Bay", "{name}, {time}"),
        ),
        **HAND,
        "place": Key(
            PlaceKey,
            "bottom",
            "`top`, `bottom`, `left`, `right`, `centre`, or `top left` and so on, inside the safe "
            "part; or its middle as `[x, y]` in 0..1",
            examples=("top left", [0.5, 0.8]),
        ),
        **KEYS,
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], given: Given) -> Self:
        """Return the text as its table sets it."""
        hand = hand_of(settings, given.folder)
        return cls(When.of(settings), settings["text"], hand, settings["place"])

    def __str__(self) -> str:
        return f"text {json.dumps(self.text, ensure_ascii=False)}"

    @property
    def tells_time(self) -> bool:
        """Whether there is a clock in it."""
        return tells_time(self.text)

    @property
    def files(self) -> tuple[Path, ...]:
        """Its font."""
        return font_files(self.text, self.hand)

    def troubles(self, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with its font, its letters, and those of what fills it."""
        yield from hand_troubles(letters_of(self.text, names), self.hand, "text")

    def recipe(self, moment: Moment, identity: Callable[[Path], str]) -> dict[str, Any]:
        """Return what it says, where and how."""
        place = self.place
        said = filled(self.text, moment)
        return {
            "kind": self.kind,
            "text": said,
            **hand_recipe(said, self.hand, identity),
            "place": [place.x, place.y, place.is_point],
            "opacity": str(moment.opacity),
        }

    def words(self, moment: Moment) -> Words:
        """Return what it says, filled."""
        return Words(filled(self.text, moment), self.hand, self._align)

    def box(self, size: Size, moment: Moment) -> Box:
        """Return where its lines lie."""
        drawn = self._written(size, moment)
        return self.place.box(drawn.width, drawn.height, size)

    def draw(self, picture: FramePixels, moment: Moment) -> FramePixels:
        """Return a frame with the text on it."""
        size = Size(picture.shape[1], picture.shape[0])
        drawn = self._written(size, moment)
        return put(drawn.layers, picture, self.box(size, moment), moment.opacity)

    def _written(self, size: Size, moment: Moment) -> Written:
        said, widest = filled(self.text, moment), round(size.width * SAFE)
        return written(said, self.hand, size.height, widest, self._align)

    @property
    def _align(self) -> float:
        return 0.5 if self.place.is_point else self.place.x
