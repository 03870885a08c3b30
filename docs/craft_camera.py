"""Draws `craft.camera.jpg`: a zoom before stills are painted, and one into the paintings.

    .venv/bin/python docs/craft_camera.py FOLDER

The folder keeps stills and frames, so the same command goes on where it was stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.demo.art import PICTURES, SIDE
from tlstyle.demo.shots import draw_still
from tlstyle.film.move import moved, moves_in
from tlstyle.frames.plan import plan_shots
from tlstyle.letters import write
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.stills.picture import read_upright

SHOT, STYLE, STILLS = "golden-gate", "points", 3
FILM, CELL = Size(1280, 720), Size(480, 270)
GAP, LABEL = 8, 34

PROJECT = """\
size = [1280, 720]
[[sequence]]
name = "before"
frames = "stills"
style = "painting.png"
[sequence.camera]
zoom = [[0, 1.0], ["100%", 2.0]]
x = -0.2
[[sequence]]
name = "after"
frames = "stills"
style = "painting.png"
[sequence.camera]
zoom = [[0, 1.0], ["100%", 2.0]]
x = -0.2
when = "after"
[edit]
join = "cut"
fade_in = 0
fade_out = 0
"""


def main(folder: Path) -> None:
    """Paint, and draw the sheet."""
    (folder / "stills").mkdir(parents=True, exist_ok=True)
    PICTURES[STYLE](SIDE).save(folder / "painting.png")
    for number in range(STILLS):
        file = folder / f"stills/{number}.png"
        if not file.exists():
            draw_still(SHOT, number).save(file)
    project = folder / "camera.toml"
    project.write_text(PROJECT)
    if run(["paint", str(project)]):
        sys.exit(1)
    sheet = _sheet(project)
    sheet.save(Path(__file__).with_name("craft.camera.jpg"), quality=66, optimize=True)


def _sheet(project: Path) -> Image.Image:
    """Return what both films show, one above the other."""
    checked = check(project)
    before, after = plan_shots(checked.project, checked.footages)
    (moves,) = moves_in([after])
    rows = {
        'when = "before": the picture moves under the strokes': [
            read_upright(file) for file in before.pictures
        ],
        'when = "after": the painting moves, and its strokes grow': [
            Image.fromarray(moved(_pixels(file), FILM, aim))
            for file, aim in zip(after.pictures, moves, strict=True)
        ],
    }
    step = Size(CELL.width + GAP, CELL.height + GAP + LABEL)
    sheet = Image.new("RGB", (3 * step.width + GAP, 2 * step.height + GAP), "#16181d")
    for row, (name, pictures) in enumerate(rows.items()):
        top = GAP + row * step.height
        write(sheet, (GAP, top), name, 20, "#f2f0ea")
        for column, picture in enumerate(pictures):
            cell = picture.resize(CELL, Image.Resampling.LANCZOS)
            sheet.paste(cell, (GAP + column * step.width, top + LABEL))
    return sheet


def _pixels(file: Path) -> Pixels:
    return np.asarray(read_upright(file))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
