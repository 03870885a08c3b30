"""Draws `craft.shutter.jpg`: a still and a longer exposure, and what is painted of both.

    .venv/bin/python docs/craft_time.py FOLDER

The folder keeps stills and frames, so the same command goes on where it was stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tlstyle.cli.app import run
from tlstyle.demo.art import PICTURES, SIDE
from tlstyle.demo.shots import draw_still
from tlstyle.letters import write
from tlstyle.pixels import in_bytes
from tlstyle.size import Size
from tlstyle.steps import Shutter
from tlstyle.stills.picture import fit, read_upright

SHOT, STYLE, FIRST, STILLS = "bay", "wave", 30, 9
CANVAS, PART, PLACE = Size(1920, 1080), Size(560, 330), (1190, 470)
"""What is painted, and the part of it that is shown, pixel for pixel."""
GAP, LABEL = 8, 34

PROJECT = """\
[[sequence]]
name = "still"
frames = "stills"
style = "painting.png"
trim = [4, 5]
[[sequence]]
name = "exposed"
frames = "stills"
style = "painting.png"
shutter = 8
"""


def main(folder: Path) -> None:
    """Paint, and draw the sheet."""
    (folder / "stills").mkdir(parents=True, exist_ok=True)
    PICTURES[STYLE](SIDE).save(folder / "painting.png")
    for number in range(STILLS):
        file = folder / f"stills/{number}.png"
        if not file.exists():
            draw_still(SHOT, FIRST + number).save(file)
    project = folder / "shutter.toml"
    project.write_text(PROJECT)
    if run(["paint", str(project)]):
        sys.exit(1)
    sheet = _sheet(folder)
    sheet.save(Path(__file__).with_name("craft.shutter.jpg"), quality=70, optimize=True)


def _sheet(folder: Path) -> Image.Image:
    """Return a still and an exposure, and below each its painting, a part of each."""
    files = [folder / f"stills/{number}.png" for number in range(STILLS)]
    stills = [np.asarray(fit(read_upright(file), CANVAS, (0.5, 0.5))) for file in files]
    middle = STILLS // 2
    frames = folder / "shutter.work/frames"
    parts = {
        "a still": Image.fromarray(stills[middle]),
        "shutter = 8": Image.fromarray(in_bytes(Shutter(8).apply(stills, middle))),
        "the still, painted": Image.open(frames / f"still/{middle}.png"),
        "shutter = 8, painted": Image.open(frames / f"exposed/{middle}.png"),
    }
    step = Size(PART.width + GAP, PART.height + GAP + LABEL)
    sheet = Image.new("RGB", (2 * step.width + GAP, 2 * step.height + GAP), "#16181d")
    place = (*PLACE, PLACE[0] + PART.width, PLACE[1] + PART.height)
    for number, (name, picture) in enumerate(parts.items()):
        left, top = (GAP + number % 2 * step.width, GAP + number // 2 * step.height)
        write(sheet, (left, top), name, 20, "#f2f0ea")
        sheet.paste(picture.crop(place), (left, top + LABEL))
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]))
