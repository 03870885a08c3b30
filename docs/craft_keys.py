"""Draws `craft.keys.jpg`: strength, colour and style as they change along a sequence.

    .venv/bin/python docs/craft_keys.py FOLDER

The folder keeps stills and frames, so the same command goes on where it was stopped.
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

SHOT, STYLES, STILLS = "bay", ("wave", "night"), (0, 30, 60, 90)
CELL = Size(320, 180)
GAP, LABEL = 8, 34

ROWS = {
    "strength": 'strength = [[0, 0.0], ["100%", 1.0]]',
    "colour": 'colour = [[0, 0.0], ["100%", 1.0]]',
    "style": 'style = [[0, "wave.png"], ["100%", "night.png"]]',
}
"""What is keyed in each row."""

SEQUENCE = """\
[[sequence]]
name = "{name}"
frames = "stills"
{style}{keyed}
"""


def main(folder: Path) -> None:
    """Paint, and draw the sheet."""
    (folder / "stills").mkdir(parents=True, exist_ok=True)
    for style in STYLES:
        PICTURES[style](SIDE).save(folder / f"{style}.png")
    for number in STILLS:
        file = folder / f"stills/{number:02}.png"
        if not file.exists():
            draw_still(SHOT, number).save(file)
    project = folder / "keys.toml"
    plain = 'style = "wave.png"\n'
    project.write_text(
        "".join(
            SEQUENCE.format(name=name, keyed=keyed, style="" if name == "style" else plain)
            for name, keyed in ROWS.items()
        )
    )
    if run(["paint", str(project)]):
        sys.exit(1)
    sheet = _sheet(folder / "keys.work/frames")
    sheet.save(Path(__file__).with_name("craft.keys.jpg"), quality=68, optimize=True)


def _sheet(frames: Path) -> Image.Image:
    """Return a row for each keyed value, and its frames one beside the other."""
    step = Size(CELL.width + GAP, CELL.height + GAP + LABEL)
    size = len(STILLS) * step.width + GAP, len(ROWS) * step.height + GAP
    sheet = Image.new("RGB", size, "#16181d")
    for row, (name, keyed) in enumerate(ROWS.items()):
        top = GAP + row * step.height
        write(sheet, (GAP, top), keyed, 20, "#f2f0ea")
        for column, number in enumerate(STILLS):
            frame = Image.open(frames / f"{name}/{number:02}.png").resize(CELL)
            sheet.paste(frame, (GAP + column * step.width, top + LABEL))
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]))
