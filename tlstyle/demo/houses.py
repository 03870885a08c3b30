"""Victorian houses: bay windows, cornices, gables and painted woodwork, in metres."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tlstyle.demo.camera import Air, Block, Camera, Light, Place, draw_block
from tlstyle.demo.lamps import Lamps
from tlstyle.demo.noise import Array
from tlstyle.demo.picture import Sheet, rgb

TRIM = rgb("#efe6d6")
GLASS = rgb("#67728f")
DOOR = rgb("#4a2f28")
LAMPLIGHT = ("#ffd08a", "#ffc170", "#ffe0ac", "#ffb45e", "#ffd9a0")
PAINTS = (
    "#d9a7a0",
    "#9fc0bd",
    "#e6cf9a",
    "#b9a6cc",
    "#c9d3b0",
    "#e3b48c",
    "#a9bedb",
    "#e9ddc6",
    "#c98f86",
    "#93b39a",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is needed to draw a house: sheet, lamps, camera, light, air, dice."""

    sheet: Sheet
    lamps: Lamps
    camera: Camera
    light: Light
    air: Air
    random: np.random.Generator

    def face(self, points: list[Place], colour: Array, normal: Array) -> None:
        """Fill a flat face that looks along `normal`; lights behind it are hidden."""
        depth = float(self.camera.depth(np.array(points[0], np.float32)))
        seen = self.camera.project(points)
        self.sheet.polygon(seen, self.air.over(self.light.on(colour, normal), depth))
        self.lamps.hide(seen)


@dataclass(frozen=True, slots=True)
class Front:
    """The street side of a house: its lower near corner, which way it runs, what it faces.

    A place on it is (u, w, n): metres along, up and out from the wall.
    """

    corner: Place
    along: tuple[float, float]
    out: tuple[float, float]
    width: float
    height: float

    def at(self, u: float, w: float, n: float = 0.0) -> Place:
        """Return the place in the world."""
        x = self.corner[0] + self.along[0] * u + self.out[0] * n
        y = self.corner[1] + self.along[1] * u + self.out[1] * n
        return x, y, self.corner[2] + w

    def normal(self, turn: float = 0.0) -> Array:
        """Return the direction [3] the wall faces, turned towards `along` by `turn` radians."""
        flat = np.array(self.out) * np.cos(turn) + np.array(self.along) * np.sin(turn)
        return np.array([*flat, 0.0], np.float32)

    def panel(self, u: float, w: float, wide: float, tall: float, n: float = 0.0) -> list[Place]:
        """Return the corners of an upright rectangle parallel to the wall."""
        low = [self.at(u, w, n), self.at(u + wide, w, n)]
        return [*low, self.at(u + wide, w + tall, n), self.at(u, w + tall, n)]


def draw_front(scene: Scene, front: Front, paint: Array) -> None:
    """Draw a street front: wall, bay, door, cornice, gable."""
    scene.face(front.panel(0, -1.5, front.width, front.height + 1.5), paint, front.normal())
    _draw_clapboards(scene, front, paint)
    bay = front.width * 0.5
    mirrored = bool(scene.random.random() < 0.3)
    start = front.width - bay - 0.5 if mirrored else 0.5
    aside = 0.5 if mirrored else bay + 1.0
    _draw_garage(scene, front, start + 0.4, bay - 0.8)
    _draw_door(scene, front, aside, front.width - bay - 1.6)
    for storey in storeys(front):
        if storey > 3:
            draw_window(scene, front, (aside + 0.35, storey, front.width - bay - 2.4, 2.0), 0.03)
    _draw_bay(scene, front, start, bay, paint)
    _draw_cornice(scene, front, paint)


def storeys(front: Front) -> Iterator[float]:
    """Yield the sill height of each floor above the garage."""
    yield from (float(w) for w in np.arange(3.4, front.height - 2.4, 3.2))


def _draw_clapboards(scene: Scene, front: Front, paint: Array) -> None:
    depth = float(scene.camera.depth(np.array(front.at(front.width / 2, 0), np.float32)))
    if depth > 75:
        return
    colour = scene.air.over(scene.light.on(paint * 0.86, front.normal()), depth)
    for w in np.arange(0.4, front.height, 0.42):
        line = scene.camera.project([front.at(0, float(w)), front.at(front.width, float(w))])
        scene.sheet.line(line, colour, scene.camera.lens * 0.05 / depth)


def draw_window(
    scene: Scene, front: Front, box: tuple[float, float, float, float], n: float, turn: float = 0.0
) -> None:
    """Draw a sash window in its frame, at u, w, wide, tall; some light up at dusk."""
    u, w, wide, tall = box
    normal = front.normal(turn)
    scene.face(front.panel(u - 0.16, w - 0.2, wide + 0.32, tall + 0.42, n), TRIM, normal)
    scene.face(front.panel(u, w, wide, tall, n + 0.01), GLASS, normal)
    light_window(scene, [front.panel(u, w, wide, tall, n)])
    rail = front.panel(u, w + tall * 0.48, wide, 0.1, n + 0.02)
    scene.face(rail, TRIM * 0.7, normal)
    scene.face(
        front.panel(u - 0.25, w + tall + 0.2, wide + 0.5, 0.22, n + 0.1), TRIM * 1.05, normal
    )


def light_window(scene: Scene, panes: list[list[Place]]) -> None:
    """Let a window of one or more panes light up some time in the evening, or stay dark."""
    if scene.random.random() > 0.62:
        return
    tint = rgb(LAMPLIGHT[int(scene.random.integers(len(LAMPLIGHT)))])
    when = scene.random.uniform(0.18, 0.92)
    bright = scene.random.uniform(0.62, 1.0)
    for pane in panes:
        scene.lamps.add(scene.camera.project(pane), when, tint * bright)


def _draw_bay(scene: Scene, front: Front, u: float, wide: float, paint: Array) -> None:
    """Draw a bay of three sides that climbs over every floor."""
    out, cant, foot, top = 1.1, 0.75, 2.9, front.height - 0.3
    sides = (
        ((u, 0.0), (u + cant, out), -0.9),
        ((u + wide - cant, out), (u + wide, 0.0), 0.9),
        ((u + cant, out), (u + wide - cant, out), 0.0),
    )
    for start, end, turn in sides:
        _draw_bay_side(scene, front, (start, end), (foot, top), turn, paint * 1.04)


def _draw_bay_side(
    scene: Scene,
    front: Front,
    run: tuple[tuple[float, float], tuple[float, float]],
    rise: tuple[float, float],
    turn: float,
    paint: Array,
) -> None:
    (u0, n0), (u1, n1) = run
    normal = front.normal(turn)
    eye = np.array(scene.camera.eye, np.float32)
    if (eye - np.array(front.at(u0, 0, n0), np.float32)) @ normal <= 0:
        return

    def panel(part: float, end: float, low: float, high: float) -> list[Place]:
        def at(share: float, w: float) -> Place:
            return front.at(u0 + (u1 - u0) * share, w, n0 + (n1 - n0) * share)

        return [at(part, low), at(end, low), at(end, high), at(part, high)]

    scene.face(panel(0, 1, *rise), paint, normal)
    for w in storeys(front):
        scene.face(panel(0, 1, w - 0.75, w - 0.5), TRIM, normal)
        scene.face(panel(0.08, 0.92, w - 0.45, w - 0.2), paint * 0.8, normal)
        count = 2 if abs(turn) < 0.1 else 1
        panes = []
        for pane in range(count):
            start, end = (pane + 0.12) / count, (pane + 0.88) / count
            scene.face(panel(start - 0.03, end + 0.03, w - 0.1, w + 2.1), TRIM, normal)
            scene.face(panel(start, end, w, w + 1.95), GLASS, normal)
            panes.append(panel(start, end, w, w + 1.95))
        light_window(scene, panes)
        for pane in range(count):
            start, end = (pane + 0.12) / count, (pane + 0.88) / count
            rail = scene.camera.project(panel(start, end, w + 0.95, w + 1.05))
            scene.sheet.polygon(rail, scene.light.on(TRIM * 0.7, normal))
            scene.lamps.hide(rail)
        scene.face(panel(0, 1, w + 2.2, w + 2.4), TRIM * 1.03, normal)


def _draw_garage(scene: Scene, front: Front, u: float, wide: float) -> None:
    scene.face(front.panel(u - 0.15, -1.5, wide + 0.3, 3.9, 0.02), TRIM * 0.9, front.normal())
    scene.face(front.panel(u, -1.5, wide, 3.7, 0.04), rgb("#8d7d70"), front.normal())
    for w in (-0.6, 0.3, 1.2):
        scene.face(front.panel(u, w, wide, 0.08, 0.05), rgb("#5f554e"), front.normal())


def _draw_door(scene: Scene, front: Front, u: float, wide: float) -> None:
    """Draw the stoop, the door in its porch and the lamp over it."""
    for step in range(6):
        n = 1.9 - step * 0.3
        scene.face(front.panel(u, -1.5 + step * 0.28, wide, 0.28, n), TRIM * 0.82, front.normal())
    scene.face(front.panel(u, 0.2, wide, 3.0, 0.02), TRIM, front.normal())
    scene.face(front.panel(u + 0.25, 0.2, wide - 0.5, 2.6, 0.04), DOOR, front.normal())
    transom = front.panel(u + 0.35, 2.3, wide - 0.7, 0.4, 0.05)
    scene.lamps.add(scene.camera.project(transom), scene.random.uniform(0.2, 0.6), rgb("#ffca80"))
    scene.face(front.panel(u - 0.2, 3.0, wide + 0.4, 0.35, 0.7), TRIM * 1.05, front.normal())


def _draw_cornice(scene: Scene, front: Front, paint: Array) -> None:
    top = front.height
    scene.face(
        front.panel(-0.1, top - 0.9, front.width + 0.2, 0.5, 0.25), paint * 0.75, front.normal()
    )
    for u in np.arange(0.1, front.width - 0.2, 0.8):
        scene.face(front.panel(float(u), top - 1.0, 0.28, 0.7, 0.5), TRIM * 0.92, front.normal())
    scene.face(
        front.panel(-0.25, top - 0.35, front.width + 0.5, 0.5, 0.75), TRIM * 1.06, front.normal()
    )
    if scene.random.random() < 0.6:
        _draw_gable(scene, front, paint)


def _draw_gable(scene: Scene, front: Front, paint: Array) -> None:
    base, middle, rise = front.height + 0.15, front.width / 2, front.width * 0.34
    outer = [front.at(-0.2, base, 0.4), front.at(front.width + 0.2, base, 0.4)]
    scene.face([*outer, front.at(middle, base + rise + 0.3, 0.4)], TRIM, front.normal())
    inner = [front.at(0.6, base + 0.15, 0.42), front.at(front.width - 0.6, base + 0.15, 0.42)]
    scene.face([*inner, front.at(middle, base + rise - 0.35, 0.42)], paint * 0.9, front.normal())
    draw_window(scene, front, (middle - 0.5, base + 0.5, 1.0, 1.3), 0.44)


def draw_body(scene: Scene, block: Block) -> None:
    """Draw a house's plain walls and roof behind its front."""
    corners = scene.camera.project(block.corners())
    scene.lamps.hide(corners[[0, 1, 5, 4]])
    draw_block(scene.sheet, scene.camera, scene.light, scene.air, block)
