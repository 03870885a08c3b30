"""San Francisco from the bay: its towers in elevation, and when each window lights up.

Places are pixels of a picture 1920 wide: x to the right, heights upwards from the waterline.
"""

from dataclasses import dataclass, field

import numpy as np

from tlstyle.demo.lamps import Lamps
from tlstyle.demo.noise import Array
from tlstyle.demo.picture import Layer, Point, Sheet, layer, mix, rgb
from tlstyle.size import Size

WARM = ("#ffd89a", "#ffe4b8", "#ffc878", "#fff1d6", "#ffe9c4", "#dfeaff")


@dataclass(frozen=True, slots=True)
class Tower:
    """A building: left edge, width, height, the colour of its walls and of its glass.

    `turned` is the share of the width that shows its other, shaded side; `taper` how much narrower
    it is at the top, as a share; `round_top` the height over which its outline curves to the top;
    `floor` and `bay` the height and width of one window with its wall, in pixels; `lit` the share
    of windows that light up.
    """

    x: float
    width: float
    height: float
    wall: str
    glass: str
    turned: float = 0.3
    taper: float = 0.0
    round_top: float = 0.0
    floor: float = 5.5
    bay: float = 5.0
    lit: float = 0.5
    haze: float = 0.0

    def edges(self, height: float) -> tuple[float, float, float]:
        """Return left edge, corner and right edge at a height above its foot."""
        inset = self.taper * height / self.height
        if self.round_top and height > self.height - self.round_top:
            part = (height - self.height + self.round_top) / self.round_top
            inset += (1 - self.taper) * (1 - np.sqrt(max(1 - part**2.6, 0.0))) * 0.9
        middle, half = self.x + self.width / 2, self.width / 2 * (1 - inset)
        return middle - half, middle + half - 2 * half * self.turned, middle + half


@dataclass(slots=True)
class City:
    """The walls being drawn and the lamps and windows in them, both for one picture size."""

    size: Size
    waterline: float
    random: np.random.Generator
    sheet: Sheet = field(init=False)
    lamps: Lamps = field(init=False)

    def __post_init__(self) -> None:
        self.sheet = Sheet(self.size)
        self.lamps = Lamps(self.size)

    @property
    def scale(self) -> float:
        """Pixels of this picture per pixel of the 1920 wide one."""
        return self.size.width / 1920

    def at(self, x: float, height: float) -> Point:
        """Return the pixel of a place."""
        return x * self.scale, self.waterline - height * self.scale

    def shape(self, places: list[Point], colour: Array) -> None:
        """Fill a polygon of (x, height) places; windows behind it are hidden."""
        points = [self.at(*place) for place in places]
        self.sheet.polygon(points, colour)
        self.lamps.hide(points)

    def window(self, box: tuple[float, float, float, float], when: float, colour: Array) -> None:
        """Light the window left, bottom, right, top from `when` (0..1) on."""
        left, low, right, high = box
        corners = ((left, low), (right, low), (right, high), (left, high))
        self.lamps.add([self.at(*corner) for corner in corners], when, colour)

    def lamp(self, x: float, height: float, when: float, colour: Array, size: float = 2.0) -> None:
        """Light a lamp from `when` on."""
        self.window(
            (x - size / 2, height - size / 2, x + size / 2, height + size / 2), when, colour
        )

    def finish(self) -> Layer:
        """Return the walls."""
        return layer(self.sheet.finish())


def draw_tower(city: City, tower: Tower, foot: float = 0.0) -> None:
    """Draw one building with its windows, standing `foot` above the water."""
    haze = rgb("#c3c4cc")
    wall, glass = (mix(rgb(code), haze, tower.haze) for code in (tower.wall, tower.glass))
    rise = np.linspace(0, tower.height, 2 if not tower.round_top else 60)
    edges = [tower.edges(float(height)) for height in rise]
    heights = [float(height) + foot for height in rise]
    left = [(e[0], h) for e, h in zip(edges, heights, strict=True)]
    corner = [(e[1], h) for e, h in zip(edges, heights, strict=True)]
    right = [(e[2], h) for e, h in zip(edges, heights, strict=True)]
    city.shape(left + corner[::-1], wall)
    city.shape(corner + right[::-1], wall * 0.62)
    _draw_windows(city, tower, foot, glass)


def _draw_windows(city: City, tower: Tower, foot: float, glass: Array) -> None:
    for storey in np.arange(tower.floor, tower.height - tower.floor, tower.floor):
        left, corner, right = tower.edges(float(storey))
        # Offices are let by the floor: people on one floor leave or stay together.
        evening = city.random.uniform(0.34, 0.85)
        for start, end, shade in ((left, corner, 1.0), (corner, right, 0.6)):
            bays = max(round((end - start) / tower.bay), 1)
            wide = (end - start) / bays
            for bay in range(bays):
                x, low = start + (bay + 0.2) * wide, foot + float(storey)
                box = (x, low, x + wide * 0.62, low + tower.floor * 0.6)
                _draw_window(city, tower, box, glass * shade, evening)


def _draw_window(
    city: City, tower: Tower, box: tuple[float, float, float, float], glass: Array, evening: float
) -> None:
    left, low, right, high = box
    sky = city.random.uniform(0.8, 1.25)
    corners = [city.at(x, y) for x, y in ((left, low), (right, low), (right, high), (left, high))]
    city.sheet.polygon(corners, glass * sky)
    if city.random.random() < tower.lit:
        when = evening + city.random.normal(0, 0.09)
        tint = rgb(WARM[int(city.random.integers(len(WARM)))])
        city.window(box, when, tint * city.random.uniform(0.55, 1.0))
