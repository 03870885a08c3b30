"""Cars winding down the street, as an open shutter sees them: only their lights."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tlstyle.demo.camera import Camera
from tlstyle.demo.noise import Array
from tlstyle.demo.picture import bytes_of, enlarge, glow, rgb
from tlstyle.demo.street import CREST, FOOT, bend, ground
from tlstyle.size import Size

WHITE = rgb("#fff0cc")
RED = rgb("#ff3a1e")
STEP = 0.5


def way_down(side: int) -> Array:
    """Return the road from the crest down and off to one side, [n, 3], a place every half metre."""
    y = np.linspace(CREST + 20, FOOT, 3000, dtype=np.float32)
    down = np.stack([bend(y), y, ground(y)], axis=-1)
    turn = np.linspace(0, 1, 200, dtype=np.float32)
    off = np.stack([side * 26 * turn**1.6, FOOT - 6 * np.sin(turn * np.pi / 2), 0 * turn], axis=-1)
    road = np.concatenate([down, off])
    gone = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(road, axis=0), axis=1))])
    places = np.arange(0, gone[-1], STEP)
    return np.stack([np.interp(places, gone, road[:, i]) for i in range(3)], axis=-1).astype(
        np.float32
    )


@dataclass(frozen=True, slots=True)
class Car:
    """One car: the still at which it is at the crest, its way per still, where it turns off."""

    start: float
    speed: float
    side: int


class Traffic:
    """All cars of the shot, drawn for one camera."""

    def __init__(self, size: Size, camera: Camera, seed: int, count: int) -> None:
        self.size = size
        self._camera = camera
        self._roads = {side: way_down(side) for side in (-1, 1)}
        self._cars = draw_lots(seed, count)

    def onto(self, picture: Image.Image, still: float, memory: float) -> Image.Image:
        """Return the picture with the trails that cars left; `memory` stills dim one to a third."""
        trails = Image.new("RGB", self.size)
        pen = ImageDraw.Draw(trails)
        strokes = [stroke for car in self._cars for stroke in self._strokes(car, still, memory)]
        for bright, points, colour, width in sorted(strokes, key=lambda stroke: stroke[0]):
            pen.line(points, fill=bytes_of(colour * bright)[:3], width=width)
        return ImageChops.screen(picture, enlarge(_glowing(trails), self.size))

    def _strokes(
        self, car: Car, still: float, memory: float
    ) -> list[tuple[float, list[tuple[float, float]], Array, int]]:
        strokes = []
        for behind, height, colour, share in ((0.0, 0.7, WHITE, 1.0), (4.2, 0.9, RED, 0.9)):
            head = (still - car.start) * car.speed - behind
            for lane in (-0.65, 0.65):
                for age in np.arange(0, memory * 2.5, 1.0):
                    end = head - age * car.speed
                    points, width = self._stretch(car, end - car.speed, end, (lane, height))
                    if points:
                        bright = share * float(np.exp(-age / memory))
                        strokes.append((bright, points, colour, width))
        return strokes

    def _stretch(
        self, car: Car, start: float, end: float, offset: tuple[float, float]
    ) -> tuple[list[tuple[float, float]], int]:
        """Return the pixels of the way from `start` to `end` metres, and how wide a light is."""
        road = self._roads[car.side]
        places = np.clip(np.array([start, (start + end) / 2, end]) / STEP, 0, len(road) - 1)
        if places[-1] <= 0 or places[0] >= len(road) - 1:
            return [], 0
        spots = np.stack(
            [np.interp(places, np.arange(len(road)), road[:, i]) for i in range(3)], -1
        )
        ahead = spots[-1] - spots[0]
        sideways = np.array([-ahead[1], ahead[0]]) / max(float(np.hypot(*ahead[:2])), 1e-3)
        spots[:, :2] += sideways * offset[0]
        spots[:, 2] += offset[1]
        pixels = self._camera.project(spots.astype(np.float32))
        width = max(round(self._camera.lens * 0.16 / float(spots[1, 1])), 1)
        return [(float(x), float(y)) for x, y in pixels], width


def draw_lots(seed: int, count: int) -> list[Car]:
    """Return the evening's cars: few at first, then one close behind another."""
    random = np.random.default_rng(seed)
    cars, start = [], -100.0
    while start < count:
        cars.append(Car(start, float(random.uniform(2.1, 2.5)), int(random.choice((-1, 1)))))
        start += float(np.interp(start, [-60, 10, 60], [24, 16, 9]) * random.uniform(0.8, 1.25))
    return cars


def _glowing(trails: Image.Image) -> Image.Image:
    """Return trails at half their size, with soft edges and the glow they throw about."""
    half = trails.reduce(2)
    spread = glow(half, 0.006 * half.width)
    return ImageChops.screen(half, ImageChops.add(spread, spread))
