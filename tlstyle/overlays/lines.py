"""Lines of text, drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import ceil
from pathlib import Path
from unicodedata import east_asian_width

from PIL import Image, ImageDraw, ImageFilter

from tlstyle import letters
from tlstyle.overlays.layer import Layer

_BLUR, _DEPTH, _SPREAD = 0.06, 0.7, 3
"""A shadow's softness as a part of the letters' size, how dark it is, and how far softness goes."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How text is written.

    Attributes:
        font: A font's file; None for what is carried and what the system has.
        size: The letters' height, in percent of the frame's.
        colour: Its levels.
        shadow: Whether there is a soft shadow behind it.
    """

    font: Path | None
    size: float
    colour: tuple[int, int, int]
    shadow: bool

    def pixels(self, height: int) -> int:
        """Return the letters' size in pixels, on frames so high."""
        return max(1, round(self.size * height / 100))


@dataclass(frozen=True, slots=True)
class Words:
    """What a text says and how, as another program may write it.

    Attributes:
        text: Its lines.
        hand: How it is written.
        align: Where shorter lines stand: 0 on the left, 1 on the right.
    """

    text: str
    hand: Hand
    align: float


@dataclass(frozen=True, slots=True)
class Written:
    """Lines of text as they are drawn: their layers, and how wide and high the text is."""

    layers: tuple[Layer, ...]
    width: int
    height: int


@lru_cache(64)
def written(text: str, hand: Hand, height: int, widest: int, align: float) -> Written:
    """Return text drawn in lines no wider than they may be, unless a word is.

    Args:
        text: What may have line breaks of its own.
        hand: How it is written.
        height: The frame's.
        widest: The pixels that a line may take.
        align: 0 to the left, 0.5 to the middle, 1 to the right.
    """
    size = hand.pixels(height)
    lines = [line for own in text.split("\n") for line in _wrapped(own, hand.font, size, widest)]
    widths = [ceil(_length(line, hand.font, size)) for line in lines]
    ascent, descent = letters.font(hand.font, size).getmetrics()
    width, step = max(1, *widths), ascent + descent
    margin = ceil(_SPREAD * _BLUR * size) + 1 if hand.shadow else 0
    whole = width + 2 * margin, len(lines) * step + 2 * margin
    cover = Image.new("L", whole)
    drawing = ImageDraw.Draw(cover)
    for number, (line, own) in enumerate(zip(lines, widths, strict=True)):
        at = float(margin + round(align * (width - own)))
        for file, part in letters.runs(line, hand.font):
            font = letters.font(file, size)
            drawing.text((at, margin + number * step + ascent), part, 255, font, "ls")
            at += font.getlength(part)
    ink = Layer(Image.new("RGB", whole, hand.colour), cover, margin, margin)
    shadow = (_shadow(ink, _BLUR * size),) if hand.shadow else ()
    return Written((*shadow, ink), width, len(lines) * step)


def _shadow(ink: Layer, blur: float) -> Layer:
    soft = ink.cover.filter(ImageFilter.GaussianBlur(blur))
    dark = soft.point([min(255, round(2 * _DEPTH * level)) for level in range(256)])
    return Layer(Image.new("RGB", dark.size), dark, ink.left, ink.top)


def _wrapped(line: str, font: Path | None, size: int, widest: int) -> list[str]:
    """Return a line, or what it is broken into at spaces, and between letters of Asian width."""
    lines: list[str] = []
    for space, word in _words(line):
        longer = f"{lines[-1]}{space}{word}" if lines else word
        if lines and _length(longer, font, size) <= widest:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _words(line: str) -> Iterator[tuple[str, str]]:
    """Yield what of a line stays together, each behind the space before it, if there is one."""
    for word in line.split(" "):
        space = " "
        for is_wide, letters_of_a_kind in groupby(word, _is_wide):
            for part in letters_of_a_kind if is_wide else ["".join(letters_of_a_kind)]:
                yield space, part
                space = ""
        if not word:
            yield " ", ""


def _is_wide(letter: str) -> bool:
    return east_asian_width(letter) in ("W", "F")


def _length(line: str, own: Path | None, size: int) -> float:
    runs = letters.runs(line, own)
    return sum(letters.font(file, size).getlength(part) for file, part in runs)
