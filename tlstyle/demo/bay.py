"""Evening on the bay: the sun's path on the water, Alcatraz before the hills, and sails."""

import numpy as np
from PIL import Image

from tlstyle.demo.boats import Boat, draw_boat
from tlstyle.demo.camera import Air, Block, Camera, Light, draw_blocks
from tlstyle.demo.noise import Array, sample, smoothstep, tile
from tlstyle.demo.picture import (
    Layer,
    Sheet,
    add_grain,
    enlarge,
    grain,
    layer,
    mix,
    over_time,
    rgb,
    tint,
)
from tlstyle.demo.sky import Clouds, Hour, add_disc, add_sun, draw_sky, hour_at
from tlstyle.demo.terrain import Ground, Reach, draw_terrain
from tlstyle.demo.water import Water
from tlstyle.size import Size

HORIZON = 0.47
SUN_X = 0.66
SMALL = 4

SILVER = Hour(rgb("#5d94c4"), rgb("#a9cbdc"), rgb("#f7ecd2"), rgb("#fffdf4"), rgb("#b5bfca"))
GOLD = Hour(rgb("#5b87b0"), rgb("#c9c0ac"), rgb("#ffdd92"), rgb("#ffe6ae"), rgb("#ad9a97"))
AMBER = Hour(rgb("#4f6591"), rgb("#cf9a86"), rgb("#ffb04f"), rgb("#ffbb78"), rgb("#866a80"))
HOURS = ((0.0, SILVER), (0.45, GOLD), (1.0, AMBER))

GAINS = (
    (0.0, tint(0.95, 0.97, 1.0)),
    (0.45, tint(0.98, 0.84, 0.70)),
    (1.0, tint(0.72, 0.50, 0.46)),
)
SUNS = (
    (0.0, tint(1.0, 0.97, 0.86)),
    (0.45, tint(1.0, 0.88, 0.58)),
    (1.0, tint(1.0, 0.62, 0.26)),
)
DISCS = (
    (0.0, tint(1.0, 1.0, 0.97)),
    (0.45, tint(1.0, 0.97, 0.80)),
    (1.0, tint(1.0, 0.93, 0.66)),
)
DEEPS = (
    (0.0, tint(0.10, 0.27, 0.40)),
    (0.45, tint(0.13, 0.25, 0.36)),
    (1.0, tint(0.15, 0.15, 0.29)),
)
BOATS = (
    Boat(0.92, 0.500, 0.014, -0.0010, sway=0.3),
    Boat(0.52, 0.503, 0.016, 0.0010, sway=1.4, sail="#e9dcc6"),
    Boat(0.74, 0.512, 0.021, -0.0012, sway=2.2),
    Boat(0.10, 0.516, 0.022, 0.0014, sway=3.9, sail="#f2e2d0"),
    Boat(0.86, 0.540, 0.034, -0.0018, sway=5.1, jib="#d9563e"),
    Boat(0.43, 0.565, 0.043, 0.0016, sway=0.8, sail="#fbf0dc", hull="#7d2f2a"),
    Boat(0.80, 0.640, 0.072, -0.0022, sway=4.4, jib="#e8b04a", hull="#24384f"),
    Boat(0.10, 0.790, 0.150, 0.0030, sway=2.9, sail="#fff3df", hull="#8c2f28"),
)


class Bay:
    """Draws the stills of this shot at one size."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.small = Size(max(size.width // SMALL, 8), max(size.height // SMALL, 8))
        self.half = Size(max(size.width // 2, 16), max(size.height // 2, 16))
        self._clouds = Clouds(self.small, self.small.height * HORIZON, 81, (0.0030, 0.0008), 0.44)
        self._water = Water(self.half, self.half.height * HORIZON, 84)
        self._sparkle = Water(self.half, self.half.height * HORIZON, 88, speed=0.017)
        self._grain = grain(size, 4)
        self._land = draw_land(size)

    def still(self, number: int, count: int) -> Image.Image:
        """Return still `number` of `count`, RGB."""
        time = number / count
        hour, gain = hour_at(time, HOURS), over_time(time, GAINS)
        horizon = self.small.height * HORIZON
        sky = draw_sky(self.small, horizon, hour, self._clouds.at(number))
        sun = self.small.width * SUN_X, horizon * (0.16 + 0.66 * time)
        sky = add_sun(sky, sun, over_time(time, SUNS), 0.035 * self.small.width)
        sky = add_disc(sky, sun, over_time(time, DISCS), 0.014 * self.small.width)
        picture = enlarge(sky, self.size)
        self._lay_water(picture, number, hour, time)
        for land in self._land:
            land.onto(picture, gain)
        for boat in BOATS:
            draw_boat(picture, boat, number, gain)
        return add_grain(picture, self._grain)

    def _lay_water(self, picture: Image.Image, number: int, hour: Hour, time: float) -> None:
        ripple, sparkle = self._water.at(number), self._sparkle.at(number)
        near = np.linspace(0, 1, len(ripple), dtype=np.float32)[:, None] + 0 * ripple
        mirrored = mix(hour.horizon * 0.92, hour.zenith * 0.95, np.clip(near * 1.4, 0, 1))
        lean = smoothstep(0.28, 0.74, ripple) * (0.75 - 0.3 * near) + 0.12
        water = mix(over_time(time, DEEPS), mirrored, lean)
        path = np.exp(-(np.abs(self._away(near, time)) ** 1.4))
        edge = 0.88 - 0.52 * path
        glint = smoothstep(edge, edge + 0.2, sparkle * 0.6 + ripple * 0.4)
        light = path * 0.28 + glint * (0.10 + 0.95 * path)
        water = water + light[..., None] * over_time(time, SUNS) * (1.15 - np.clip(water, 0, 1))
        top = round(self.size.height * HORIZON)
        below = self.size.width, self.size.height - top
        picture.paste(enlarge(water, below), (0, top))

    def _away(self, near: Array, time: float) -> Array:
        """Return how far each place is from the middle of the sun's path, in widths of the path."""
        columns = np.arange(self.half.width, dtype=np.float32) / self.half.width
        return np.asarray((columns - SUN_X) / (0.035 + (0.13 - 0.04 * time) * near), np.float32)


def draw_land(size: Size) -> list[Layer]:
    """Return the far hills and Alcatraz, against the light."""
    scale = size.width / 1920
    camera = Camera((0.0, 0.0, 12.0), (1.0, 0.0), 2600 * scale, 960 * scale, size.height * HORIZON)
    towards = np.array([0.75, -0.32, 0.58], np.float32)
    light = Light(towards, tint(0.75, 0.68, 0.55), tint(0.36, 0.38, 0.46))
    air = Air(rgb("#d8c8b8"), 5200.0)
    ground = Ground(rgb("#8b7c5a"), rgb("#4b5240"), rgb("#6f6456"))
    hills = draw_terrain(size, camera, Reach(3800, 15000), hills_height, ground, light, air)
    rock = draw_terrain(size, camera, Reach(1400, 2300), alcatraz_height, ground, light, air)
    sheet = Sheet(size, 3)
    draw_prison(sheet, camera, light, air)
    prison = sheet.finish()
    return [layer(hills), layer(prison), layer(rock)]


def hills_height(x: Array, y: Array) -> Array:
    """Return the height in metres of Angel Island, Tiburon and Mount Tamalpais beyond."""
    relief = sample(tile(44, 512, 512, slope=2.0), x / 4000, y / 4000)
    total = np.zeros(np.broadcast(x, y).shape, np.float32)
    hills = (
        (5200, -1150, 800, 500, 215),
        (8200, 700, 1500, 1900, 190),
        (8600, 3200, 1500, 1300, 330),
        (13000, 1900, 2200, 1500, 720),
        (12500, 4000, 2200, 1500, 420),
        (12500, -3000, 1500, 2600, 260),
    )
    for cx, cy, deep, wide, rise in hills:
        total += rise * np.exp(-(((x - cx) / deep) ** 2) - ((y - cy) / wide) ** 2)
    return np.asarray(total * (0.6 + 0.8 * relief) - 26, np.float32)


def alcatraz_height(x: Array, y: Array) -> Array:
    """Return the height in metres of the Rock: steep all round, level on top."""
    relief = sample(tile(45, 256, 256, slope=1.5), x / 300, y / 300)
    away = ((x - 1700) / 140) ** 2 + ((y - 270) / 250) ** 2
    return np.asarray(smoothstep(1.15, 0.35, away + 0.5 * (relief - 0.5)) * (30 + 10 * relief) - 1)


def draw_prison(sheet: Sheet, camera: Camera, light: Light, air: Air) -> None:
    """Draw the cell house, the lighthouse and what else stands on the Rock."""
    stone = rgb("#c9b8a0")
    blocks = [
        Block(1700, 285, 45, 165, 22, 52, stone),
        Block(1700, 335, 30, 30, 22, 57, stone * 0.95),
        Block(1690, 175, 8, 8, 25, 66, stone * 1.05),
        Block(1690, 175, 5, 5, 66, 71, stone * 0.6),
        Block(1700, 420, 30, 55, 15, 34, stone * 0.9),
        Block(1680, 120, 30, 40, 12, 26, stone * 0.9),
        Block(1690, 478, 16, 16, 8, 36, stone * 0.85),
        Block(1690, 90, 12, 26, 6, 18, stone),
    ]
    draw_blocks(sheet, camera, light, air, blocks)
    for y in np.arange(212, 366, 9.0):
        for low in (32.0, 41.0):
            window = [
                (1676, y, low),
                (1676, y + 3, low),
                (1676, y + 3, low + 6),
                (1676, y, low + 6),
            ]
            sheet.polygon(camera.project(window), air.over(stone * 0.3, 1676.0))
    for dy in (-3, 3):
        legs = [(1690, 450 + dy, 16), (1690, 450 + dy * 0.6, 44)]
        sheet.line(camera.project(legs), stone * 0.4, camera.lens * 6e-4)
    tank = Block(1690, 450, 9, 9, 44, 53, stone * 0.7)
    draw_blocks(sheet, camera, light, air, [tank])
