"""Lights that come on one after another: windows, street lamps, signs."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tlstyle.demo.noise import Array
from tlstyle.demo.picture import Point, bytes_of, glow
from tlstyle.size import Size

NEVER = 255
# How long a light takes to come on, as a share of the shot: less would pop, stills being 1 % apart.
RISE = 0.025


class Lamps:
    """Every light of a shot, on one map that says of each pixel when it lights up.

    So however many windows there are, lighting those that are due is one look-up table per still.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self._due = Image.new("L", (size.width * 2, size.height * 2), NEVER)
        self._colours = Image.new("RGB", size)
        self._draw_due = ImageDraw.Draw(self._due)
        self._draw_colours = ImageDraw.Draw(self._colours)

    def add(self, points: Sequence[Point] | Array, when: float, colour: Array) -> None:
        """Add a light with this outline that comes on at `when`, 0..1 of the shot."""
        places = [(float(x), float(y)) for x, y in points]
        due = round(min(max(when, 0.0), 0.97) * 254)
        self._draw_due.polygon([(x * 2, y * 2) for x, y in places], fill=due)
        self._fill(places, colour)

    def add_disc(self, centre: Point, radius: float, when: float, colour: Array) -> None:
        """Add a round light."""
        angles = np.linspace(0, 2 * np.pi, 14)
        x, y = centre
        self.add([(x + radius * np.cos(a), y + radius * np.sin(a)) for a in angles], when, colour)

    def hide(self, points: Sequence[Point] | Array) -> None:
        """Take away the lights behind something with this outline."""
        self._draw_due.polygon([(float(x) * 2, float(y) * 2) for x, y in points], fill=NEVER)

    def _fill(self, places: list[Point], colour: Array) -> None:
        # A pixel more on every side, since at its edge a light shares its pixel with the wall.
        columns, rows = [x for x, _ in places], [y for _, y in places]
        box = (min(columns) - 1, min(rows) - 1, max(columns) + 1, max(rows) + 1)
        self._draw_colours.rectangle(box, fill=bytes_of(colour)[:3])

    def onto(self, picture: Image.Image, time: float, spread: float = 18.0) -> Image.Image:
        """Light on a picture what is due at `time`, 0..1.

        Returns the halo of these lights, `spread` pixels wide, at half the size, to `screen` over.
        """
        now = time * 254
        levels = [float(np.clip((now - due) / (RISE * 254), 0, 1)) for due in range(NEVER)]
        lit = self._due.point([round(level * 255) for level in levels] + [0]).reduce(2)
        picture.paste(self._colours, (0, 0), lit)
        half = lit.reduce(2)
        colours = self._colours.reduce(2)
        shine = ImageChops.multiply(colours, Image.merge("RGB", (half, half, half)))
        return glow(shine, spread * self.size.width / 1920 / 2, 4)
