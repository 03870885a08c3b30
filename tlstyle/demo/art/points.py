"""A pointillist evening by the water: dots of pure colour side by side, none of them mixed."""

import numpy as np
from PIL import Image

from tlstyle.demo.art.paper import fibres
from tlstyle.demo.noise import Array, sample, smoothstep, tile
from tlstyle.demo.picture import Sheet, mix, ramp, rgb
from tlstyle.size import Size

SKY = [
    (0.00, rgb("#6fa8c9")), (0.22, rgb("#a9c6b8")), (0.40, rgb("#f6d98a")), (0.52, rgb("#f7a45f")),
]  # fmt: skip
WATER = [
    (0.52, rgb("#f4b06e")), (0.60, rgb("#d98f8a")), (0.74, rgb("#8f86b8")), (1.00, rgb("#3f7f94")),
]  # fmt: skip
# Beside every colour its helpers, as shifts of red, green, blue: warm, cool, its opposite.
HELPERS = np.array(
    [
        [0, 0, 0],
        [0, 0, 0],
        [0.22, 0.05, -0.2],
        [-0.22, 0.02, 0.24],
        [0.12, -0.22, 0.08],
        [0.1, 0.14, -0.1],
    ],
    np.float32,
)


def draw(side: int) -> Image.Image:
    """Return the painting, side x side."""
    sheet = Sheet(Size(side, side), 2)
    sheet.polygon([(0, 0), (side, 0), (side, side), (0, side)], rgb("#efe0bd"))
    random = np.random.default_rng(231)
    for radius, spacing in ((0.0085, 0.0125), (0.0062, 0.0105)):
        _draw_dots(sheet, side, radius, spacing, random)
    return fibres(sheet.finish().convert("RGB"), 232, 0.05)


def _draw_dots(
    sheet: Sheet, side: int, radius: float, spacing: float, random: np.random.Generator
) -> None:
    """Cover the picture with dots on a loose grid, in random order."""
    grid = np.arange(-0.01, 1.01, spacing, dtype=np.float32)
    x, y = (part.ravel() for part in np.meshgrid(grid, grid))
    x, y = (
        part + random.normal(0, spacing * 0.33, part.shape).astype(np.float32) for part in (x, y)
    )
    helper = HELPERS[random.integers(0, len(HELPERS), x.size)]
    colours = np.clip(scene(x, y) + helper * random.uniform(0.5, 1.1, (x.size, 1)), 0, 1)
    sizes = radius * random.uniform(0.75, 1.2, x.size)
    for n in random.permutation(x.size):
        sheet.disc((x[n] * side, y[n] * side), sizes[n] * side, colours[n])


def scene(x: Array, y: Array) -> Array:
    """Return the colours [n, 3] of the scene at x, y [n]."""
    colour = np.where((y < 0.52)[:, None], ramp(SKY, y), ramp(WATER, y))
    colour = _blend(colour, "#fff3b0", np.exp(-(((x - 0.62) ** 2 + (y - 0.40) ** 2) / 0.006)))
    ripple = sample(tile(233, slope=1.0, stretch=4.0), x * 0.8, y * 1.6)
    path = np.exp(-(((x - 0.62) / (0.04 + 0.25 * np.maximum(y - 0.52, 0))) ** 2)) * (y > 0.52)
    colour = _blend(colour, "#ffe9a0", path * smoothstep(0.35, 0.7, ripple))
    colour = _blend(
        colour, "#2f6a86", (y > 0.52) * smoothstep(0.62, 0.85, ripple) * (1 - path) * 0.7
    )
    colour = _blend(colour, "#8a6aa0", smoothstep(0, 0.01, y - _far_shore(x)) * (y < 0.52))
    colour = _blend(colour, "#e9f0f2", _sail(x, y, 0.36, 0.62, 0.22))
    colour = _blend(colour, "#f6d6b8", _sail(x, y, 0.80, 0.56, 0.09))
    return _trees(x, y, colour)


def _trees(x: Array, y: Array, colour: Array) -> Array:
    bank = smoothstep(0, 0.02, y - 0.84 - 0.05 * np.sin(x * 5 + 2) - 0.10 * x)
    leaves = sample(tile(234, slope=1.2), x * 1.5, y * 1.5)
    colour = _blend(colour, "#4f8f4a", bank)
    colour = _blend(colour, "#d9c94a", bank * smoothstep(0.55, 0.7, leaves))
    colour = _blend(colour, "#d8557a", bank * smoothstep(0.74, 0.82, leaves))
    crown = np.hypot((x - 0.02) / 0.30, (y - 0.10) / 0.26) + 0.5 * (leaves - 0.5)
    colour = _blend(colour, "#2f6f52", smoothstep(1.0, 0.9, crown))
    colour = _blend(colour, "#c98f3a", smoothstep(1.0, 0.9, crown) * smoothstep(0.6, 0.75, leaves))
    trunk = np.abs(x - 0.075 - 0.03 * np.sin(y * 6)) < 0.022
    return _blend(colour, "#6a3f5a", (trunk & (y > 0.3)) * np.float32(1))


def _far_shore(x: Array) -> Array:
    return np.asarray(0.49 - 0.035 * np.sin(x * 5 + 1) - 0.02 * np.sin(x * 13), np.float32)


def _sail(x: Array, y: Array, mast: float, foot: float, tall: float) -> Array:
    up = (foot - y) / tall
    inside = (
        (up > 0)
        & (up < 1)
        & (x > mast - 0.30 * tall * (1 - up))
        & (x < mast + 0.42 * tall * (1 - up))
    )
    return inside.astype(np.float32)


def _blend(under: Array, code: str, amount: Array) -> Array:
    return mix(under, rgb(code), amount)
