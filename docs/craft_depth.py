"""Draws `craft.depth.jpg`: a painted sky in 8 bits, dithered, and in 16, its contrast stretched.

    .venv/bin/python docs/craft_depth.py FOLDER

It prints what it measures. The folder keeps stills and frames, so the same command goes on where it
was stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tlstyle.cli.app import run
from tlstyle.demo.art import PICTURES, SIDE
from tlstyle.demo.shots import draw_still
from tlstyle.frames.file import read_frame
from tlstyle.letters import write
from tlstyle.pixels import FramePixels, in_depth

SHOT, STILL, STYLE, SOFT = "skyline", 40, "wave", 40
"""What is painted, and in what style: a picture that is blurred by so many pixels, as a wash."""
HEIGHT, WIDTH = 180, 320
"""The part of the sky that is shown: where it is most even."""
GAP, LABEL, TWICE = 8, 34, 2
ROWS = {"8": "depth = 8", "dithered": "dither = true", "16": "depth = 16"}

SEQUENCE = '[[sequence]]\nname = "{name}"\nframes = "stills"\nstyle = "style.png"\n{key}\n'


def main(folder: Path) -> None:
    """Paint, measure, and draw the sheet."""
    (folder / "stills").mkdir(parents=True, exist_ok=True)
    PICTURES[STYLE](SIDE).filter(ImageFilter.GaussianBlur(SOFT)).save(folder / "style.png")
    still = folder / f"stills/{STILL}.png"
    if not still.exists():
        draw_still(SHOT, STILL).save(still)
    project = folder / "depth.toml"
    head = "size = [1280, 720]\n[style]\nstrokes = 4\n"
    sequences = (SEQUENCE.format(name=name, key=key) for name, key in ROWS.items())
    project.write_text(head + "".join(sequences))
    if run(["paint", str(project)]):
        sys.exit(1)
    frames = folder / "depth.work/frames"
    painted = {name: read_frame(frames / f"{name}/{STILL}.png") for name in ROWS}
    place = _most_even(painted["16"])
    skies = {name: in_depth(picture)[place] / 257 for name, picture in painted.items()}
    for name, sky in skies.items():
        print(f"{ROWS[name]}: {_said(sky, skies['16'])}")
    sheet = _sheet(skies)
    sheet.save(Path(__file__).with_name("craft.depth.jpg"), quality=80, optimize=True)


def _most_even(picture: FramePixels) -> tuple[slice, slice]:
    """Return the part of a picture's upper half that changes least."""
    tops = range(0, len(picture) // 2 - HEIGHT, 20)
    lefts = range(0, picture.shape[1] - WIDTH, 20)
    parts = [
        (slice(top, top + HEIGHT), slice(left, left + WIDTH)) for top in tops for left in lefts
    ]
    return min(parts, key=lambda part: float(picture[part].std(axis=(0, 1)).mean()))


def _said(sky: NDArray[np.float64], exact: NDArray[np.float64]) -> str:
    """Return how many levels a sky has, and by how much its parts are off in the mean."""
    rows, columns = (side // 8 for side in sky.shape[:2])
    off = (sky - exact)[: 8 * rows, : 8 * columns].reshape(rows, 8, columns, 8, 3)
    means = np.abs(off.mean(axis=(1, 3)))
    levels, alike = len(np.unique(sky[..., 1])), (np.diff(sky[..., 1], axis=1) == 0).mean()
    return (
        f"{levels} levels of green, {alike:.0%} of neighbours equal, parts of 8x8 pixels off by "
        f"{means.mean():.3f} levels in the mean, {means.max():.3f} at most"
    )


def _sheet(skies: dict[str, NDArray[np.float64]]) -> Image.Image:
    """Return the skies side by side, twice as large."""
    least, most = np.percentile(skies["16"], (1, 99), axis=(0, 1))
    height, width = TWICE * HEIGHT, TWICE * WIDTH
    print(f"contrast times {(255 / (most - least)).round(1)}")
    sheet = Image.new("RGB", (3 * (width + GAP) + GAP, height + LABEL + 2 * GAP), "#16181d")
    for column, (name, sky) in enumerate(skies.items()):
        left = GAP + column * (width + GAP)
        write(sheet, (left, GAP), ROWS[name], 20, "#f2f0ea")
        seen = ((sky - least) / (most - least) * 255).clip(0, 255).astype(np.uint8)
        picture = Image.fromarray(seen).resize((width, height), Image.Resampling.NEAREST)
        sheet.paste(picture, (left, GAP + LABEL))
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]))
