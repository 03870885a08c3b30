"""Draws `craft.study.jpg`: one still by the network as it comes, and by a brush that has studied.

    .venv/bin/python docs/craft.py FOLDER

The brush is the sample film's. The folder keeps stills and frames, so the same command goes on
where it was stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from tlstyle.cli.app import run
from tlstyle.demo.art import PICTURES, SIDE
from tlstyle.demo.folder import BRUSHES
from tlstyle.demo.shots import draw_still
from tlstyle.letters import write
from tlstyle.size import Size
from tlstyle.stills.picture import fit, read_upright
from tlstyle.stills.style import StylePicture
from tlstyle.study import show, side_of

SHOT, STYLE, FIRST, STILLS, SHOWN = "golden-gate", "wave", 30, 3, 1
CANVAS, PART = Size(1920, 1080), Size(720, 450)
PLACE = (620, 250, 620 + PART.width, 250 + PART.height)
"""What is painted, and the part of it that is shown, pixel for pixel."""
GAP, LABEL = 8, 34
NAMES = "published", "studied"

PROJECT = """\
[style]
study = 0
steady = 1
[[sequence]]
name = "published"
frames = "stills"
style = "painting.png"
[[sequence]]
name = "studied"
frames = "stills"
style = "painting.png"
study = {{ brush = "{brush}" }}
"""


def main(folder: Path) -> None:
    """Paint, and draw the sheet."""
    (folder / "stills").mkdir(parents=True, exist_ok=True)
    PICTURES[STYLE](SIDE).save(folder / "painting.png")
    for number in range(STILLS):
        file = folder / f"stills/{number}.png"
        if not file.exists():
            draw_still(SHOT, FIRST + number).save(file)
    project = folder / "craft.toml"
    project.write_text(PROJECT.format(brush=BRUSHES / f"{STYLE}.npz"))
    if run(["paint", str(project)]):
        sys.exit(1)
    sheet = _sheet(folder)
    sheet.save(Path(__file__).with_name("craft.study.jpg"), quality=50, optimize=True)


def _sheet(folder: Path) -> Image.Image:
    """Return the painting, the still, and its two paintings, a part of each, beside each other."""
    painting = show(StylePicture(folder / "painting.png"), side_of(CANVAS, 1.0)).pixels
    still = fit(read_upright(folder / f"stills/{SHOWN}.png"), CANVAS, (0.5, 0.5))
    frames = [Image.open(folder / f"craft.work/frames/{name}/{SHOWN}.png") for name in NAMES]
    parts = {
        "the painting, as large as it is studied": Image.fromarray(painting[: PART.height]),
        "the still": Image.fromarray(still).crop(PLACE),
        "the network as it comes": frames[0].crop(PLACE),
        "after the study": frames[1].crop(PLACE),
    }
    step = Size(PART.width + GAP, PART.height + GAP + LABEL)
    sheet = Image.new("RGB", (2 * step.width + GAP, 2 * step.height + GAP), "#16181d")
    for number, (name, picture) in enumerate(parts.items()):
        left, top = (GAP + number % 2 * step.width, GAP + number // 2 * step.height)
        write(sheet, (left, top), name, 20, "#f2f0ea")
        sheet.paste(picture, (left, top + LABEL))
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]))
