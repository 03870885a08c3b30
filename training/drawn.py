"""Style pictures drawn by code: palettes and marks that no collection of paintings holds all of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.painters.builtin.network import STYLE_SIDE
from training.pictures import Floats, resized

Random = np.random.Generator


def draw_style(random: Random) -> Floats:
    """Return a picture of fields, dots, cells, tiles, waves or bars, or two of them, 0..1."""
    palette = draw_palette(random)
    picture = shade(palette, draw_field(random), random)
    if random.random() < 0.25:  # paper
        picture = in_floats(picture * 0.2 + random.uniform(0.65, 0.8))
    marks = (draw_dots, draw_cells, draw_tiles, draw_waves, draw_bars)
    for kind in random.integers(len(marks), size=random.integers(3)):
        picture = marks[kind](picture, palette, random)
    if random.random() < 0.5:  # uneven paint
        shadow = 2 * draw_field(random)[..., None] - 1
        picture = in_floats(picture * (1 + random.uniform(0, 0.25) * shadow))
    if random.random() < 0.4:  # canvas
        grain = random.normal(0, random.uniform(0, 0.08), (STYLE_SIDE, STYLE_SIDE, 1))
        picture = in_floats(picture + grain)
    return in_floats(np.clip(picture, 0, 1))


def in_floats(values: NDArray[Any]) -> Floats:
    """Return values as float32."""
    return values.astype(np.float32)


def draw_palette(random: Random) -> Floats:
    """Return two to seven colours, [n,3]: neighbours of one colour, and strangers."""
    count = int(random.integers(2, 8))
    near = random.random(3) + random.normal(0, 0.15, (count, 3))
    strangers = random.random((count, 3))
    colours = np.where(random.random((count, 1)) < 0.5, near, strangers)
    levels = random.beta(2, 1.2, (count, 1)) / np.maximum(colours.max(axis=1, keepdims=True), 0.2)
    palette: Floats = np.clip(colours * levels, 0, 1).astype(np.float32)
    return palette


def draw_field(random: Random) -> Floats:
    """Return a smooth random field, 0..1, [256,256]: noise of several sizes added up."""
    field = np.zeros((STYLE_SIDE, STYLE_SIDE), np.float32)
    for size in (8, 16, 32, 64, 128)[int(random.integers(3)) :]:
        cells = STYLE_SIDE // size
        bytes_ = random.integers(0, 256, (cells, cells, 3), np.uint8)
        field += resized(bytes_, STYLE_SIDE, STYLE_SIDE)[..., 0] * np.float32(size)
    lowest, highest = field.min(), field.max()
    return in_floats((field - lowest) / (highest - lowest))


def shade(palette: Floats, field: Floats, random: Random) -> Floats:
    """Return the field in the palette's colours, running into each other or in flat steps."""
    place = field * (len(palette) - 1)
    lower = np.clip(place.astype(int), 0, len(palette) - 2)
    share = (place - lower)[..., None]
    if random.random() < 0.4:
        share = np.round(share)
    shaded: Floats = palette[lower] * (1 - share) + palette[lower + 1] * share
    return shaded


def lightness_of(square: Floats) -> Floats:
    """Return how light each pixel of a picture looks, about, [256,256] in 0..1."""
    return square @ in_floats(np.array([0.3, 0.6, 0.1]))


def toned(square: Floats, random: Random) -> Floats:
    """Return a picture whose lightness is shown, in part or wholly, in a drawn palette."""
    lightness = lightness_of(square)
    darkest, lightest = lightness.min(), lightness.max()
    field = in_floats((lightness - darkest) / max(lightest - darkest, 1e-3))
    share = random.uniform(0.4, 1)
    tones = shade(draw_palette(random), field, random)
    return in_floats(np.clip(tones * share + square * (1 - share), 0, 1))


def inked(square: Floats, random: Random) -> Floats:
    """Return a picture as a print: in few tones or its own, with dark outlines, or ink alone."""
    lightness = lightness_of(square)
    down, right = np.gradient(lightness)
    outlines = np.clip(np.hypot(down, right) * random.uniform(2, 12), 0, 1)[..., None]
    level, paper = np.quantile(lightness, random.uniform(0.1, 0.6)), random.uniform(0.7, 1, 3)
    ink = draw_palette(random)[0] * random.uniform(0, 0.4)
    kind = random.random()
    if kind < 0.4:  # ink alone
        slope = random.uniform(4, 60)
        share = np.clip((lightness - level) * slope + 0.5, 0, 1)[..., None]
        ground = ink * (1 - share) + paper * share
    elif kind < 0.7:  # a few flat tones
        tones = random.integers(2, 5)
        ground = np.round(square * tones) / tones
    else:
        ground = square
    return in_floats(ground * (1 - outlines) + ink * outlines)


def draw_bars(ground: Floats, palette: Floats, random: Random) -> Floats:
    """Return the ground under straight bars, thin or broad, dark or in the palette's colours."""
    picture = ground.copy()
    rows, columns = np.mgrid[0:STYLE_SIDE, 0:STYLE_SIDE].astype(np.float32)
    broadest = np.exp(random.uniform(np.log(2), np.log(24)))
    for _ in range(int(random.integers(4, 40))):
        angle = random.uniform(0, np.pi)
        top, left = random.random(2) * STYLE_SIDE
        across = (rows - top) * np.cos(angle) - (columns - left) * np.sin(angle)
        along = (rows - top) * np.sin(angle) + (columns - left) * np.cos(angle)
        half, length = random.uniform(0.5, broadest) / 2, random.uniform(10, 200)
        bar = (np.abs(across) < half) & (np.abs(along) < length / 2)
        dark = random.random() < 0.5
        picture[bar] = palette[0] * 0.2 if dark else _paint(ground[0, 0], palette, random)
    return picture


def draw_dots(ground: Floats, palette: Floats, random: Random) -> Floats:
    """Return the ground under dots of nearly its own colour or of the palette's."""
    picture = ground.copy()
    radius = int(np.exp(random.uniform(np.log(2), np.log(20))))
    rows, columns = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    disc = (rows**2 + columns**2 <= radius**2)[..., None]
    for _ in range(min(1500, STYLE_SIDE**2 // (3 * radius**2))):
        top, left = random.integers(0, STYLE_SIDE - 2 * radius - 1, 2)
        colour = _paint(ground[top + radius, left + radius], palette, random)
        patch = picture[top : top + 2 * radius + 1, left : left + 2 * radius + 1]
        patch[:] = np.where(disc, colour, patch)
    return picture


def draw_cells(ground: Floats, palette: Floats, random: Random) -> Floats:
    """Return a mosaic of the nearest-point cells of random points, with or without seams."""
    count = int(random.integers(20, 300))
    points = random.random((count, 2)) * STYLE_SIDE
    rows, columns = np.mgrid[0:STYLE_SIDE:2, 0:STYLE_SIDE:2].reshape(2, -1, 1).astype(np.float32)
    distances = np.hypot(rows - in_floats(points[:, 0]), columns - in_floats(points[:, 1]))
    colours = palette[random.integers(0, len(palette), count)]
    colours = in_floats(colours * random.uniform(0.7, 1.2, (count, 1)))
    nearest = distances.argmin(axis=1)[:, None]
    least = np.take_along_axis(distances, nearest, axis=1)
    np.put_along_axis(distances, nearest, np.inf, axis=1)
    seam = distances.min(axis=1)[:, None] - least < random.uniform(0, 4)
    cells: Floats = np.where(seam, palette[0] * 0.3, colours[nearest[:, 0]])
    cells = cells.reshape(STYLE_SIDE // 2, STYLE_SIDE // 2, 3)
    return np.repeat(np.repeat(cells, 2, axis=0), 2, axis=1)


def draw_tiles(ground: Floats, palette: Floats, random: Random) -> Floats:
    """Return the ground under square tiles, most of which are there."""
    picture = ground.copy()
    side = int(np.exp(random.uniform(np.log(4), np.log(40))))
    for top in range(0, STYLE_SIDE, side):
        for left in range(0, STYLE_SIDE, side):
            if random.random() < 0.8:
                tile = picture[top : top + side - 1, left : left + side - 1]
                tile[:] = _paint(ground[top, left], palette, random)
    return picture


def draw_waves(ground: Floats, palette: Floats, random: Random) -> Floats:
    """Return the ground under bent lines in the palette's colours, turned by any angle."""
    rows, columns = np.mgrid[0:STYLE_SIDE, 0:STYLE_SIDE].astype(np.float32)
    angle = random.uniform(0, np.pi)
    along = rows * np.sin(angle) + columns * np.cos(angle)
    across = rows * np.cos(angle) - columns * np.sin(angle)
    across = across + random.uniform(2, 30) * np.sin(along * 2 * np.pi / random.uniform(20, 120))
    pitch = random.uniform(4, 40)
    line = np.floor(across / pitch).astype(int) % len(palette)
    drawn = (across % pitch < pitch * random.uniform(0.2, 0.9))[..., None]
    waves: Floats = np.where(drawn, palette[line], ground)
    return waves


def _paint(under: Floats, palette: Floats, random: Random) -> Floats:
    """Return a mark's colour: a little off what it covers, or one of the palette's."""
    if random.random() < 0.6:
        off: Floats = np.clip(under + random.normal(0, 0.1, 3), 0, 1).astype(np.float32)
        return off
    chosen: Floats = palette[random.integers(len(palette))]
    return chosen
