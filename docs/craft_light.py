"""Draws `craft.deflicker.jpg`: a flicker, as it was filmed and as it is corrected.

    .venv/bin/python docs/craft_light.py

It draws the footage it needs, in a minute.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from tlstyle.demo.shots import COUNT, draw_still
from tlstyle.letters import write
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.size import Size
from tlstyle.steps import Deflicker
from tlstyle.steps.deflicker import Deflickering
from tlstyle.stills.light import grid_of
from tlstyle.stills.srgb import coded, decoded

SHOT, STILL, JITTER = "golden-gate", Size(480, 320), 0.045
"""The footage, and how much an aperture misses by: a part of the light."""
STRIP, CURVE, GAP, LABEL = Size(12, 200), 150, 8, 34
SHEET, FILMED, CORRECTED, TEXT = "#16181d", "#e0563a", "#7fc8a9", "#f2f0ea"


def main() -> None:
    """Expose the sample footage unevenly, correct it, and draw both."""
    gains = 1 + JITTER * np.random.default_rng(4).standard_normal(COUNT)
    filmed = [_exposed(number, gain) for number, gain in enumerate(gains)]
    step = Deflicker(Deflickering()).with_light(np.stack(list(map(grid_of, filmed))))
    corrected = [in_bytes(step.at(n).apply([still], 0)) for n, still in enumerate(filmed)]
    _sheet(filmed, corrected, step).save(
        Path(__file__).with_name("craft.deflicker.jpg"), quality=80, optimize=True
    )


def _exposed(number: int, gain: float) -> Pixels:
    """Return a still of the footage, its light made more or less by a gain."""
    still = np.asarray(draw_still(SHOT, number, STILL))
    light = decoded((still / 255).astype(np.float32)) * np.float32(gain)
    return np.round(255 * coded(np.clip(light, 0, 1))).astype(np.uint8)


def _sheet(filmed: list[Pixels], corrected: list[Pixels], step: Deflicker) -> Image.Image:
    """Return strips of all stills side by side, before and after, and the curves of both."""
    before, after = step.flicker or (0.0, 0.0)
    width = COUNT * STRIP.width
    part = STRIP.height + LABEL + GAP
    sheet = Image.new("RGB", (width + 2 * GAP, 2 * part + CURVE + 2 * GAP), SHEET)
    rows = (f"as filmed: {before:.1f} %", filmed), (f"corrected: {after:.2f} %", corrected)
    for row, (name, stills) in enumerate(rows):
        write(sheet, (GAP, GAP + row * part), name, 20, (FILMED, CORRECTED)[row])
        sheet.paste(_strips(stills), (GAP, GAP + row * part + LABEL))
    drawing = ImageDraw.Draw(sheet)
    for curve, ink in zip(step.brightness or (), (FILMED, CORRECTED), strict=True):
        drawing.line(_points(curve, step, 2 * part + GAP), ink, 2)
    return sheet


def _strips(stills: list[Pixels]) -> Image.Image:
    """Return a strip from the middle of each still, side by side."""
    left, top = (STILL.width - STRIP.width) // 2, (STILL.height - STRIP.height) // 2
    return Image.fromarray(
        np.hstack([s[top : top + STRIP.height, left : left + STRIP.width] for s in stills])
    )


def _points(curve: tuple[float, ...], step: Deflicker, top: int) -> list[tuple[float, float]]:
    """Return where a curve of stops passes below the strips, as high as both are together."""
    both = [stops for each in step.brightness or () for stops in each]
    low, high = min(both), max(both)
    return [
        (GAP + (n + 0.5) * STRIP.width, top + CURVE * (high - stops) / (high - low))
        for n, stops in enumerate(curve)
    ]


if __name__ == "__main__":
    main()
