"""Draws `craft.deflicker.jpg`, `craft.odd.jpg` and `craft.steady.jpg`.

They show a flicker, as it was filmed and as it is corrected; stills that stand out, and by how
much; and how two neighbouring frames differ, painted of noisy stills and of steadied ones.

    .venv/bin/python docs/craft_light.py

It draws the footage it needs, in some minutes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from tlstyle.demo.art import PICTURES
from tlstyle.demo.shots import COUNT, draw_still
from tlstyle.letters import write
from tlstyle.painters import models
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.size import Size
from tlstyle.steps import Deflicker, Steady
from tlstyle.steps.deflicker import Deflickering
from tlstyle.stills.light import grid_of
from tlstyle.stills.odd import oddities
from tlstyle.stills.resting import noise_between
from tlstyle.stills.srgb import LUMA, coded, decoded

SHOT, STILL, JITTER = "golden-gate", Size(480, 320), 0.045
"""The footage, and how much an aperture misses by: a part of the light."""
ODD = 40, 44
"""The stills that a flash and a bird at the lens spoil."""
TRIPOD, STYLE, CANVAS, NOISY, NOISE = "lombard", "wave", Size(480, 320), 8, 3
"""What is painted, how large, of how many stills, and levels of a sensor's noise."""
STRIP, CURVE, GAP, LABEL = Size(12, 200), 150, 8, 34
SHEET, FILMED, CORRECTED, TEXT = "#16181d", "#e0563a", "#7fc8a9", "#f2f0ea"


def main() -> None:
    """Draw all three."""
    for name, draw in {"deflicker": _deflicker, "odd": _odd, "steady": _steady}.items():
        file = Path(__file__).with_name(f"craft.{name}.jpg")
        draw().save(file, quality=75, optimize=True)


def _deflicker() -> Image.Image:
    """Expose the sample footage unevenly, correct it, and draw both."""
    gains = 1 + JITTER * np.random.default_rng(4).standard_normal(COUNT)
    filmed = [_exposed(number, gain) for number, gain in enumerate(gains)]
    step = Deflicker(Deflickering()).with_light(np.stack(list(map(grid_of, filmed))))
    corrected = [in_bytes(step.at(n).apply([still], 0)) for n, still in enumerate(filmed)]
    return _sheet(filmed, corrected, step)


def _odd() -> Image.Image:
    """Put a flash and a bird into some stills, and draw how much of each still stands out."""
    shown = range(ODD[0] - 2, ODD[1] + 3)
    stills = {n: np.asarray(draw_still(SHOT, n, STILL)) for n in range(shown[0] - 8, shown[-1] + 9)}
    stills[ODD[0]] = np.clip(stills[ODD[0]] * 1.5 + 30, 0, 255).astype(np.uint8)
    stills[ODD[1]] = stills[ODD[1]].copy()
    stills[ODD[1]][60:220, 180:330] = (24, 22, 26)
    light = np.stack([grid_of(still) @ LUMA for still in stills.values()])
    found = {list(stills)[odd.number]: odd for odd in oddities(light)}
    size = Size(STILL.width // 3, STILL.height // 3)
    sheet = Image.new(
        "RGB", (len(shown) * (size.width + GAP) + GAP, size.height + 2 * LABEL), SHEET
    )
    for place, number in enumerate(shown):
        left, odd = GAP + place * (size.width + GAP), found.get(number)
        picture = Image.fromarray(stills[number]).resize(size, Image.Resampling.BOX)
        sheet.paste(picture, (left, LABEL))
        text = f"{number}: {odd.share:.0%}" if odd else str(number)
        write(sheet, (left, GAP), text, 20, FILMED if odd else TEXT)
    return sheet


def _steady() -> Image.Image:
    """Paint two neighbours of noisy stills, and of steadied ones, and draw how they differ."""
    random = np.random.default_rng(0)
    noisy = []
    for number in range(NOISY):
        still = np.asarray(draw_still(TRIPOD, number, CANVAS))
        grain = random.normal(0, NOISE, still.shape)
        noisy.append(np.clip(still + grain, 0, 255).round().astype(np.uint8))
    step = Steady(None).with_noise(noise_between(*noisy[:2]))
    steadied = [step.apply(noisy[n - 3 : n + 4], 3) for n in (3, 4)]
    painter = models.open_painter("builtin", models.model_digest("builtin"), lambda _: None)
    code = painter.encode(np.asarray(PICTURES[STYLE](256).convert("RGB")))
    rows = {"as filmed": noisy[3:5], f"steady = {step.neighbours}": steadied}
    label = {}
    for name, pair in rows.items():
        first, second = (painter.paint(still[None], code)[0].astype(int) for still in pair)
        away = np.abs(second - first)
        label[name] = first, np.clip(3 * away, 0, 255), away.mean() / 2.55
    width = 2 * (CANVAS.width + GAP) + GAP
    sheet = Image.new("RGB", (width, 2 * (CANVAS.height + LABEL + GAP)), SHEET)
    for row, (name, (painted, away, percent)) in enumerate(label.items()):
        top = row * (CANVAS.height + LABEL + GAP)
        texts = f"{name}, painted", f"its difference to the next, three times: {percent:.1f} %"
        for column, (text, pixels) in enumerate(zip(texts, (painted, away), strict=True)):
            left = GAP + column * (CANVAS.width + GAP)
            write(sheet, (left, top + GAP), text, 20, TEXT)
            sheet.paste(Image.fromarray(pixels.astype(np.uint8)), (left, top + LABEL + GAP))
    return sheet


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
