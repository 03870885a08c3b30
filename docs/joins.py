"""Draws `joins.jpg`: four joins between two sequences of the sample film, as it is painted.

    .venv/bin/python docs/joins.py FRAMES

FRAMES is the sample film's, `projects/sf.work/frames`.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from tlstyle.demo import COUNT
from tlstyle.joins import Dip, Dissolve, Join, Wipe
from tlstyle.pixels import Pixels
from tlstyle.size import Size

BEFORE, AFTER = "lombard", "skyline"
SHARED, WAYS = 48, (Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(4, 5))
"""The stills that neighbours share, and how far on the way they are shown."""
CELL, GAP = Size(384, 216), 6


def main(frames: Path) -> None:
    """Draw a row for each join."""
    with TemporaryDirectory() as folder:
        circle = Path(folder) / "circle.png"
        _circle().save(circle)
        wipes = Wipe(soft=0.3), Wipe(soft=0.15, picture=circle)
        joins = Dissolve(), Dip(colour=(255, 255, 255)), *wipes
        rows = [[_at(frames, join, way) for way in WAYS] for join in joins]
    step = Size(CELL.width + GAP, CELL.height + GAP)
    sheet = Image.new("RGB", (len(WAYS) * step.width, len(joins) * step.height), "#16181d")
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            sheet.paste(picture, (x * step.width, y * step.height))
    sheet.save(Path(__file__).with_name("joins.jpg"), quality=75, optimize=True)


def _at(frames: Path, join: Join, way: Fraction) -> Image.Image:
    number = round(way * SHARED)
    before = _small(frames / BEFORE / f"DSC{COUNT - SHARED + number + 1:04}.png")
    after = _small(frames / AFTER / f"DSC{number + 1:04}.png")
    return Image.fromarray(join.mix(before, after, way))


def _small(file: Path) -> Pixels:
    with Image.open(file) as picture:
        return np.asarray(picture.resize(CELL, Image.Resampling.LANCZOS))


def _circle() -> Image.Image:
    """Return a picture that grows lighter from its middle on."""
    y, x = np.mgrid[-1:1:540j, -1.6:1.6:960j]
    return Image.fromarray((255 * np.hypot(x, y) / np.hypot(1, 1.6)).astype(np.uint8))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
