"""The keys that say how text is written, and what of them decides pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from tlstyle import letters
from tlstyle.joins.colour import Colour, colour_of
from tlstyle.overlays.lines import Hand
from tlstyle.steps.key import Key, PathText
from tlstyle.stills.places import file_named
from tlstyle.words import some

_NAMED = 5
"""How many missing letters are named."""

HAND: Mapping[str, Key] = {
    "size": Key(
        Annotated[float, Field(ge=0.5, le=50)],
        6.0,
        "the letters' height, in percent of the frame's",
    ),
    "font": Key(
        PathText | None,
        None,
        "a font's file; without, Latin, Greek and Cyrillic are carried, others the system's",
        examples=("fonts/Garamond.ttf",),
    ),
    "colour": Key(Colour, "white", 'a name, or `"#f4a300"`'),
    "shadow": Key(bool, True, "a soft shadow behind the letters"),
}


def hand_of(settings: Mapping[str, Any], folder: Path) -> Hand:
    """Return how a table's keys say that text is written."""
    font = file_named(settings["font"], folder) if settings["font"] else None
    return Hand(font, settings["size"], colour_of(settings["colour"]), settings["shadow"])


def font_files(text: str, hand: Hand) -> tuple[Path, ...]:
    """Return the fonts of a text but the carried one."""
    files = {file for line in text.split("\n") for file, _ in letters.runs(line, hand.font)}
    return tuple(sorted(file for file in files if not letters.is_carried(file)))


def hand_recipe(text: str, hand: Hand, identity: Callable[[Path], str]) -> dict[str, Any]:
    """Return what of how a text is written decides its pixels, as JSON keeps it."""
    return {
        "fonts": [identity(file) for file in font_files(text, hand)],
        "size": hand.size,
        "colour": [*hand.colour],
        "shadow": hand.shadow,
    }


def hand_troubles(text: str, hand: Hand, key: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a text's font or letters, and at which key."""
    if hand.font:
        try:
            letters.font(hand.font, 20)
        except OSError:
            there = "is no font that can be read" if hand.font.is_file() else "no such font"
            yield f"{hand.font}: {there}", "font"
            return
    if missing := letters.lacking(text, hand.font):
        named = [f"{letter} (U+{ord(letter):04X})" for letter in missing]
        whose = hand.font or "no font that is here"
        has = "lacks" if hand.font else "has"
        yield f"{whose} {has} {some(named, _NAMED, ' ')}: name a font's file by `font`", key
    elif letters.runs_backwards(text) and not letters.can_shape():
        yield "text from right to left needs Pillow with Raqm, which this one is without", key
