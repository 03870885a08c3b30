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

from PIL import Image, ImageDraw, ImageFont

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


def write(
    picture: Image.Image,
    at: tuple[int, int],
    text: str,
    size: int,
    ink: str,
    *,
    align: str = "left",
) -> None:
    """Write a line of text onto a picture.

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


def _runs(text: str, size: int) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
    """Yield a text's parts, each in a font that has its letters; spaces change no font."""
    files: list[Path] = []
    for letter in text:
        files.append(files[-1] if files and letter == " " else _file_for(letter))
    for file, letters in groupby(zip(files, text, strict=True), lambda pair: pair[0]):
        yield _font(file, size), "".join(letter for _, letter in letters)


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
