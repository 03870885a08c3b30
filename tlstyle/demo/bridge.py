"""The Golden Gate Bridge in metres: x northwards along the deck, y westwards, z above the water."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tlstyle.demo.camera import Air, Block, Camera, Light, Place, draw_blocks
from tlstyle.demo.noise import Array
from tlstyle.demo.picture import Sheet, rgb

ORANGE = rgb("#c0402b")
CONCRETE = rgb("#b9ab98")
ROAD = rgb("#8d8a86")

SPAN = 1280.0
SIDE_SPAN = 343.0
TOWERS = (0.0, SPAN)
HALF_WIDTH = 13.7
DECK_TOP = 67.0
DECK_BOTTOM = 59.5
SADDLE = 222.0
PANEL = 15.24

# Each leg is set back four times on its way up: bottom, top, length along the deck, width across.
LEG = (
    (12.0, 67.0, 17.0, 10.5),
    (67.0, 108.0, 15.0, 9.3),
    (108.0, 148.0, 13.0, 8.2),
    (148.0, 186.0, 11.0, 7.2),
    (186.0, 220.0, 9.0, 6.2),
    (220.0, 226.5, 10.4, 7.4),
)
# The portal struts between the legs: bottom, top, length.
STRUTS = (
    (101.0, 111.0, 11.0),
    (142.0, 151.0, 9.5),
    (181.0, 189.0, 8.0),
    (213.0, 221.0, 7.0),
    (48.0, 56.0, 11.0),
    (14.0, 20.0, 12.0),
)


@dataclass(frozen=True, slots=True)
class View:
    """What is needed to draw anything of the bridge: sheet, camera, light and air."""

    sheet: Sheet
    camera: Camera
    light: Light
    air: Air

    def tint(self, colour: Array, place: Place) -> Array:
        """Return a colour as the haze leaves it at a place."""
        return self.air.over(colour, float(self.camera.depth(np.array(place, np.float32))))

    def bar(self, start: Place, end: Place, colour: Array, thick: float) -> None:
        """Draw a straight bar `thick` metres wide."""
        depth = float(self.camera.depth(np.array(start, np.float32)))
        width = self.camera.lens * thick / max(depth, 1.0)
        self.sheet.line(self.camera.project([start, end]), self.tint(colour, start), width)


def draw_bridge(view: View, south: float, north: float) -> None:
    """Draw the part of the bridge between two places along it, far things first."""
    places = [x for x in TOWERS if south <= x < north]
    draw_cable(view, -HALF_WIDTH, south, north)
    for x in sorted(places, reverse=True):
        draw_tower(view, x)
    draw_deck(view, south, north)
    draw_cable(view, HALF_WIDTH, south, north)
    for x in places:
        draw_leg(view, x, HALF_WIDTH)


def draw_tower(view: View, x: float) -> None:
    """Draw one tower: pier, both legs, the struts and the bracing under the deck."""
    pier = Block(x, 0.0, 27.0, 52.0, 0.0, 13.0, CONCRETE)
    draw_blocks(view.sheet, view.camera, view.light, view.air, [pier])
    draw_leg(view, x, -HALF_WIDTH)
    _draw_bracing(view, x)
    draw_blocks(view.sheet, view.camera, view.light, view.air, struts(x))
    draw_leg(view, x, HALF_WIDTH)


def struts(x: float) -> Iterator[Block]:
    """Yield the struts of a tower with the stepped brackets below their ends."""
    for bottom, top, length in STRUTS:
        yield Block(x, 0.0, length, 2 * HALF_WIDTH - 8, bottom, top, ORANGE)
        if bottom > DECK_TOP:
            yield Block(x, 0.0, length * 0.7, 2 * HALF_WIDTH - 9, bottom - 2, bottom, ORANGE * 0.8)
            for side in (-1, 1):
                inner = side * (HALF_WIDTH - 5.5)
                yield Block(x, inner, length * 0.7, 3.0, bottom - 6, bottom - 2, ORANGE * 0.86)


def draw_leg(view: View, x: float, y: float) -> None:
    """Draw one leg with its set-backs and the flutes that run up its faces."""
    blocks = [Block(x, y, long, wide, low, high, ORANGE) for low, high, long, wide in LEG]
    draw_blocks(view.sheet, view.camera, view.light, view.air, blocks)
    for low, high, long, wide in LEG[:-1]:
        for part in (-0.25, 0.0, 0.25):
            south, west = x - long / 2, y + wide / 2
            along, across = x + long * part, y + wide * part
            view.bar((along, west, low + 1), (along, west, high - 3), ORANGE * 0.62, 0.9)
            view.bar((south, across, low + 1), (south, across, high - 3), ORANGE * 0.42, 0.6)


def _draw_bracing(view: View, x: float) -> None:
    edge = HALF_WIDTH - 4
    for low, high in ((20.0, 48.0), (56.0, 66.0)):
        view.bar((x, -edge, low), (x, edge, high), ORANGE * 0.7, 2.6)
        view.bar((x, edge, low), (x, -edge, high), ORANGE * 0.7, 2.6)


def cable_height(x: Array) -> Array:
    """Return the height of the main cables at places x: a parabola, as under an even load."""
    middle = 71.0 + (SADDLE - 71.0) * ((x - SPAN / 2) / (SPAN / 2)) ** 2
    beyond = np.where(x < 0, -x, x - SPAN) / SIDE_SPAN
    side = SADDLE + (72.0 - SADDLE) * beyond - 32.0 * beyond * (1 - beyond)
    return np.asarray(np.where((x < 0) | (x > SPAN), side, middle), np.float32)


def draw_cable(view: View, y: float, south: float, north: float) -> None:
    """Draw one main cable and its hangers."""
    panels = np.arange(round(south / PANEL), round(north / PANEL) + 1) * np.float32(PANEL)
    tops = cable_height(panels)
    nodes: list[Place] = [(float(x), y, float(z)) for x, z in zip(panels, tops, strict=True)]
    for x, _, z in nodes:
        view.bar((x, y, DECK_TOP), (x, y, z), ORANGE * 0.72, 0.36)
    for start, end in pairwise(nodes):
        view.bar(start, end, ORANGE * 0.92, 1.35)


def draw_deck(view: View, south: float, north: float) -> None:
    """Draw roadway, stiffening truss and railing."""
    _draw_slab(view, south, north)
    panels = [float(x) for x in np.arange(round(south / PANEL), round(north / PANEL)) * PANEL]
    for x in reversed(panels):
        _draw_panel(view, x, HALF_WIDTH + 0.6)
    edge = HALF_WIDTH + 0.6
    for start, end in pairwise(panels):
        view.bar((start, edge, DECK_TOP), (end, edge, DECK_TOP), ORANGE * 1.05, 1.7)
        view.bar((start, edge, DECK_BOTTOM), (end, edge, DECK_BOTTOM), ORANGE * 0.8, 1.4)
        view.bar((start, edge, DECK_TOP + 1.7), (end, edge, DECK_TOP + 1.7), ORANGE * 0.9, 0.4)


def _draw_slab(view: View, south: float, north: float) -> None:
    """Draw the dark inside of the truss, seen from below and through its side."""
    edges = np.arange(south, north, PANEL * 2)
    for start in edges[::-1]:
        end = min(start + PANEL * 2, north)
        for low, high, y in ((DECK_BOTTOM, DECK_BOTTOM, -HALF_WIDTH), (60.0, 66.5, HALF_WIDTH)):
            quad = [
                (start, y, low),
                (end, y, low),
                (end, HALF_WIDTH, high),
                (start, HALF_WIDTH, high),
            ]
            colour = view.tint(ORANGE * 0.42, (float(start), 0.0, low))
            view.sheet.polygon(view.camera.project(quad), colour)


def _draw_panel(view: View, x: float, y: float) -> None:
    middle, end = x + PANEL / 2, x + PANEL
    view.bar((x, y, DECK_BOTTOM), (x, y, DECK_TOP), ORANGE * 0.95, 0.7)
    view.bar((x, y, DECK_BOTTOM), (middle, y, DECK_TOP), ORANGE * 0.88, 0.8)
    view.bar((middle, y, DECK_TOP), (end, y, DECK_BOTTOM), ORANGE * 0.88, 0.8)
