"""Draws `craft.hdr.jpg`: an HDR still as its values are, cut off at white, and brought to SDR.

    .venv/bin/python docs/craft_hdr.py FOLDER

The still is one of the sample footage, with more light where it is bright, in PQ.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tlstyle.demo.shots import draw_still
from tlstyle.letters import write
from tlstyle.pixels import in_bytes
from tlstyle.size import Size
from tlstyle.stills import srgb
from tlstyle.stills.hdr import Hdr, in_pq

SHOT, STILL, CELL = "golden-gate", 60, Size(480, 270)
PAGE, BRIGHTER = 203.0, 4.0
"""cd/m2 of a page's white, and how many times as bright as that the brightest is."""
GAP, LABEL = 8, 34
BT709, PQ = 1, 16
"""Numbers of primaries and of a curve (ITU-T H.273)."""


def main(folder: Path) -> None:
    """Draw the still, and the sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    still = folder / f"{STILL}.png"
    if not still.exists():
        draw_still(SHOT, STILL).save(still)
    with Image.open(still) as image:
        small = np.asarray(image.convert("RGB").resize(CELL, Image.Resampling.LANCZOS))
    light = srgb.light_of(small).astype(np.float64)
    light *= 1 + (BRIGHTER - 1) * light.max(axis=2, keepdims=True) ** 3
    values = (in_pq(light * PAGE) * 65535).round().astype(np.uint16)
    shown = {
        "in PQ, shown as they are": values,
        "cut off at a page's white": srgb.deep_of(light.clip(0, 1).astype(np.float32)),
        "as they are painted": Hdr(PQ, BT709).to_srgb(values),
    }
    sheet = Image.new(
        "RGB", (len(shown) * (CELL.width + GAP) + GAP, CELL.height + LABEL + 2 * GAP), "#16181d"
    )
    for column, (name, pixels) in enumerate(shown.items()):
        left = GAP + column * (CELL.width + GAP)
        write(sheet, (left, GAP), name, 20, "#f2f0ea")
        sheet.paste(Image.fromarray(in_bytes(pixels)), (left, GAP + LABEL))
    sheet.save(Path(__file__).with_name("craft.hdr.jpg"), quality=70, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
