"""The crooked block of Lombard Street: the ground it winds over, its houses, its lamps.

In metres: x to the right, y uphill, away from the viewer, z up.
"""

import numpy as np
from PIL import Image

from tlstyle.demo.camera import Air, Block, Camera, Place
from tlstyle.demo.houses import PAINTS, Front, Scene, draw_body, draw_front, draw_window
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
    columns = (np.arange(size.width * 2, dtype=np.float32) / 2 - camera.middle) / camera.lens
    rows = (np.arange(size.height * 2, dtype=np.float32) / 2 - camera.horizon) / camera.lens
    slope = (camera.eye[2] + STEEP * FOOT) / np.maximum(rows + STEEP, 1e-3)
    level = camera.eye[2] / np.maximum(rows, 1e-3)
    depth = np.where(level < FOOT, level, slope).astype(np.float32)[:, None]
    picture = Image.new("RGBA", (size.width * 2, size.height * 2))
    # A strip at a time, which the processor's cache can hold.
    for top in range(0, len(depth), 32):
        strip = depth[top : top + 32]
        if strip[-1] < CREST:
            picture.paste(_surface(strip * columns + camera.eye[0], strip, air), (0, top))
    return picture.reduce(2)


def _surface(x: Array, y: Array, air: Air) -> Image.Image:
    """Return the surface at x [h, w], y [h, 1]."""
    colour = mix(_paved(x, y), _planted(x, y), _garden(x, y))
    haze = 1 - np.exp(-y / air.reach) + 0 * x
    colour = mix(colour, air.colour, haze)
    seen = (y < CREST) & ((np.abs(x) < FRONTS + 0.5) | (y < FOOT))
    return image(np.concatenate([colour, seen[..., None].astype(np.float32)], axis=-1))


def _across(x: Array, y: Array) -> Array:
    """Return the distance from the middle of the road, measured square to it."""
    lean = (bend(y + 0.1) - bend(y - 0.1)) / 0.2
    return np.asarray((x - bend(y)) / np.sqrt(1 + 0.8 * lean**2), np.float32)


def _garden(x: Array, y: Array) -> Array:
    beside = smoothstep(ROAD - 0.1, ROAD + 0.1, np.abs(_across(x, y)))
    inside = smoothstep(SIDEWALK, SIDEWALK - 0.3, np.abs(x)) * smoothstep(FOOT, FOOT + 0.4, y)
    return np.asarray(beside * inside, np.float32)


def _paved(x: Array, y: Array) -> Array:
    row = np.floor(y / 0.5)
    stone = np.abs(((x / 0.9 + 0.5 * (row % 2)) % 1) - 0.5) * 2
    relief = sample(tile(51, slope=0.9), x / 9, y / 9)
    fade = np.exp(-y / 90)
    road = mix(rgb("#5f3329"), rgb("#b2644b"), relief + 0.12 - 0.3 * fade * (stone > 0.9))
    steps = 0.55 + 0.3 * ((y / 0.8) % 1 > 0.35) * fade + 0.3 * relief
    walk = mix(rgb("#4f4b4a"), rgb("#aaa39b"), steps)
    asphalt = mix(rgb("#4a4a52"), rgb("#66646c"), relief)
    stripes = (y > FOOT - 3.4) & (y < FOOT - 1.0) & ((x / 1.1) % 1 < 0.5)
    asphalt = mix(asphalt, rgb("#b9b4ae"), stripes * (0.55 + 0.4 * relief))
    paved = mix(road, walk, smoothstep(SIDEWALK - 0.2, SIDEWALK, np.abs(x)))
    return mix(paved, asphalt, smoothstep(FOOT, FOOT - 0.3, y) + 0 * x)


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
            for lot in (3, 2, 1):
                _draw_back_house(scene, float(y), side * (FRONTS + 6 + lot * 13.0))
            _draw_house(scene, float(y), side)
            draw_tree(scene, (side * 14.3, float(y) - 1.0))
    for side in (-1, 1):
        _draw_corner_house(scene, side)


def _draw_house(scene: Scene, y: float, side: int) -> None:
    width, height = 8.6, float(scene.random.uniform(9.6, 13.2))
    paint = _paint(scene)
    floor = float(ground(y))
    _draw_walls(scene, side * (FRONTS + 6), y + width / 2, (width, floor, height), paint)
    draw_front(scene, Front((side * FRONTS, y, floor), (0, 1), (-side, 0), width, height), paint)


def _draw_back_house(scene: Scene, y: float, x: float) -> None:
    """Draw a house of the streets beside: its walls stand above its neighbour's roof."""
    height = float(scene.random.uniform(7.5, 14.5))
    floor = float(ground(y)) - 0.02 * abs(x)
    _draw_walls(scene, x, y + 4.3, (8.6, floor, height), _paint(scene))
    if scene.random.random() < 0.5:
        draw_tree(scene, (x + float(scene.random.uniform(-5, 5)), y - 0.5), 1.5)


def _draw_walls(
    scene: Scene, x: float, y: float, shape: tuple[float, float, float], paint: Array
) -> None:
    """Draw the plain walls of a house with its side windows, its eaves and a chimney."""
    width, floor, height = shape
    top = floor + height
    draw_body(scene, Block(x, y, 12, width, floor - 6, top, paint * 0.92))
    near = y - width / 2
    wall = Front((x - 6, near, floor), (1, 0), (0, -1), 12, height)
    for u in (1.2, 4.0, 6.8, 9.6):
        for w in (height - 2.7, height - 5.9):
            draw_window(scene, wall, (u, w, 1.2, 1.8), 0.02)
    draw_body(scene, Block(x, y, 12.7, width + 0.7, top, top + 0.45, rgb("#cfc5b8")))
    draw_body(scene, Block(x, y, 11.6, width - 0.4, top + 0.4, top + 0.5, rgb("#77707a")))
    stack = x + float(scene.random.uniform(-4, 4))
    draw_body(scene, Block(stack, y, 0.9, 0.9, top, top + 1.8, rgb("#8a5a4a")))


def draw_tree(scene: Scene, place: tuple[float, float], grown: float = 1.0) -> None:
    """Draw a round street tree at x, y: a cloud of leaves, lighter towards the sky."""
    x, y = place
    z = float(ground(y))
    scale = scene.camera.lens / y
    trunk = scene.camera.project([(x, y, z), (x, y, z + 2.6 * grown)])
    scene.sheet.line(trunk, rgb("#3a302c"), 0.3 * scale)
    middle = scene.camera.project([(x, y, z + 3.6 * grown)])[0]
    count = 90 if y < 90 else 40
    spots = np.clip(scene.random.normal(0, 0.62, (count, 2)), -1.1, 1.1) * grown * scale
    for dx, dy in spots[np.argsort(-spots[:, 1])]:
        lit = 0.5 - 0.45 * dy / (scale * grown) + 0.15 * float(scene.random.normal())
        green = mix(rgb("#1d2c22"), rgb("#7d9658"), min(max(lit, 0.0), 1.0))
        radius = float(scene.random.uniform(0.14, 0.30)) * scale * grown
        spot = float(middle[0] + dx), float(middle[1] + dy)
        scene.sheet.disc(spot, radius, scene.air.over(green, y))
    scene.lamps.hide(middle + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * scale * grown * 0.7)


def _draw_corner_house(scene: Scene, side: int) -> None:
    """Draw a house at the foot, whose front looks down at the viewer."""
    width, height = 9.0, 11.6
    paint = _paint(scene)
    for lot in (1, 0):
        near = FRONTS + lot * (width + 0.3)
        left = near if side > 0 else -near - width
        body = Block(left + width / 2, FOOT + 4.6, width, 8.8, 0, height + 1.5, paint * 0.9)
        draw_body(scene, body)
        if lot == 0:
            draw_front(
                scene,
                Front((side * FRONTS, FOOT + 0.3, 1.5), (0, 1), (-side, 0), 8.6, height),
                paint,
            )
        draw_front(scene, Front((left, FOOT, 1.5), (1, 0), (0, -1), width, height), paint)
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
