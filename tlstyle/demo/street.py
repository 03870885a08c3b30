"""The crooked block of Lombard Street: the ground it winds over, its houses, its lamps.

In metres: x to the right, y uphill, away from the viewer, z up.
"""

import numpy as np
from PIL import Image

from tlstyle.demo.camera import Air, Block, Camera, Place
from tlstyle.demo.houses import PAINTS, Front, Scene, draw_body, draw_front
from tlstyle.demo.noise import Array, sample, smoothstep, tile
from tlstyle.demo.picture import image, mix, rgb
from tlstyle.size import Size

FOOT = 42.0
CREST = 160.0
STEEP = 0.27
SWING = 8.6
TURN = 29.0
ROAD = 2.3
SIDEWALK = 13.2
FRONTS = 15.5


def ground(y: float | Array) -> Array:
    """Return the height of the street at y."""
    return np.asarray(np.clip(np.asarray(y) - FOOT, 0, CREST - FOOT) * STEEP, np.float32)


def bend(y: float | Array) -> Array:
    """Return where the middle of the winding road is at y."""
    inside = smoothstep(FOOT - 1, FOOT + 8, y) * smoothstep(CREST, CREST - 10, y)
    return np.asarray(
        SWING * inside * np.sin(2 * np.pi * (np.asarray(y) - FOOT) / TURN), np.float32
    )


def draw_ground(size: Size, camera: Camera, air: Air) -> Image.Image:
    """Return the street's surface: bricks, hedges, flower beds, stairs, asphalt; RGBA.

    Every pixel is followed back to the slope, or to the level street at its foot.
    """
    fine = Size(size.width * 2, size.height * 2)
    columns = (np.arange(fine.width, dtype=np.float32) / 2 - camera.middle) / camera.lens
    fall = (np.arange(fine.height, dtype=np.float32) / 2 - camera.horizon)[:, None] / camera.lens
    slope = (camera.eye[2] + STEEP * FOOT) / np.maximum(fall + STEEP, 1e-3)
    level = camera.eye[2] / np.maximum(fall, 1e-3)
    depth = np.where(level < FOOT, level, slope) + 0 * columns
    x = camera.eye[0] + depth * columns
    colour = mix(_paved(x, depth), _planted(x, depth), _garden(x, depth))
    colour = mix(colour, air.colour, (1 - np.exp(-depth / air.reach)).astype(np.float32))
    seen = (depth < CREST) & (depth > 0)
    picture = np.concatenate([colour, seen[..., None].astype(np.float32)], axis=-1)
    return image(picture).reduce(2)


def _across(x: Array, y: Array) -> Array:
    """Return the distance from the middle of the road, measured square to it."""
    lean = (bend(y + 0.1) - bend(y - 0.1)) / 0.2
    return np.asarray((x - bend(y)) / np.sqrt(1 + 0.8 * lean**2), np.float32)


def _garden(x: Array, y: Array) -> Array:
    beside = smoothstep(ROAD - 0.1, ROAD + 0.1, np.abs(_across(x, y)))
    inside = smoothstep(SIDEWALK, SIDEWALK - 0.3, np.abs(x)) * smoothstep(FOOT, FOOT + 0.4, y)
    return np.asarray(beside * inside, np.float32)


def _paved(x: Array, y: Array) -> Array:
    brick = rgb("#94523f")
    rows, joints = np.floor(y / 0.5), 0.5 * (np.floor(y / 0.5) % 2)
    stone = np.abs(((x / 0.9 + joints) % 1) - 0.5) * 2
    relief = sample(tile(51, slope=0.9), x / 9, y / 9) + 0 * rows
    fade = np.exp(-y / 90)
    shade = 0.74 + 0.42 * relief - 0.22 * fade * (stone > 0.9)
    road = brick * shade[..., None]
    steps = 0.82 + 0.3 * ((y / 0.8) % 1 > 0.35) * fade
    walk = rgb("#9a938c") * (steps * (0.85 + 0.3 * relief))[..., None]
    asphalt = rgb("#57565c") * (0.75 + 0.5 * relief)[..., None]
    paved = mix(road, walk, smoothstep(SIDEWALK - 0.2, SIDEWALK, np.abs(x)))
    return mix(paved, asphalt, smoothstep(FOOT, FOOT - 0.3, y))


def _planted(x: Array, y: Array) -> Array:
    across = np.abs(_across(x, y))
    leaves = sample(tile(52, slope=0.8), x / 7, y / 10)
    blooms = sample(tile(53, slope=0.7), x / 5, y / 7)
    kinds = sample(tile(54, slope=1.8), x / 22, y / 22)
    green = mix(rgb("#27371f"), rgb("#6f8a45"), leaves)
    hedge = smoothstep(1.5, 1.2, across - ROAD)
    # The side of the hedge towards the viewer is in its own shade.
    bed = mix(green * 0.95, green * (0.5 + 0.9 * leaves)[..., None], hedge)
    stops = (
        (0.3, rgb("#d8638f")),
        (0.45, rgb("#e9a6c0")),
        (0.6, rgb("#8f86d6")),
        (0.7, rgb("#f1e7ee")),
    )
    places = [place for place, _ in stops]
    flowers = np.stack(
        [np.interp(kinds, places, [c[i] for _, c in stops]) for i in range(3)], axis=-1
    ).astype(np.float32)
    return mix(bed, flowers, smoothstep(0.55, 0.72, blooms) * (1 - hedge) * 0.95)


def draw_houses(scene: Scene) -> None:
    """Draw both rows of houses, from the crest down, and the corner houses at the foot."""
    starts = np.arange(FOOT + 9.5, CREST + 20, 9.0)
    for y in starts[::-1]:
        for side in (-1, 1):
            _draw_house(scene, float(y), side)
    for side in (-1, 1):
        _draw_corner_house(scene, side)


def _draw_house(scene: Scene, y: float, side: int) -> None:
    width, height = 8.6, float(scene.random.uniform(9.6, 13.2))
    paint = _paint(scene)
    floor = float(ground(y))
    body = Block(
        side * (FRONTS + 6), y + width / 2, 12, width, floor - 6, floor + height, paint * 0.9
    )
    draw_body(scene, body)
    _draw_roof(scene, body)
    corner: Place = (side * FRONTS, y, floor)
    draw_front(scene, Front(corner, (0, 1), (-side, 0), width, height), paint)


def _draw_roof(scene: Scene, body: Block) -> None:
    """Draw a chimney, for a broken line of roofs."""
    x = body.x + float(scene.random.uniform(-3, 3))
    stack = Block(x, body.y, 0.9, 0.9, body.top, body.top + 1.6, rgb("#8a5a4a"))
    draw_body(scene, stack)


def _draw_corner_house(scene: Scene, side: int) -> None:
    """Draw a house at the foot, whose front looks down at the viewer."""
    width, height = 9.0, 11.6
    paint = _paint(scene)
    for lot in (1, 0):
        near = FRONTS + lot * (width + 0.3)
        left = near if side > 0 else -near - width
        body = Block(left + width / 2, FOOT + 4.6, width, 8.8, -1, height, paint * 0.9)
        draw_body(scene, body)
        if lot == 0:
            draw_front(
                scene,
                Front((side * FRONTS, FOOT + 0.3, 1), (0, 1), (-side, 0), 8.6, height - 1),
                paint,
            )
        draw_front(scene, Front((left, FOOT, 0.0), (1, 0), (0, -1), width, height), paint)
        paint = _paint(scene)


def _paint(scene: Scene) -> Array:
    return rgb(PAINTS[int(scene.random.integers(len(PAINTS)))])


def lamp_posts() -> list[Place]:
    """Return where the street lamps stand, far ones first."""
    places = np.arange(FOOT + 4, CREST, 16.0)[::-1]
    return [(side * 12.4, float(y), float(ground(y))) for y in places for side in (-1, 1)]


def draw_lamp_posts(scene: Scene) -> None:
    """Draw the posts with their globes."""
    for x, y, z in lamp_posts():
        thick = scene.camera.lens * 0.16 / y
        post = scene.camera.project([(x, y, z), (x, y, z + 4.2)])
        scene.sheet.line(post, rgb("#24262c"), thick)
        globe = scene.camera.project([(x, y, z + 4.5)])[0]
        radius = scene.camera.lens * 0.34 / y
        scene.sheet.disc((float(globe[0]), float(globe[1])), radius, rgb("#d8d2c6"))
        when = 0.22 + 0.1 * float(scene.random.random())
        scene.lamps.add_disc((float(globe[0]), float(globe[1])), radius, when, rgb("#ffe0a6"))
