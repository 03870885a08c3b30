"""Hills: the ground's height marched through column by column, from the camera outwards."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from tlstyle.demo.camera import Air, Camera, Light
from tlstyle.demo.noise import Array, sample, smoothstep, tile
from tlstyle.demo.picture import image, mix
from tlstyle.size import Size

Height = Callable[[Array, Array], Array]


@dataclass(frozen=True, slots=True)
class Ground:
    """What grows on the hills: the colours [3] of open slopes, of scrub in the folds, of rock."""

    grass: Array
    scrub: Array
    rock: Array


@dataclass(frozen=True, slots=True)
class Reach:
    """From how near to how far, in metres, the ground is looked at, in how many steps."""

    near: float
    far: float
    steps: int = 500


def draw_terrain(
    size: Size, camera: Camera, reach: Reach, height: Height, ground: Ground, light: Light, air: Air
) -> Image.Image:
    """Return the ground that `height(x, y)` describes (metres) as an RGBA layer.

    Where the height is not above 0 nothing is drawn: that is water.
    """
    depth = np.geomspace(reach.near, reach.far, reach.steps).astype(np.float32)[:, None]
    x, y = _places(size, camera, depth)
    z = height(x, y)
    rows = camera.horizon - camera.lens * (z - camera.eye[2]) / depth
    skyline = np.minimum.accumulate(np.where(z > 0, rows, np.float32(1e6)), axis=0)
    colour = _lit(x, y, z, height, ground, light)
    haze = 1 - np.exp(-np.broadcast_to(depth, z.shape) / air.reach)
    colour = mix(colour, air.colour, haze.astype(np.float32))
    waterline = camera.horizon + camera.lens * camera.eye[2] / depth[:, 0]
    return _paint(size, skyline, waterline, colour)


def _places(size: Size, camera: Camera, depth: Array) -> tuple[Array, Array]:
    ahead, right = camera.axes()
    sideways = (np.arange(size.width, dtype=np.float32) - camera.middle) / camera.lens
    x = camera.eye[0] + depth * (ahead[0] + sideways * right[0])
    y = camera.eye[1] + depth * (ahead[1] + sideways * right[1])
    return x.astype(np.float32), y.astype(np.float32)


def _lit(x: Array, y: Array, z: Array, height: Height, ground: Ground, light: Light) -> Array:
    step = np.float32(6.0)
    east, north = (height(x + step, y) - z) / step, (height(x, y + step) - z) / step
    length = np.sqrt(1 + east**2 + north**2)
    facing = (light.towards[2] - east * light.towards[0] - north * light.towards[1]) / length
    patches = sample(tile(71, slope=1.1), x / 900, y / 900)
    colour = mix(ground.grass, ground.scrub, smoothstep(0.42, 0.62, patches - 0.25 * facing + 0.1))
    colour = mix(colour, ground.rock, smoothstep(0.75, 1.1, np.hypot(east, north)))
    colour = colour * (0.86 + 0.28 * patches[..., None])
    lit = light.shade + light.sun * np.clip(facing, 0, 1)[..., None]
    return np.asarray(colour * lit, np.float32)


def _paint(size: Size, skyline: Array, waterline: Array, colour: Array) -> Image.Image:
    """Fill each column's pixels with the first ground that reaches up to them.

    What lies under its waterline is water in front of that ground, and left open.
    """
    fine = np.arange(size.height * 2, dtype=np.float32) / 2 + 0.25
    picture = np.zeros((size.height * 2, size.width, 4), np.float32)
    for column in range(size.width):
        first = np.searchsorted(-skyline[:, column], -fine)
        seen = fine < np.append(waterline, 0)[first]
        picture[seen, column, :3] = colour[first[seen], column]
        picture[seen, column, 3] = 1.0
    return image(picture).resize(size, Image.Resampling.BOX)
