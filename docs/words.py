"""Draws `words.jpg`: a title, a caption, a logo and credits on the sample film, and on a phone's.

    .venv/bin/python docs/words.py FRAMES

FRAMES is the sample film's, `projects/sf.work/frames`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from tlstyle.film.view import seen
from tlstyle.overlays import Credits, Given, Moment, Overlay, Picture, Text
from tlstyle.overlays.place import PLACES
from tlstyle.size import Size

HD, PHONE = Size(1920, 1080), Size(1080, 1920)
CELL, GAP = Size(480, 270), 6
UPRIGHT = Size(308, 2 * CELL.height + GAP)
STYLES = ("The Great Wave", "Points", "Night", "Glass")
MOMENT = Moment("bay", datetime(2024, 5, 31, 18, 42), Fraction(1), Fraction(1, 2))


def main(frames: Path) -> None:
    """Draw the sheet."""
    with TemporaryDirectory() as folder:
        logo = Path(folder) / "logo.png"
        _logo().save(logo)
        given = Given(Path(folder), "San Francisco Bay", STYLES, ("Music of the demo",))
        title = _of(Text, given, text=given.title, size=9.0, place=PLACES["top"])
        caption = _of(Text, given, text="{name}, {time}", size=5.0, place=PLACES["bottom left"])
        badge = _of(Picture, given, file=str(logo), size=14.0, place=PLACES["bottom right"])
        last = _of(Credits, given, show="card", size=5.0)
        shown = [
            _at(frames / "golden-gate", [title], HD, CELL),
            _at(frames / "bay", [caption], HD, CELL),
            _at(frames / "lombard", [badge], HD, CELL),
            _at(frames / "skyline", [last], HD, CELL),
        ]
        upright = _at(frames / "golden-gate", [title], PHONE, UPRIGHT)
    sheet = Image.new("RGB", (2 * (CELL.width + GAP) + UPRIGHT.width, UPRIGHT.height), "#16181d")
    for number, picture in enumerate(shown):
        x, y = number % 2 * (CELL.width + GAP), number // 2 * (CELL.height + GAP)
        sheet.paste(picture, (x, y))
    sheet.paste(upright, (2 * (CELL.width + GAP), 0))
    sheet.save(Path(__file__).with_name("words.jpg"), quality=68, optimize=True)


def _of(kind: type[Overlay], given: Given, **said: Any) -> Overlay:
    usual = {name: key.default for name, key in kind.keys.items()}
    return kind.of(usual | said, given)


def _at(folder: Path, overlays: Sequence[Overlay], size: Size, cell: Size) -> Image.Image:
    """Return a sequence's middle frame, as a film of a size shows it, small."""
    files = sorted(folder.glob("*.png"))
    with Image.open(files[len(files) // 2]) as picture:
        whole = picture.convert("RGB")
    scale = max(1.0, size.height / whole.height)
    larger = whole.resize((round(whole.width * scale), round(whole.height * scale)))
    drawn = seen(np.asarray(larger), size, (0.5, 0.5), is_fitted=True)
    for overlay in overlays:
        drawn = overlay.draw(drawn, MOMENT)
    return Image.fromarray(drawn).resize(cell, Image.Resampling.LANCZOS)


def _logo() -> Image.Image:
    logo = Image.new("RGBA", (400, 400))
    drawing = ImageDraw.Draw(logo)
    drawing.ellipse((10, 10, 390, 390), outline=(255, 255, 255, 230), width=30)
    drawing.polygon([(150, 110), (150, 290), (300, 200)], fill=(255, 255, 255, 230))
    return logo


if __name__ == "__main__":
    main(Path(sys.argv[1]))
