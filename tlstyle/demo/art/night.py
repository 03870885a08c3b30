"""A night sky in thick paint: strokes that turn with the wind about the moon and the stars."""

import numpy as np
from PIL import Image

from tlstyle.demo.art.paper import impasto
from tlstyle.demo.noise import Array, sample, smoothstep, tile
from tlstyle.demo.picture import Sheet, mix, ramp, rgb
from tlstyle.size import Size

# Stars and the moon: x, y, the reach of their light, all in shares of the picture.
STARS = (
    (0.80, 0.16, 0.17), (0.14, 0.14, 0.08), (0.34, 0.09, 0.06), (0.55, 0.16, 0.07),
    (0.24, 0.36, 0.075), (0.63, 0.44, 0.065), (0.90, 0.46, 0.06), (0.06, 0.50, 0.055),
)  # fmt: skip
# Whirls of wind: x, y, size, direction of turning.
WHIRLS = ((0.42, 0.33, 0.17, 1.0), (0.66, 0.30, 0.11, -1.0), (0.16, 0.24, 0.10, 1.0))
GOLD = [(0.0, rgb("#fffbd0")), (0.25, rgb("#ffd94a")), (0.5, rgb("#e59a1f")), (1.0, rgb("#5f8fb0"))]


def draw(side: int) -> Image.Image:
    """Return the painting, side x side."""
    sheet = Sheet(Size(side, side), 1)
    sheet.polygon([(0, 0), (side, 0), (side, side), (0, side)], rgb("#16284f"))
    random = np.random.default_rng(211)
    for width, count in ((0.019, 5200), (0.011, 9000), (0.0065, 6500)):
        x, y = random.uniform(-0.03, 1.03, (2, count)).astype(np.float32)
        _draw_strokes(sheet, side, np.stack([x, y]), width, random)
    return impasto(sheet.finish().convert("RGB"), 2.4)


def _draw_strokes(
    sheet: Sheet, side: int, start: Array, width: float, random: np.random.Generator
) -> None:
    """Draw one stroke from each start [2, n], each of three hairs of slightly different paint."""
    colours = paint_at(start[0], start[1])
    jitter = random.normal(1.0, 0.13, (len(colours), 1)) + random.normal(0, 0.04, colours.shape)
    colours = np.clip(colours * jitter, 0, 1).astype(np.float32)
    path = _follow(start, width * 1.1, 6)
    order = np.argsort(random.random(len(colours)))
    for hair, shade in ((-0.3, 0.84), (0.3, 1.12), (0.0, 1.0)):
        offset = np.float32(hair * width)
        hairs = (
            path
            + np.stack([-offset * np.ones(len(path)), offset * np.ones(len(path))], -1)[..., None]
        )
        for n in order:
            sheet.line(hairs[:, :, n] * side, colours[n] * shade, width * side * 0.62)


def _follow(start: Array, step: float, count: int) -> Array:
    """Return the places [count, 2, n] passed by walking with the wind."""
    places = [start]
    for _ in range(count - 1):
        x, y = places[-1]
        angle = wind(x, y)
        places.append(places[-1] + np.float32(step) * np.stack([np.cos(angle), np.sin(angle)]))
    return np.stack(places)


def wind(x: Array, y: Array) -> Array:
    """Return the direction of the strokes at x, y: along the sky, round whirls and stars."""
    calm = 0.9 * (sample(tile(212, slope=2.0), x * 0.5, y * 0.5) - 0.5)
    east = np.cos(calm) * 0.55
    south = np.sin(calm) * 0.55 + 0.25 * np.sin(x * 7)
    turning = [*WHIRLS, *((a, b, reach, 1.0) for a, b, reach in STARS)]
    for cx, cy, size, turn in turning:
        dx, dy = x - cx, y - cy
        pull = 2.6 * np.exp(-(dx**2 + dy**2) / (2 * (size * 0.75) ** 2)) / size
        east, south = east - turn * dy * pull, south + turn * dx * pull
    upright = _cypress(x, y)
    sky = np.arctan2(south, east)
    land = 0.35 * np.sin(x * 9 + 1)
    angle = np.where(y > _hill(x), land, sky)
    return np.asarray(np.where(upright, -np.pi / 2 + 0.5 * np.sin(y * 22), angle), np.float32)


def paint_at(x: Array, y: Array) -> Array:
    """Return the colour [n, 3] of the scene at x, y [n]."""
    flow = sample(tile(213, slope=1.6), x * 0.8, y * 1.1)
    blues = [
        (0.15, rgb("#12225a")),
        (0.45, rgb("#1f4f9c")),
        (0.62, rgb("#4f8cc4")),
        (0.8, rgb("#a8cfd6")),
    ]
    colour = ramp(blues, flow + 0.16 * (y - 0.3))
    for cx, cy, size, _ in WHIRLS:
        away = np.hypot(x - cx, y - cy) / size
        light = np.exp(-(away**2)) * (0.5 + 0.5 * np.sin(away * 16))
        colour = mix(colour, np.broadcast_to(rgb("#d9e6d8"), colour.shape), light * 0.85)
    for cx, cy, reach in STARS:
        away = np.hypot(x - cx, y - cy) / reach
        rings = away * 0.9 + 0.07 * np.sin(away * 18)
        colour = mix(colour, ramp(GOLD, rings), smoothstep(1.15, 0.35, away))
    return _land(x, y, colour)


def _land(x: Array, y: Array, colour: Array) -> Array:
    below = smoothstep(-0.01, 0.01, y - _hill(x))
    fields = ramp(
        [(0.2, rgb("#16324a")), (0.5, rgb("#2f6a5f")), (0.8, rgb("#7c9a4a"))],
        sample(tile(214, slope=1.2, stretch=2.0), x, y * 2),
    )
    colour = mix(colour, fields, below)
    windows = (np.sin(x * 61) > 0.72) & (np.sin(y * 83) > 0.3) & (y > _hill(x) + 0.04) & (y < 0.93)
    colour = mix(colour, np.broadcast_to(rgb("#f4b73c"), colour.shape), windows * np.float32(0.95))
    return mix(
        colour, np.broadcast_to(rgb("#0f1d1c"), colour.shape), _cypress(x, y) * np.float32(0.93)
    )


def _hill(x: Array) -> Array:
    return np.asarray(0.76 - 0.07 * np.sin(x * 4.4 + 0.7) - 0.025 * np.sin(x * 11), np.float32)


def _cypress(x: Array, y: Array) -> Array:
    """Return where the dark tree at the left stands."""
    part = np.clip((y - 0.22) / 0.78, 0, 1)
    half = 0.10 * part**0.8 * (1 + 0.22 * np.sin(y * 30)) * smoothstep(0.0, 0.08, part)
    return np.asarray(np.abs(x - 0.15 - 0.02 * np.sin(y * 9)) < half, np.bool_)
