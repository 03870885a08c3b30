"""Cars winding down the street, as an open shutter sees them: only their lights."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tlstyle.demo.camera import Camera
from tlstyle.demo.noise import Array
from tlstyle.demo.picture import Point, bytes_of, glow, rgb
from tlstyle.demo.street import CREST, FOOT, bend, ground
from tlstyle.size import Size

WHITE = rgb("#fff0cc")
RED = rgb("#ff3a1e")
STEP = 0.5
# How far left and right of its middle a car carries its lights, in metres.
WHEELS = (-0.65, 0.65)


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
        roads = {side: way_down(side) for side in (-1, 1)}
        self._lanes = {
            (side, lane): beside(road, lane) for side, road in roads.items() for lane in WHEELS
        }
        self._cars = draw_lots(seed, count)

    def lights(self, still: float, memory: float) -> Image.Image:
        """Return the trails that cars left, with their glow, on black at half the picture's size.

        A trail is down to a third after `memory` stills.
        """
        trails = Image.new("RGB", self.size)
        pen = ImageDraw.Draw(trails)
        strokes = [stroke for car in self._cars for stroke in self._strokes(car, still, memory)]
        for bright, points, colour, width in sorted(strokes, key=lambda stroke: stroke[0]):
            pen.line(points, fill=bytes_of(colour * bright)[:3], width=width)
        half = trails.reduce(2)
        spread = glow(half, 0.006 * half.width)
        return ImageChops.screen(half, ImageChops.add(spread, spread))

    def _strokes(
        self, car: Car, still: float, memory: float
    ) -> list[tuple[float, list[Point], Array, int]]:
        strokes = []
        for behind, height, colour, share in ((0.0, 0.7, WHITE, 1.0), (4.2, 0.9, RED, 0.9)):
            head = (still - car.start) * car.speed - behind
            for lane in WHEELS:
                for age in np.arange(0, memory * 2.5, 1.0):
                    end = head - age * car.speed
                    points, width = self._stretch(end - car.speed, end, (car.side, lane), height)
                    if points:
                        bright = share * float(np.exp(-age / memory))
                        strokes.append((bright, points, colour, width))
        return strokes

    def _stretch(
        self, start: float, end: float, lane: tuple[int, float], height: float
    ) -> tuple[list[Point], int]:
        """Return the pixels of the way from `start` to `end` metres, and how wide a light is."""
        road = self._lanes[lane]
        first, last = start / STEP, end / STEP
        if last <= 0 or first >= len(road) - 1:
            return [], 0
        places = np.clip(np.linspace(first, last, 4), 0, len(road) - 1)
        spots = np.stack([np.interp(places, np.arange(len(road)), part) for part in road.T], -1)
        pixels = self._camera.project(spots + np.array([0, 0, height]))
        width = max(round(self._camera.lens * 0.16 / float(spots[1, 1])), 1)
        return [(float(x), float(y)) for x, y in pixels], width


def beside(road: Array, aside: float) -> Array:
    """Return a line [n, 3] that runs `aside` metres to the left of another."""
    ahead = np.gradient(road[:, :2], axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    left = np.stack([-ahead[:, 1], ahead[:, 0], 0 * ahead[:, 0]], axis=-1)
    return np.asarray(road + aside * left, np.float32)


def draw_lots(seed: int, count: int) -> list[Car]:
    """Return the evening's cars: few at first, then one close behind another."""
    random = np.random.default_rng(seed)
    cars, start = [], -100.0
    while start < count:
        cars.append(Car(start, float(random.uniform(2.1, 2.5)), int(random.choice((-1, 1)))))
        start += float(np.interp(start, [-60, 10, 60], [24, 16, 9]) * random.uniform(0.8, 1.25))
    return cars
