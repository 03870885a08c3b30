"""Draws `craft.strokes.jpg`: one still in strokes of several sizes, and in merely enlarged ones.

    .venv/bin/python docs/craft_strokes.py FOLDER

The folder keeps the still and its frames, so the same command goes on where it was stopped.
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
from tlstyle.scaling.resized import resized
from tlstyle.size import Size
from tlstyle.stills.picture import fit, read_upright

SHOT, STYLE, SHOWN = "golden-gate", "wave", 4
CANVAS, PART, PLACE = Size(1920, 1080), Size(440, 300), (700, 330)
"""What is painted, and the part of it that is shown, pixel for pixel."""
GAP, LABEL = 8, 30
SMALL, TIMES = Size(960, 540), ("1", "2", "3", "0.5")

SEQUENCE = """\
[[sequence]]
name = "{name}"
frames = "stills"
style = "painting.png"
strokes = {times}
canvas = [{canvas.width}, {canvas.height}]
"""


def main(folder: Path) -> None:
    """Paint, and draw the sheet."""
    (folder / "stills").mkdir(parents=True, exist_ok=True)
    PICTURES[STYLE](SIDE).save(folder / "painting.png")
    draw_still(SHOT, SHOWN).save(folder / f"stills/{SHOWN}.png")
    each = "".join(SEQUENCE.format(name=times, times=times, canvas=CANVAS) for times in TIMES)
    small = SEQUENCE.format(name="small", times="1", canvas=SMALL)
    for name, text in (("strokes", each), ("small", f"size = {list(SMALL)}\n{small}")):
        project = folder / f"{name}.toml"
        project.write_text(text)
        if run(["paint", str(project)]):
            sys.exit(1)
    sheet = _sheet(folder)
    sheet.save(Path(__file__).with_name("craft.strokes.jpg"), quality=66, optimize=True)


def _sheet(folder: Path) -> Image.Image:
    """Return a still and its paintings, a part of each, beside each other."""
    still = fit(read_upright(folder / f"stills/{SHOWN}.png"), CANVAS, (0.5, 0.5))
    small = np.asarray(Image.open(folder / f"small.work/frames/small/{SHOWN}.png"))
    frames = {
        f"strokes = {times}": Image.open(folder / f"strokes.work/frames/{times}/{SHOWN}.png")
        for times in TIMES
    }
    pictures = {
        "the still": Image.fromarray(still),
        **frames,
        "painted at half the size, and enlarged": Image.fromarray(resized(small, CANVAS)),
    }
    step = Size(PART.width + GAP, PART.height + GAP + LABEL)
    sheet = Image.new("RGB", (3 * step.width + GAP, 2 * step.height + GAP), "#16181d")
    place = (*PLACE, PLACE[0] + PART.width, PLACE[1] + PART.height)
    for number, (name, picture) in enumerate(pictures.items()):
        left, top = (GAP + number % 3 * step.width, GAP + number // 3 * step.height)
        write(sheet, (left, top), name, 18, "#f2f0ea")
        sheet.paste(picture.crop(place), (left, top + LABEL))
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]))
