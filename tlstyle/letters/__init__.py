"""Text on pictures, in whatever script it is written, as far as there are letters for it.

Latin, Greek and Cyrillic come with tlstyle; for others the system's fonts are looked through, and
what none of them has is drawn as boxes.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from unicodedata import bidirectional, category

from PIL import Image, ImageDraw, ImageFont, features

_CARRIED = Path(__file__).with_name("DejaVuSans-part.ttf")

_USUAL = (
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "C:/Windows/Fonts/msgothic.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/malgun.ttf",
    "C:/Windows/Fonts/seguisym.ttf",
)
"""Where systems without fontconfig keep fonts of many letters."""

_NO_LETTER = "\uffff"

_BACKWARDS = frozenset({"R", "AL"})
"""The classes of letters that are written from right to left, by Unicode."""

_ATTACHED = frozenset({"Mn", "Me", "Cf", "Zs", "Cc"})
"""The categories of marks and spaces, which are of the font of the letter before them."""


def write(
    picture: Image.Image,
    at: tuple[int, int],
    text: str,
    size: int,
    ink: str,
    *,
    align: str = "left",
) -> float:
    """Write a line of text onto a picture, and return how wide it is.

    Args:
        picture: What is drawn on.
        at: Where the line begins, ends or has its middle, by `align`, and its upper edge; with
            "middle" the middle of its height.
        text: The text.
        size: The letters' height in pixels.
        ink: A colour.
        align: "left", "right" or "middle".
    """
    runs = list(_runs(text, size))
    left, top = float(at[0]), float(at[1])
    width = sum(font.getlength(run) for font, run in runs)
    left -= {"left": 0, "right": width, "middle": width / 2}[align]
    ascent, descent = _font(_CARRIED, size).getmetrics()
    baseline = top + (ascent if align != "middle" else (ascent - descent) / 2)
    drawing = ImageDraw.Draw(picture)
    for font, run in runs:
        drawing.text((left, baseline), run, ink, font, "ls")
        left += font.getlength(run)
    return width


def within(text: str, width: float, size: int) -> str:
    """Return as much of a text as there is room for, with an ellipsis where its end is left out.

    Args:
        text: One line.
        width: The room, in pixels.
        size: The letters' height in pixels.
    """
    shown = text
    while len(shown) > 1 and sum(font.getlength(run) for font, run in _runs(shown, size)) > width:
        shown = f"{shown.removesuffix('…')[:-1]}…"
    return shown


def _runs(text: str, size: int) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
    """Yield a text's parts, each in a font that has its letters."""
    for file, part in runs(text):
        yield _font(file, size), part


@cache
def _file_for(letter: str) -> Path:
    """Return a font that has a letter; the carried one if there is none."""
    return next((file for file in _fonts_for(letter) if _has(file, letter)), _CARRIED)


def _fonts_for(letter: str) -> Iterator[Path]:
    yield _CARRIED
    if shutil.which("fc-match"):
        command = ["fc-match", "-f", "%{file}", f":charset={ord(letter):x}"]
        found = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        yield Path(found.stdout or _CARRIED)
    yield from map(Path, _USUAL)


def _has(file: Path, letter: str) -> bool:
    try:
        font = _font(file, 20)
        return bytes(font.getmask(letter)) != bytes(font.getmask(_NO_LETTER))
    except OSError:  # there is no such font, or it is one of bitmaps
        return False


@cache
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), size)


def font(file: Path | None, size: int) -> ImageFont.FreeTypeFont:
    """Return a font in a size, in pixels; without a file the carried one.

    Raises:
        OSError: it is no font, or cannot be read.
    """
    return _font(file or _CARRIED, size)


def is_carried(file: Path) -> bool:
    """Tell whether a font comes with tlstyle."""
    return file == _CARRIED


def runs(text: str, own: Path | None = None) -> list[tuple[Path, str]]:
    """Return a line's parts from left to right, each with the font that has its letters.

    That is `own` for all of it, if it is given. Text from right to left is in one font, if there is
    one for all of it, so that it can be ordered as a whole.
    """
    if own:
        return [(own, text)]
    files: list[Path] = []
    for letter in text:
        follows = files and category(letter) in _ATTACHED
        files.append(files[-1] if follows else _file_for(letter))
    if not runs_backwards(text):
        return _parts(text, files)
    whole = next((file for file in dict.fromkeys(files) if not lacking(text, file)), None)
    return [(whole, text)] if whole else _parts(text, files)[::-1]


def lacking(text: str, own: Path | None = None) -> str:
    """Return the letters of a text that a font has not, or that none has that is there."""
    letters = dict.fromkeys(letter for letter in text if category(letter) not in _ATTACHED)
    return "".join(letter for letter in letters if not _has(own or _file_for(letter), letter))


def runs_backwards(text: str) -> bool:
    """Tell whether there is text from right to left in a text."""
    return any(bidirectional(letter) in _BACKWARDS for letter in text)


def can_shape() -> bool:
    """Tell whether text from right to left, and letters that join, come out as they are written."""
    return bool(features.check("raqm"))


def _parts(text: str, files: list[Path]) -> list[tuple[Path, str]]:
    pairs = zip(files, text, strict=True)
    grouped = groupby(pairs, lambda pair: pair[0])
    return [(file, "".join(letter for _, letter in letters)) for file, letters in grouped]
