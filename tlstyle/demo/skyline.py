"""The city from the bay, from a clear afternoon through sunset into the night of lit windows."""

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from tlstyle.demo.boats import Boat, draw_ferry
from tlstyle.demo.camera import Air, Camera, Light
from tlstyle.demo.city import City
from tlstyle.demo.landmarks import draw_city
from tlstyle.demo.noise import Array, sample, smoothstep, tile
from tlstyle.demo.picture import (
    Sheet,
    add_grain,
    enlarge,
    grain,
    layer,
    mix,
    over_time,
    rgb,
    screen,
    tint,
)
from tlstyle.demo.sky import Clouds, Hour, add_sun, draw_sky, draw_stars, hour_at
from tlstyle.demo.terrain import Ground, Reach, draw_terrain
from tlstyle.demo.water import Water
from tlstyle.size import Size

WATERLINE = 0.715
SMALL = 4

AFTERNOON = Hour(rgb("#4c8ec6"), rgb("#94c0dc"), rgb("#e6e6da"), rgb("#fffaf0"), rgb("#a5b6c9"))
GOLDEN = Hour(rgb("#4a7bb0"), rgb("#b9b7b4"), rgb("#ffd58f"), rgb("#ffdfab"), rgb("#a08f9d"))
SUNSET = Hour(rgb("#3a4f8c"), rgb("#b5718a"), rgb("#ff9a52"), rgb("#ff9c7a"), rgb("#6f5480"))
DUSK = Hour(rgb("#1b2a5c"), rgb("#4f4a85"), rgb("#c9707a"), rgb("#8a5f88"), rgb("#332f5c"))
NIGHT = Hour(rgb("#0a1230"), rgb("#182552"), rgb("#3d4273"), rgb("#353a66"), rgb("#10183a"))
HOURS = ((0.0, AFTERNOON), (0.25, GOLDEN), (0.45, SUNSET), (0.68, DUSK), (1.0, NIGHT))

GAINS = (
    (0.0, tint(1.0, 0.98, 0.94)),
    (0.25, tint(1.0, 0.86, 0.68)),
    (0.45, tint(0.66, 0.48, 0.46)),
    (0.68, tint(0.27, 0.25, 0.36)),
    (1.0, tint(0.11, 0.13, 0.24)),
)
FERRY = Boat(0.93, 0.752, 0.050, -0.0042)
SUNS = (
    (0.0, tint(0.9, 0.85, 0.7)),
    (0.25, tint(1.0, 0.82, 0.5)),
    (0.45, tint(0.95, 0.5, 0.22)),
    (0.68, tint(0.35, 0.14, 0.12)),
    (0.9, tint(0.0, 0.0, 0.0)),
)


class Skyline:
    """Draws the stills of this shot at one size."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.small = Size(max(size.width // SMALL, 8), max(size.height // SMALL, 8))
        self.waterline = round(size.height * WATERLINE)
        horizon = self.small.height * WATERLINE
        self._clouds = Clouds(self.small, horizon, 61, (0.0028, 0.0010), 0.50)
        self.half = Size(max(size.width // 2, 16), max(size.height // 2, 16))
        self._water = Water(self.half, self.half.height * WATERLINE, 64, speed=0.010)
        self._stars = draw_stars(Size(size.width, self.waterline), self.waterline * 0.8, 66)
        self._grain = grain(size, 3)
        self._hills = layer(draw_hills(size))
        city = City(size, self.waterline, np.random.default_rng(67))
        draw_city(city)
        self._city, self._lamps = city.finish(), city.lamps

    def still(self, number: int, count: int) -> Image.Image:
        """Return still `number` of `count`, RGB."""
        time = number / count
        hour = hour_at(time, HOURS)
        sky = draw_sky(self.small, self.small.height * WATERLINE, hour, self._clouds.at(number))
        sun = self.small.width * 0.70, self.small.height * (0.30 + 0.95 * time)
        picture = enlarge(
            add_sun(sky, sun, over_time(time, SUNS), 0.05 * self.small.width), self.size
        )
        self._shine_stars(picture, time)
        gain = over_time(time, GAINS)
        self._hills.onto(picture, gain)
        self._city.onto(picture, gain)
        picture = screen(picture, self._lamps.onto(picture, time))
        self._lay_water(picture, number, hour)
        draw_ferry(picture, FERRY, number, gain, bright=float(smoothstep(0.4, 0.6, time)))
        return add_grain(picture, self._grain)

    def _shine_stars(self, picture: Image.Image, time: float) -> None:
        bright = float(smoothstep(0.62, 0.95, time))
        if bright > 0:
            sky = picture.crop((0, 0, self.size.width, self.waterline))
            stars = self._stars.point(lambda level: level * bright)
            picture.paste(ImageChops.add(sky, stars), (0, 0))

    def _lay_water(self, picture: Image.Image, number: int, hour: Hour) -> None:
        """Lay the mirrored city under the waterline, drawn out by the ripples."""
        below = self.size.height - self.waterline
        strip = picture.crop((0, self.waterline - below, self.size.width, self.waterline))
        mirror = strip.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        rows = self.half.height - self._water.top
        mirror = mirror.resize((self.half.width, rows), Image.Resampling.BOX)
        drawn = mirror.filter(ImageFilter.BoxBlur((1, self.half.width // 110)))
        colours = self._ripple(np.asarray(drawn, np.float32) / 255, number, hour)
        picture.paste(enlarge(colours, (self.size.width, below)), (0, self.waterline))

    def _ripple(self, mirror: Array, number: int, hour: Hour) -> Array:
        """Return the mirror [h, w, 3] as it looks from waves that lean to and fro."""
        ripple = self._water.at(number)
        rows, columns = np.indices(ripple.shape, dtype=np.float32)
        near = rows / len(mirror)
        lean = (ripple - 0.5) * (0.25 + near)
        across = np.clip(columns + lean * 0.03 * self.half.width, 0, self.half.width - 1)
        down = np.clip(rows + lean * 1.1 * len(mirror), 0, len(mirror) - 1)
        seen = mirror[down.astype(np.intp), across.astype(np.intp)]
        deep = hour.zenith * 0.5 + 0.015
        return mix(seen * 1.08, deep, smoothstep(0.42, 0.80, 1 - ripple) * (0.35 + 0.5 * near))


def draw_hills(size: Size) -> Image.Image:
    """Return the hills behind the city, with the mast of Sutro Tower on them."""
    scale = size.width / 1920
    waterline = size.height * WATERLINE
    camera = Camera((0.0, 0.0, 20.0), (1.0, 0.0), 4350 * scale, 960 * scale, waterline - 16 * scale)
    towards = np.array([0.35, -0.65, 0.67], np.float32)
    light = Light(towards, np.full(3, 0.75, np.float32), np.full(3, 0.5, np.float32))
    air = Air(rgb("#b9c3cf"), 6500.0)
    ground = Ground(rgb("#a79b84"), rgb("#59624e"), rgb("#8d8272"))
    hills = draw_terrain(size, camera, Reach(4200, 9000), hills_height, ground, light, air)
    sheet = Sheet(size)
    draw_sutro_tower(sheet, camera)
    mast = sheet.finish()
    mast.alpha_composite(hills)
    return mast


def hills_height(x: Array, y: Array) -> Array:
    """Return the height in metres of Twin Peaks and its neighbours, x towards the ocean."""
    relief = sample(tile(43, 512, 512, slope=1.8), x / 1800, y / 1800)
    peaks = np.zeros(np.broadcast(x, y).shape, np.float32)
    for cx, cy, wide, rise in (
        (7000, 800, 360, 180),
        (7300, 1330, 420, 185),
        (6800, -800, 1100, 80),
    ):
        peaks += rise * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / wide**2)
    return np.asarray(peaks * (0.7 + 0.6 * relief) + 50 * relief - 5, np.float32)


def draw_sutro_tower(sheet: Sheet, camera: Camera) -> None:
    """Draw the three-legged mast above the city, red and white once, now lost in haze."""
    steel = rgb("#9a96a0")
    for dy in (-18, 0, 18):
        waist = (7000.0, 930.0 + dy * 0.45, 400.0)
        sheet.line(camera.project([(7000, 930 + dy, 200), waist]), steel, camera.lens * 5e-4)
        tip = (7000.0, 930.0 + dy, 530.0)
        sheet.line(camera.project([waist, tip]), steel, camera.lens * 4e-4)
    for height in (330, 400, 450, 490):
        bar = [(7000, 918, height), (7000, 942, height)]
        sheet.line(camera.project(bar), steel, camera.lens * 5e-4)
