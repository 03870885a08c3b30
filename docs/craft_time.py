"""Draws `craft.shutter.jpg`, longer exposures, and `craft.between.jpg`, what is between stills.

    .venv/bin/python docs/craft_time.py FOLDER

The folder keeps stills and frames, so the same command goes on where it was stopped.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from tlstyle.cli.app import run
from tlstyle.demo.art import PICTURES, SIDE
from tlstyle.demo.shots import draw_still
from tlstyle.letters import write
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.size import Size
from tlstyle.steps import Between, Shutter
from tlstyle.stills.picture import fit, read_upright

SHOT, STYLE, FIRST, STILLS = "bay", "wave", 30, 9
CANVAS, PART, PLACE = Size(1920, 1080), Size(560, 330), (1190, 470)
"""What is painted, and the part of it that is shown, pixel for pixel."""
APART = 3
"""Stills between which is shown what lies half way."""
GAP, LABEL = 8, 34

PROJECT = """\
[edit]
dissolve = 0
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
speed = 4
[[sequence]]
name = "blend"
frames = "pair"
style = "painting.png"
speed = 0.5
[[sequence]]
name = "flow"
frames = "pair"
style = "painting.png"
speed = 0.5
between = "flow"
"""


def main(folder: Path) -> None:
    """Paint, and draw both pictures."""
    for name, numbers in (("stills", range(STILLS)), ("pair", range(0, STILLS, APART))):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in [*numbers][:2] if name == "pair" else numbers:
            file = folder / f"{name}/{number}.png"
            if not file.exists():
                draw_still(SHOT, FIRST + number).save(file)
    PICTURES[STYLE](SIDE).save(folder / "painting.png")
    project = folder / "time.toml"
    project.write_text(PROJECT)
    if run(["paint", str(project)]):
        sys.exit(1)
    frames = folder / "time.work/frames"
    _draw("shutter", _exposures(folder / "stills", frames))
    _draw("between", _betweens(folder / "pair", frames))


def _exposures(folder: Path, frames: Path) -> dict[str, Image.Image]:
    """Return a still and an exposure, and the painting of each."""
    stills, middle = _stills(folder), STILLS // 2
    return {
        "a still": Image.fromarray(stills[middle]),
        "shutter = 8": Image.fromarray(in_bytes(Shutter(8).apply(stills, middle))),
        "the still, painted": Image.open(frames / f"still/{middle}.png"),
        "shutter = 8, painted": Image.open(frames / f"exposed/{middle}.png"),
    }


def _betweens(folder: Path, frames: Path) -> dict[str, Image.Image]:
    """Return what lies half way between two stills, made in either way, and its paintings."""
    first, second = _stills(folder)
    made = {way: Between(way).apply(first, second, [0.5])[0] for way in ("blend", "flow")}
    return {
        **{f"{way}: half way between two stills": Image.fromarray(made[way]) for way in made},
        **{f"{way}, painted": Image.open(frames / f"{way}/0_500.png") for way in made},
    }


def _stills(folder: Path) -> list[Pixels]:
    files = sorted(folder.iterdir())
    return [fit(read_upright(file), CANVAS, (0.5, 0.5)) for file in files]


def _draw(name: str, parts: Mapping[str, Image.Image]) -> None:
    """Draw a part of four pictures, beside and below each other."""
    step = Size(PART.width + GAP, PART.height + GAP + LABEL)
    sheet = Image.new("RGB", (2 * step.width + GAP, 2 * step.height + GAP), "#16181d")
    place = (*PLACE, PLACE[0] + PART.width, PLACE[1] + PART.height)
    for number, (label, picture) in enumerate(parts.items()):
        left, top = (GAP + number % 2 * step.width, GAP + number // 2 * step.height)
        write(sheet, (left, top), label, 20, "#f2f0ea")
        sheet.paste(picture.crop(place), (left, top + LABEL))
    file = Path(__file__).with_name(f"craft.{name}.jpg")
    sheet.save(file, quality=70, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
