"""A woodblock print of a breaking wave: flat blues on cream paper, held by dark contours."""

import numpy as np
from PIL import Image

from tlstyle.demo.art.paper import curve, fibres
from tlstyle.demo.noise import Array
from tlstyle.demo.picture import Point, Sheet, enlarge, mix, ramp, rgb
from tlstyle.size import Size

PAPER = rgb("#efe3c4")
FOAM = rgb("#f8f2e0")
INK = rgb("#16233f")
BLUES = tuple(rgb(code) for code in ("#1d3f73", "#2f66a0", "#6c9cc0", "#a9c6cf"))

# The breaker, in shares of the picture: its back from the lower left over the crest to the lip,
# and its hollow from the lip down and out along the trough.
BACK: list[Point] = [
    (-0.05, 0.62), (0.06, 0.44), (0.17, 0.26), (0.31, 0.13), (0.46, 0.09), (0.59, 0.13),
    (0.68, 0.23), (0.71, 0.34),
]  # fmt: skip
HOLLOW: list[Point] = [
    (-0.05, 0.98), (0.10, 0.86), (0.22, 0.70), (0.30, 0.53), (0.38, 0.40), (0.48, 0.32),
    (0.58, 0.31), (0.68, 0.37),
]  # fmt: skip


def draw(side: int) -> Image.Image:
    """Return the print, side x side."""
    sheet = Sheet(Size(side, side))
    random = np.random.default_rng(201)
    _draw_sun_and_mountain(sheet, side)
    for base, swing, phase, shade in ((0.66, 0.045, 0.4, 2), (0.75, 0.06, 2.0, 1)):
        _draw_swell(sheet, side, (base, swing, phase), shade, random)
    _draw_breaker(sheet, side, random)
    for base, swing, phase, shade in ((0.86, 0.055, 3.4, 2), (0.95, 0.045, 5.3, 0)):
        _draw_swell(sheet, side, (base, swing, phase), shade, random)
    print_ = _sky(side)
    print_.paste(sheet.finish(), (0, 0), sheet.finish().getchannel("A"))
    return fibres(fibres(print_, 202, 0.07, 14.0), 203, 0.05)


def _sky(side: int) -> Image.Image:
    """Return the paper with the printer's hand-wiped gradient at the top."""
    rows = np.linspace(0, 1, 64, dtype=np.float32)
    stops = [(0, rgb("#5f87a3")), (0.16, rgb("#b9c4b4")), (0.42, PAPER), (1, rgb("#e9cfa0"))]
    return enlarge(np.repeat(ramp(stops, rows)[:, None], 4, axis=1), (side, side))


def _draw_sun_and_mountain(sheet: Sheet, side: int) -> None:
    sheet.disc((0.83 * side, 0.25 * side), 0.085 * side, rgb("#c9442d"))
    slope = curve(
        [(0.45, 0.68), (0.68, 0.57), (0.79, 0.465), (0.83, 0.465), (0.93, 0.56), (1.1, 0.64)]
    )
    sheet.polygon([*(slope * side), (1.1 * side, side), (0.4 * side, side)], rgb("#5d7f92"))
    snow = [(0.735, 0.51), (0.79, 0.465), (0.83, 0.465), (0.875, 0.50), (0.85, 0.495), (0.83, 0.52)]
    snow += [(0.81, 0.495), (0.785, 0.525), (0.77, 0.50)]
    sheet.polygon([(x * side, y * side) for x, y in snow], FOAM)
    sheet.line(slope * side, INK, side * 0.004)


def _draw_swell(
    sheet: Sheet,
    side: int,
    shape: tuple[float, float, float],
    shade: int,
    random: np.random.Generator,
) -> None:
    """Draw a long wave with the stripes of its flanks and a comb of foam."""
    base, swing, phase = shape
    x = np.linspace(-0.02, 1.02, 200, dtype=np.float32)
    crest = base - swing * np.abs(np.sin(x * 4.2 + phase)) ** 1.6 - 0.012 * np.sin(x * 19 + phase)
    edge = np.stack([x, crest], axis=-1) * side
    sheet.polygon([*edge, (1.02 * side, side), (-0.02 * side, side)], BLUES[shade])
    for stripe in range(1, 9):
        down = stripe * 0.017 * (1 + 0.5 * np.sin(x * 7 + stripe * 0.6 + phase))
        line = np.stack([x, crest + down], axis=-1) * side
        tone = INK if stripe % 2 else mix(BLUES[min(shade + 1, 3)], FOAM, 0.35)
        sheet.line(line, tone, side * (0.0045 if stripe % 2 else 0.006))
    sheet.line(edge, INK, side * 0.016)
    sheet.line(edge, FOAM, side * 0.010)
    _draw_foam(sheet, edge[:: int(random.integers(9, 13))], side * 0.011, random)


def _draw_breaker(sheet: Sheet, side: int, random: np.random.Generator) -> None:
    back, hollow = curve(BACK) * side, curve(HOLLOW) * side
    sheet.polygon([*back, *hollow[::-1]], BLUES[1])
    for stripe in np.linspace(0.08, 0.92, 10):
        line = mix(back, hollow, float(stripe))
        light = round(float(stripe) * 10) % 2
        sheet.line(line, FOAM if light else BLUES[0], side * (0.009 if light else 0.017))
    sheet.line(back, INK, side * 0.007)
    sheet.line(hollow, INK, side * 0.007)
    _draw_foam(sheet, back[36::3], side * 0.023, random)
    _draw_fingers(sheet, back[84:], side, random)
    _draw_foam(sheet, back[80::4], side * 0.020, random)
    _draw_spray(sheet, back[60:], side, random)


def _draw_foam(sheet: Sheet, places: Array, radius: float, random: np.random.Generator) -> None:
    """Draw clustered bubbles: all their outlines first, so that a cluster has one contour."""
    spots = places + random.normal(0, radius * 0.7, places.shape)
    sizes = radius * random.uniform(0.5, 1.1, len(spots))
    for (x, y), size in zip(spots, sizes, strict=True):
        sheet.disc((x, y), size + radius * 0.16, INK)
    for (x, y), size in zip(spots, sizes, strict=True):
        sheet.disc((x, y), size, FOAM)


def _draw_fingers(sheet: Sheet, lip: Array, side: int, random: np.random.Generator) -> None:
    """Draw the claws of foam that reach down from the lip: each a row of shrinking bubbles."""
    claws = []
    for x, y in lip[::7]:
        length = side * random.uniform(0.05, 0.09)
        lean = random.uniform(-0.1, 0.5)
        down = [
            (x, y),
            (x + lean * length, y + 0.55 * length),
            (x + (lean - 0.4) * length, y + length),
        ]
        claws.append(curve([(float(a), float(b)) for a, b in down], 10))
    sizes = side * np.linspace(0.015, 0.004, len(claws[0]))
    for ink, extra in ((INK, side * 0.0035), (FOAM, 0.0)):
        for claw in claws:
            for (x, y), size in zip(claw, sizes, strict=True):
                sheet.disc((x, y), size + extra, ink)


def _draw_spray(sheet: Sheet, lip: Array, side: int, random: np.random.Generator) -> None:
    for x, y in lip[::2]:
        dx, dy = random.normal(0.05, 0.05) * side, random.normal(0.03, 0.06) * side
        sheet.disc((x + dx, y + dy), side * random.uniform(0.0025, 0.006), FOAM)
