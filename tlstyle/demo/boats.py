"""Sailing boats: a sloop drawn in metres, anywhere on the water, smeared by its own way."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from tlstyle.demo.noise import Array
from tlstyle.demo.picture import Point, Sheet, mix, rgb
from tlstyle.size import Size

# One sloop, ten metres long, in metres: forwards from the mast, upwards from the waterline.
HULL = ((-5.0, 1.3), (-4.4, 0.0), (3.4, 0.0), (5.2, 1.5), (0.5, 1.25))
CABIN = ((-2.2, 1.2), (-2.0, 1.9), (1.1, 1.8), (1.8, 1.25))
MAST = ((0.0, 1.2), (0.0, 15.2))
MAIN = ((-0.2, 2.4), (-5.0, 2.6), (-4.6, 5.0), (-3.7, 8.2), (-2.2, 12.0), (-0.2, 15.0))
JIB = ((0.3, 13.2), (0.2, 9.0), (-0.7, 4.6), (-1.2, 2.2), (5.0, 1.6))
# A ferry in tenths of its length: what is painted in which colour.
FERRY = (
    (((-5.2, 0.9), (-4.8, 0.0), (4.6, 0.0), (5.3, 1.0)), "#274a6b"),
    (((-4.4, 0.9), (-4.2, 1.6), (4.0, 1.6), (4.5, 0.9)), "#f4f1ea"),
    (((-3.9, 1.6), (-3.8, 2.3), (3.3, 2.3), (3.7, 1.6)), "#efece4"),
    (((1.6, 2.3), (1.7, 2.9), (2.7, 2.9), (3.0, 2.3)), "#e4e1da"),
    (((-1.2, 2.3), (-1.1, 3.1), (-0.4, 3.1), (-0.3, 2.3)), "#b8452f"),
)
BATTENS = (0.28, 0.52, 0.74)


@dataclass(frozen=True, slots=True)
class Boat:
    """A sloop and its course.

    `x` and `y` are its waterline at the first still as shares of the picture, `length` its own
    length as a share of the width, `speed` its way per still as a share of the width, positive to
    the right.
    """

    x: float
    y: float
    length: float
    speed: float
    sail: str = "#f6ead6"
    jib: str = "#fff6e4"
    hull: str = "#3c3a42"
    sway: float = 0.0


def draw_boat(picture: Image.Image, boat: Boat, still: float, gain: Array) -> None:
    """Lay a boat and its reflection on a still, as it stands at `still`."""
    metre = boat.length * picture.width / 10
    side = max(int(metre * 13), 4)
    tall = max(int(metre * 17), 4)
    x = (boat.x + boat.speed * still) * picture.width
    left = int(np.floor(x)) - side // 2
    heel = 0.05 * np.sin(still * 0.16 + boat.sway) + 0.09
    sprite = _sprite(boat, Size(side, tall), x - left, metre, heel, gain)
    blur = abs(boat.speed) * picture.width / 2
    if blur > 0.3:
        sprite = sprite.filter(ImageFilter.BoxBlur((blur, 0)))
    bob = 0.12 * metre * np.sin(still * 0.21 + boat.sway)
    foot = round(boat.y * picture.height + bob)
    _lay(picture, _reflection(sprite, still), left, foot - max(round(metre * 0.1), 0))
    _lay(picture, sprite, left, foot - tall + 1)


def draw_ferry(picture: Image.Image, boat: Boat, still: float, gain: Array, bright: float) -> None:
    """Lay a ferry on a still, its windows lit by `bright`, 0..1."""
    long = boat.length * picture.width
    size = Size(max(int(long * 1.3), 4), max(int(long * 0.36), 4))
    x = (boat.x + boat.speed * still) * picture.width
    left = int(np.floor(x)) - size.width // 2
    sheet = Sheet(size, 3)

    def place(point: Point) -> Point:
        return x - left + point[0] * long * 0.1, size.height - 1 - point[1] * long * 0.1

    for shape, paint in FERRY:
        sheet.polygon([place(p) for p in shape], rgb(paint) * gain)
    lit = mix(rgb("#3f4854") * gain, rgb("#ffe2a0"), bright)
    for storey in (1.05, 1.75):
        for n in range(11):
            spot = -3.4 + n * 0.6
            corners = ((spot, storey), (spot + 0.4, storey), (spot + 0.4, storey + 0.35))
            sheet.polygon([place(p) for p in (*corners, (spot, storey + 0.35))], lit)
    sprite = sheet.finish().filter(ImageFilter.BoxBlur((abs(boat.speed) * picture.width / 4, 0)))
    foot = round(boat.y * picture.height)
    _lay(picture, _reflection(sprite, still), left, foot)
    _lay(picture, sprite, left, foot - size.height + 1)


def _sprite(
    boat: Boat, size: Size, mast: float, metre: float, heel: float, gain: Array
) -> Image.Image:
    sheet = Sheet(size, 3)
    way = 1.0 if boat.speed >= 0 else -1.0

    def place(point: Point) -> Point:
        forwards, up = point
        return mast + way * (forwards - up * heel) * metre, size.height - 1 - up * metre

    sail, jib, hull = (rgb(code) * gain for code in (boat.sail, boat.jib, boat.hull))
    sheet.polygon([place(p) for p in JIB], jib)
    sheet.polygon([place(p) for p in MAIN], sail)
    # The half of the mainsail behind the jib's slot is in its shade.
    sheet.polygon(
        [place(p) for p in ((-0.2, 2.4), (-2.0, 2.5), (-0.9, 12.5), (-0.2, 15))], sail * 0.86
    )
    for part in BATTENS:
        up = 2.5 + 12.5 * part
        leech = -5.0 * (1 - part**1.6)
        sheet.line([place((leech, up)), place((-0.2, up + 0.4))], sail * 0.7, metre * 0.09)
    sheet.line([place(p) for p in MAST], hull * 0.9, metre * 0.22)
    sheet.line([place((0, 15)), place((5.1, 1.5))], hull, metre * 0.07)
    sheet.line([place((-0.2, 2.3)), place((-5.2, 2.4))], hull, metre * 0.2)
    sheet.polygon([place(p) for p in CABIN], (hull + 0.25) * 0.9)
    sheet.polygon([place(p) for p in HULL], hull)
    sheet.line([place((-4.9, 1.1)), place((5.0, 1.3))], jib * 0.9, metre * 0.14)
    return sheet.finish()


def _reflection(sprite: Image.Image, still: float) -> Image.Image:
    """Return the boat upside down, shortened and fading with depth, swayed by ripples."""
    size = sprite.width, max(int(sprite.height * 0.72), 1)
    mirror = sprite.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(size)
    blurred = mirror.filter(ImageFilter.BoxBlur((sprite.width * 0.02, sprite.height * 0.03)))
    values = np.array(blurred)
    rows = np.linspace(0, 1, len(values), dtype=np.float32)[:, None]
    swing = np.sin(45 * rows**0.6 - 0.5 * still) + 0.6 * np.sin(83 * rows**0.6 - 0.8 * still)
    columns = np.arange(sprite.width) + np.rint(swing * (0.1 + rows) * sprite.width * 0.05)
    values = values[
        np.arange(len(values))[:, None], np.clip(columns, 0, sprite.width - 1).astype(int)
    ]
    broken = 0.80 + 0.12 * swing
    values[..., 3] = (values[..., 3] * 0.66 * (1 - rows) ** 0.7 * broken).astype(np.uint8)
    return Image.fromarray(values)


def _lay(picture: Image.Image, sprite: Image.Image, left: int, top: int) -> None:
    picture.paste(sprite.convert("RGB"), (left, top), sprite.getchannel("A"))
