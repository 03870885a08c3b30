"""The bridge at the end of the day, with fog rolling in from the ocean through its towers."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops

from tlstyle.demo.bridge import PANEL, SIDE_SPAN, SPAN, View, draw_bridge
from tlstyle.demo.camera import Air, Camera, Light
from tlstyle.demo.noise import Array, sample, smear, smoothstep, tile
from tlstyle.demo.picture import (
    Layer,
    Sheet,
    add_grain,
    enlarge,
    grain,
    image,
    layer,
    mix,
    over_time,
    rgb,
    tint,
)
from tlstyle.demo.sky import Clouds, Hour, add_sun, draw_sky, hour_at
from tlstyle.demo.terrain import Ground, Reach, draw_terrain
from tlstyle.demo.water import Water
from tlstyle.size import Size

HORIZON = 0.63
SMALL = 4
HEADING = (0.899, -0.438)
# Where the nearer layer of the bridge begins, in metres from the southern tower.
DIVIDE = 44 * PANEL
GROUND = Ground(rgb("#b59a62"), rgb("#4d5a3c"), rgb("#8a7360"))

AFTERNOON = Hour(rgb("#4f83b4"), rgb("#9fc0d3"), rgb("#f0dcbc"), rgb("#fff3df"), rgb("#a8b4c4"))
SUNSET = Hour(rgb("#47659b"), rgb("#c79aa0"), rgb("#ffc27d"), rgb("#ffcf9d"), rgb("#9a839c"))
AFTERGLOW = Hour(rgb("#35467f"), rgb("#a5749b"), rgb("#f79a72"), rgb("#f5a08a"), rgb("#6a5f86"))
HOURS = ((0.0, AFTERNOON), (0.55, SUNSET), (1.0, AFTERGLOW))
# What the light does to fixed things as the sun goes down.
GAINS = (
    (0.0, tint(1.0, 1.0, 1.0)),
    (0.55, tint(1.06, 0.88, 0.78)),
    (1.0, tint(0.86, 0.68, 0.72)),
)
FOG_LIT = ((0.0, rgb("#fff6ea")), (0.55, rgb("#ffdcb8")), (1.0, rgb("#f4b7a6")))
FOG_SHADE = ((0.0, rgb("#a9b9ca")), (0.55, rgb("#a698b4")), (1.0, rgb("#746b98")))


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank of fog at one distance.

    `top` is the row its upper edge rolls about, `depth` how many rows it takes to grow dense, both
    as shares of the height; `scale` the size of its billows; `speed` how far it moves per still, as
    a share of the width; `dense` how much it hides at most.
    """

    seed: int
    top: float
    depth: float
    scale: float
    speed: float
    dense: float


FAR_BANK = Bank(11, 0.588, 0.05, 0.45, 0.0020, 0.92)
MIDDLE_BANK = Bank(21, 0.605, 0.08, 0.62, 0.0036, 0.94)
NEAR_BANK = Bank(319, 0.625, 0.11, 0.85, 0.0058, 0.96)


class Fog:
    """One bank of fog over time, from row `start` of a small picture down."""

    def __init__(self, size: Size, bank: Bank) -> None:
        self.bank = bank
        self.start = int((bank.top - bank.depth - 0.20) * size.height)
        travel = bank.speed / bank.scale
        self._large = smear(tile(bank.seed, 256, 256, slope=1.9), travel * 0.5)
        self._small = smear(tile(bank.seed + 1, 256, 256, slope=1.5), travel * 2.2)
        rows = np.arange(self.start, size.height, dtype=np.float32)[:, None] / size.height
        columns = np.arange(size.width, dtype=np.float32)[None, :] / size.width
        self._rows = rows + 0 * columns
        self._x = columns / bank.scale * 0.62 + 0 * rows
        self._y = rows / bank.scale * 1.5 + 0 * columns

    def at(self, still: float) -> tuple[Array, Array]:
        """Return how much the fog hides, and how brightly it is lit; [h, w] in 0..1."""
        moved = self.bank.speed / self.bank.scale * still
        warp = sample(self._large, self._x * 0.5 - moved * 0.4, self._y * 0.5 + 0.37)
        x = self._x - moved + 0.10 * warp
        y = self._y + 0.12 * warp + 0.0016 * still
        billow = sample(self._large, x, y)
        curl = sample(self._small, x * 2.3 - moved * 0.5, y * 2.3)
        body = billow * 0.66 + curl * 0.34
        surge = 0.02 * np.sin(0.09 * still + self.bank.seed)
        swell = (warp - 0.5) * 0.16 + (body - 0.5) * 0.34 * self.bank.scale + surge
        # Fog heaps up more readily than it sinks, so the piers stay in it.
        swell = np.where(swell < 0, swell * 0.4, swell)
        under = (self._rows - self.bank.top + swell) / self.bank.depth
        hidden = smoothstep(-0.45, 0.9, under) * self.bank.dense
        behind = sample(self._large, x + 0.035, y + 0.05)
        rolls = 1.9 * (billow - behind) + 0.6 * (curl - 0.5)
        lit = 0.64 - 0.34 * smoothstep(0.0, 3.6, under) + rolls
        return hidden, np.clip(lit, 0, 1)


class GoldenGate:
    """Draws the stills of this shot at one size."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.small = Size(max(size.width // SMALL, 8), max(size.height // SMALL, 8))
        self._clouds = Clouds(self.small, self.small.height * HORIZON, 5, (0.0032, 0.0012), 0.55)
        self._water = Water(self.small, self.small.height * HORIZON, 8)
        self._banks = [Fog(self.small, bank) for bank in (FAR_BANK, MIDDLE_BANK, NEAR_BANK)]
        self._grain = grain(size, 2)
        self._fixed = draw_fixed(size)

    def still(self, number: int, count: int) -> Image.Image:
        """Return still `number` of `count`, RGB."""
        time = number / count
        gain = over_time(time, GAINS)
        picture = enlarge(self._backdrop(number, hour_at(time, HOURS)), self.size)
        for fixed, bank in zip(self._fixed, self._banks, strict=True):
            fixed.onto(picture, gain)
            self._lay_fog(picture, bank, number, time)
        return add_grain(picture, self._grain)

    def _backdrop(self, number: int, hour: Hour) -> Array:
        """Return sky and water, small."""
        horizon = self.small.height * HORIZON
        picture = draw_sky(self.small, horizon, hour, self._clouds.at(number))
        sun = (-0.05 * self.small.width, horizon)
        picture = add_sun(picture, sun, hour.horizon * 0.8, 0.16 * self.small.width)
        ripple = self._water.at(number)
        near = np.linspace(0, 1, len(ripple), dtype=np.float32)[:, None]
        deep = mix(hour.middle * 0.62, hour.zenith * 0.34, near + 0 * ripple)
        picture[self._water.top :] = mix(deep, hour.horizon * 0.95, smoothstep(0.38, 0.8, ripple))
        return picture

    def _lay_fog(self, picture: Image.Image, fog: Fog, number: int, time: float) -> None:
        hidden, lit = fog.at(number)
        colour = mix(over_time(time, FOG_SHADE), over_time(time, FOG_LIT), lit)
        top = fog.start * self.size.height // self.small.height
        size = self.size.width, self.size.height - top
        picture.paste(enlarge(colour, size), (0, top), enlarge(hidden, size))


def draw_fixed(size: Size) -> list[Layer]:
    """Return what stands still, from far to near: hills, the far tower, the near tower."""
    scale = size.width / 1920
    camera = Camera(
        (-900.0, 620.0, 26.0), HEADING, 3100 * scale, 960 * scale, size.height * HORIZON
    )
    towards = np.array([-0.25, 0.80, 0.42], np.float32)
    light = Light(
        towards / np.linalg.norm(towards),
        tint(1.02, 0.92, 0.76),
        tint(0.42, 0.45, 0.53),
    )
    air = Air(rgb("#d9c9bd"), 7000.0)
    hills = draw_terrain(size, camera, Reach(1500, 16000), hills_height, GROUND, light, air)
    return [layer(hills), *(layer(half) for half in draw_halves(size, camera, light, air))]


def draw_halves(size: Size, camera: Camera, light: Light, air: Air) -> list[Image.Image]:
    """Return the bridge beyond the near tower, and its nearer half, as separate layers.

    They overlap, and the nearer one sets in softly, so that the fog between them shows no edge.
    """
    halves = []
    for south, north in ((2 * PANEL, SPAN + SIDE_SPAN), (-SIDE_SPAN, DIVIDE)):
        sheet = Sheet(size, 3)
        draw_bridge(View(sheet, camera, light, air), south, north)
        halves.append(sheet.finish())
    near = halves[1]
    edges = camera.project([(DIVIDE, 0, 67), (DIVIDE * 0.4, 0, 67)])[:, 0]
    columns = np.arange(size.width, dtype=np.float32)
    there = smoothstep(float(edges[0]), float(edges[1]), columns)
    veil = image(np.broadcast_to(there, (size.height, size.width)))
    near.putalpha(ImageChops.multiply(near.getchannel("A"), veil))
    return halves


def hills_height(x: Array, y: Array) -> Array:
    """Return the height in metres of the Marin headlands, and of the far shore to the east."""
    relief = sample(tile(41, 512, 512, slope=2.1), x / 2600, y / 2600)
    folds = np.abs(sample(tile(42, 512, 512, slope=2.0), x / 1100, y / 1100) - 0.5) * 2
    coast = x - 1400 - 160 * (relief - 0.5) + 0.35 * np.minimum(y, 0)
    rise = smoothstep(0, 900, coast) * (0.35 + 0.65 * smoothstep(-900, 700, y))
    headland = rise * (150 + 260 * relief + 70 * folds) - 6
    island = smoothstep(1500, 0, np.hypot(x - 5200, (y + 4300) * 0.6)) * (230 + 120 * relief) - 20
    shore = smoothstep(7000, 12000, x - y) * (120 + 500 * relief) - 40
    return np.asarray(np.maximum(np.maximum(headland, island), shore), np.float32)
