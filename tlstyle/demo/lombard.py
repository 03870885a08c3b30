"""Dusk on Lombard Street: the lights of cars winding down between painted Victorian houses."""

import numpy as np
from PIL import Image, ImageChops

from tlstyle.demo.camera import Air, Camera, Light
from tlstyle.demo.houses import Scene
from tlstyle.demo.lamps import Lamps
from tlstyle.demo.noise import smoothstep
from tlstyle.demo.picture import (
    Sheet,
    add_grain,
    enlarge,
    grain,
    layer,
    over_time,
    rgb,
    screen,
    tint,
)
from tlstyle.demo.sky import Clouds, Hour, add_sun, draw_sky, draw_stars, hour_at
from tlstyle.demo.street import draw_ground, draw_houses, draw_lamp_posts
from tlstyle.demo.traffic import Traffic
from tlstyle.size import Size

HORIZON = 0.50
SMALL = 4

SUNSET = Hour(rgb("#4a6ba8"), rgb("#b99cb4"), rgb("#ffb877"), rgb("#ffc39a"), rgb("#8d7796"))
DUSK = Hour(rgb("#26387a"), rgb("#76609c"), rgb("#f08a6c"), rgb("#c97c8c"), rgb("#4a4377"))
NIGHT = Hour(rgb("#0e1740"), rgb("#2a3270"), rgb("#8a5f8c"), rgb("#5a4a7c"), rgb("#1c2150"))
HOURS = ((0.0, SUNSET), (0.5, DUSK), (1.0, NIGHT))

GAINS = (
    (0.0, tint(1.14, 0.97, 0.88)),
    (0.5, tint(0.70, 0.60, 0.70)),
    (1.0, tint(0.34, 0.34, 0.52)),
)
GLOWS = ((0.0, tint(0.9, 0.6, 0.35)), (0.5, tint(0.6, 0.3, 0.2)), (1.0, tint(0.2, 0.1, 0.12)))


class Lombard:
    """Draws the stills of this shot at one size."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.small = Size(max(size.width // SMALL, 8), max(size.height // SMALL, 8))
        scale = size.width / 1920
        camera = Camera(
            (2.0, 0.0, 13.0), (0.0, 1.0), 1600 * scale, 930 * scale, size.height * HORIZON
        )
        self._clouds = Clouds(self.small, self.small.height * 0.45, 91, (0.0026, 0.0012), 0.58)
        self._stars = draw_stars(Size(size.width, size.height // 2), size.height * 0.38, 96, 260)
        self._grain = grain(size, 5)
        self._lamps = Lamps(size)
        self._street = layer(draw_street(size, camera, self._lamps))
        self._traffic = Traffic(size, camera, 97, 96)

    def still(self, number: int, count: int) -> Image.Image:
        """Return still `number` of `count`, RGB."""
        time = number / count
        hour = hour_at(time, HOURS)
        sky = draw_sky(self.small, self.small.height * 0.45, hour, self._clouds.at(number))
        sun = self.small.width * 0.49, self.small.height * (0.36 + 0.1 * time)
        sky = add_sun(sky, sun, over_time(time, GLOWS), 0.07 * self.small.width)
        picture = enlarge(sky, self.size)
        self._shine_stars(picture, time)
        self._street.onto(picture, over_time(time, GAINS))
        halo = self._lamps.onto(picture, time, 26)
        picture = screen(picture, halo, self._traffic.lights(number, 3 + 6 * time))
        return add_grain(picture, self._grain)

    def _shine_stars(self, picture: Image.Image, time: float) -> None:
        bright = float(smoothstep(0.6, 1.0, time)) * 0.8
        if bright > 0:
            sky = picture.crop((0, 0, *self._stars.size))
            stars = self._stars.point(lambda level: level * bright)
            picture.paste(ImageChops.add(sky, stars), (0, 0))


def draw_street(size: Size, camera: Camera, lamps: Lamps) -> Image.Image:
    """Return the street with its houses and lamp posts, and enter their lights in `lamps`."""
    towards = np.array([0.30, -0.62, 0.72], np.float32)
    light = Light(towards, tint(0.55, 0.52, 0.5), tint(0.56, 0.56, 0.62))
    air = Air(rgb("#b494a0"), 650.0)
    street = draw_ground(size, camera, air)
    scene = Scene(Sheet(size), lamps, camera, light, air, np.random.default_rng(98))
    draw_houses(scene)
    draw_lamp_posts(scene)
    street.alpha_composite(scene.sheet.finish())
    return street
