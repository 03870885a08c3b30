"""Draws `craft.mask.jpg`: a still, the mask of its sky, and what is painted by it.

    .venv/bin/python docs/craft_mask.py FOLDER

The folder keeps stills, mask and frames, so the same command goes on where it was stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from tlstyle.cli.app import run
from tlstyle.demo.art import PICTURES, SIDE
from tlstyle.demo.shots import draw_still
from tlstyle.letters import write
from tlstyle.size import Size

SHOT, STYLE, OTHER, STILLS, EVERY, SHOWN = "skyline", "glass", "wave", 12, 5, 4
SMALL = Size(640, 360)
GAP, LABEL = 8, 30

PROJECT = """\
size = [1280, 720]
[[sequence]]
name = "ground"
frames = "stills"
style = "painting.png"
{ground}
[[sequence]]
name = "both"
frames = "stills"
style = "painting.png"
{both}
"""


def main(folder: Path) -> None:
    """Make the mask, paint, and draw the sheet."""
    (folder / "stills").mkdir(parents=True, exist_ok=True)
    PICTURES[STYLE](SIDE).save(folder / "painting.png")
    PICTURES[OTHER](SIDE).save(folder / "other.png")
    for number in range(STILLS):
        file = folder / f"stills/{number:02}.png"
        if not file.exists():
            draw_still(SHOT, EVERY * number).save(file)
    project = folder / "mask.toml"
    project.write_text(PROJECT.format(ground="", both=""))
    if run(["mask", str(project), "--sequence", "ground", "--force"]):
        sys.exit(1)
    ground = 'mask = { picture = "mask.ground.sky.png", invert = true }'
    both = 'mask = { picture = "mask.ground.sky.png", invert = true, style = "other.png" }'
    project.write_text(PROJECT.format(ground=ground, both=both))
    if run(["paint", str(project)]):
        sys.exit(1)
    sheet = _sheet(folder)
    sheet.save(Path(__file__).with_name("craft.mask.jpg"), quality=70, optimize=True)


def _sheet(folder: Path) -> Image.Image:
    """Return a still, its mask, and its two paintings."""
    name, frames = f"{SHOWN:02}.png", folder / "mask.work/frames"
    pictures = {
        "a still": folder / "stills" / name,
        "the mask that was made": folder / "mask.ground.sky.png",
        "all but the sky": frames / "ground" / name,
        "the sky in another style": frames / "both" / name,
    }
    step = Size(SMALL.width + GAP, SMALL.height + GAP + LABEL)
    sheet = Image.new("RGB", (2 * step.width + GAP, 2 * step.height + GAP), "#16181d")
    for number, (text, file) in enumerate(pictures.items()):
        left, top = (GAP + number % 2 * step.width, GAP + number // 2 * step.height)
        write(sheet, (left, top), text, 18, "#f2f0ea")
        small = Image.open(file).convert("RGB").resize(SMALL, Image.Resampling.LANCZOS)
        sheet.paste(small, (left, top + LABEL))
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]))
