"""A camera that stands level, as a photographer of buildings sets it: verticals stay vertical."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tlstyle.demo.noise import Array
from tlstyle.demo.picture import Sheet, mix

Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the photographer stands: metres, z upwards, right-handed.

    `heading` is the direction looked into, x and y; `lens` the focal length in pixels; `middle` and
    `horizon` the pixel column and row of the point straight ahead.
    """

    eye: Place
    heading: tuple[float, float]
    lens: float
    middle: float
    horizon: float

    def axes(self) -> tuple[Array, Array]:
        """Return the unit vectors ahead and to the right, float32 [2] each."""
        ahead = np.array(self.heading, np.float32)
        ahead /= np.hypot(*ahead)
        return ahead, np.array([ahead[1], -ahead[0]], np.float32)

    def depth(self, points: Array) -> Array:
        """Return how far ahead points [..., 3] lie, in metres."""
        ahead, _ = self.axes()
        return np.asarray((points[..., :2] - np.array(self.eye[:2])) @ ahead, np.float32)

    def project(self, points: Array | Iterable[Place]) -> Array:
        """Return the pixels [..., 2] where points [..., 3] appear; they must lie ahead."""
        places = np.asarray(points, np.float32)
        ahead, right = self.axes()
        flat = places[..., :2] - np.array(self.eye[:2], np.float32)
        depth = np.maximum(flat @ ahead, 0.5)
        x = self.middle + self.lens * (flat @ right) / depth
        y = self.horizon - self.lens * (places[..., 2] - self.eye[2]) / depth
        return np.stack([x, y], axis=-1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Light:
    """The sun, as direction towards it (unit [3]) and its colour and the shade's, [3] each."""

    towards: Array
    sun: Array
    shade: Array

    def on(self, colour: Array, normal: Array) -> Array:
        """Return a surface's colour where it faces `normal`."""
        facing = max(float(normal @ self.towards), 0.0)
        return np.asarray(colour * (self.shade + self.sun * facing), np.float32)


@dataclass(frozen=True, slots=True)
class Air:
    """The haze between: its colour [3] and the metres over which it hides about two thirds."""

    colour: Array
    reach: float

    def over(self, colour: Array, depth: float) -> Array:
        """Return a colour as it looks from `depth` metres away."""
        return mix(colour, self.colour, 1 - float(np.exp(-depth / self.reach)))


@dataclass(frozen=True, slots=True)
class Block:
    """A box standing upright: the middle of its footprint, its sides, its bottom and top."""

    x: float
    y: float
    length: float
    width: float
    bottom: float
    top: float
    colour: Array

    def corners(self) -> Array:
        """Return the eight corners [8, 3], bottom four first, anticlockwise."""
        dx, dy = self.length / 2, self.width / 2
        around = [(-dx, -dy), (dx, -dy), (dx, dy), (-dx, dy)]
        return np.array(
            [(self.x + a, self.y + b, z) for z in (self.bottom, self.top) for a, b in around],
            np.float32,
        )

    def middle(self) -> Array:
        """Return its centre [3]."""
        return np.array([self.x, self.y, (self.bottom + self.top) / 2], np.float32)


SIDES = (
    ((0, 1, 5, 4), (0, -1, 0)),
    ((1, 2, 6, 5), (1, 0, 0)),
    ((2, 3, 7, 6), (0, 1, 0)),
    ((3, 0, 4, 7), (-1, 0, 0)),
    ((4, 5, 6, 7), (0, 0, 1)),
    ((3, 2, 1, 0), (0, 0, -1)),
)


def draw_block(sheet: Sheet, camera: Camera, light: Light, air: Air, block: Block) -> None:
    """Draw the faces of a box that look towards the camera."""
    corners = block.corners()
    eye = np.array(camera.eye, np.float32)
    depth = float(camera.depth(block.middle()))
    for order, facing in SIDES:
        normal = np.array(facing, np.float32)
        face = corners[list(order)]
        if (eye - face[0]) @ normal > 0:
            colour = air.over(light.on(block.colour, normal), depth)
            sheet.polygon(camera.project(face), colour)


def draw_blocks(
    sheet: Sheet, camera: Camera, light: Light, air: Air, blocks: Iterable[Block]
) -> None:
    """Draw boxes from the farthest to the nearest, so that near ones hide far ones."""
    eye = np.array(camera.eye, np.float32)
    far_first = sorted(blocks, key=lambda block: -float(np.linalg.norm(block.middle() - eye)))
    for block in far_first:
        draw_block(sheet, camera, light, air, block)
