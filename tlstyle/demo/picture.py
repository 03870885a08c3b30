"""Pictures as the shots build them: small float arrays enlarged, 8-bit layers laid over another.

A still has 2.5 million pixels and must be drawn in a third of a second. What is soft (sky, fog,
water, glow) is therefore computed small in float and enlarged; what is sharp is drawn once per
shot; and full-size work is left to Pillow's 8-bit compositing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tlstyle.demo.noise import Array
from tlstyle.size import Size

Colour = tuple[float, float, float]
Point = tuple[float, float]


def image(values: Array) -> Image.Image:
    """Return [h, w] or [h, w, 3] values, 0..1, as an 8-bit image."""
    return Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8))


def enlarge(values: Array | Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a small picture at `size` (width, height), smoothly."""
    small = values if isinstance(values, Image.Image) else image(values)
    return small.resize(size, Image.Resampling.BILINEAR)


def rgb(code: str) -> Array:
    """Return '#rrggbb' as float32 [3] in 0..1."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def tint(red: float, green: float, blue: float) -> Array:
    """Return what light of a colour does to each channel, float32 [3]; 1 leaves it as it is."""
    return np.array([red, green, blue], np.float32)


def bytes_of(colour: Array | Sequence[float], alpha: float = 1.0) -> tuple[int, int, int, int]:
    """Return a colour in 0..1 as the RGBA integers that Pillow draws with."""
    red, green, blue = (round(min(max(float(part), 0.0), 1.0) * 255) for part in colour)
    return red, green, blue, round(alpha * 255)


def mix(first: Array, second: Array, amount: float | Array) -> Array:
    """Return first at amount 0, second at 1; amounts [h, w] mix colours into [h, w, 3]."""
    share = np.asarray(amount, np.float32)
    if share.ndim:
        share = share[..., None]
    return np.asarray(first * (1 - share) + second * share, np.float32)


def over_time(time: float, keys: Sequence[tuple[float, Array]]) -> Array:
    """Return the value at `time` among (time, value) keys, eased so that no change is abrupt."""
    for (start, before), (end, after) in pairwise(keys):
        if time < end:
            part = min(max((time - start) / (end - start), 0.0), 1.0)
            return mix(before, after, part * part * (3 - 2 * part) * 0.5 + part * 0.5)
    return keys[-1][1]


def ramp(stops: Sequence[tuple[float, Array]], places: Array) -> Array:
    """Return colours [..., 3] looked up at `places` in (place, colour) stops."""
    at = [place for place, _ in stops]
    parts = [np.interp(places, at, [colour[i] for _, colour in stops]) for i in range(3)]
    return np.stack(parts, axis=-1).astype(np.float32)


def grade(picture: Image.Image, gain: Array, lift: float = 0.0) -> Image.Image:
    """Return the picture with each channel multiplied by gain [3], and `lift` added."""
    levels = np.arange(256) / 255
    table = np.clip(np.concatenate([levels * part + lift for part in gain]), 0, 1)
    return picture.point((table * 255 + 0.5).astype(int).tolist())


def grain(size: Size, seed: int, strength: float = 0.012) -> Image.Image:
    """Return the fixed grain that `add_grain` lays on: it hides the steps of 8-bit gradients.

    It is the same on every still, since grain that jumps would shimmer in the film.
    """
    noise = np.random.default_rng(seed).normal(0.5, strength, (size.height, size.width))
    return image(noise.astype(np.float32)).convert("RGB")


def add_grain(picture: Image.Image, grains: Image.Image) -> Image.Image:
    """Return the picture with grain around middle grey added."""
    return ImageChops.add(picture, grains, 1, -128)


def glow(picture: Image.Image, radius: float, step: int = 8) -> Image.Image:
    """Return the picture's light spread by `radius` pixels, to be screened over it."""
    small = picture.reduce(step).filter(ImageFilter.GaussianBlur(radius / step))
    return enlarge(small, picture.size)


def screen(picture: Image.Image, *lights: Image.Image) -> Image.Image:
    """Return the picture with smaller images of light, all of one size, shining over it."""
    together = reduce(ImageChops.screen, lights)
    return ImageChops.screen(picture, enlarge(together, picture.size))


@dataclass(frozen=True, slots=True)
class Layer:
    """Something drawn once and laid on every still: its colours, what it covers, and where."""

    colours: Image.Image
    cover: Image.Image
    box: tuple[int, int, int, int]

    def onto(self, picture: Image.Image, gain: Array | None = None) -> None:
        """Lay it on a picture of the same size, its channels multiplied by `gain` [3]."""
        colours = self.colours if gain is None else grade(self.colours, gain)
        picture.paste(colours, self.box[:2], self.cover)


def layer(drawn: Image.Image) -> Layer:
    """Return an RGBA image as a layer, cut to what it covers."""
    box = drawn.getchannel("A").getbbox() or (0, 0, 1, 1)
    cut = drawn.crop(box)
    return Layer(cut.convert("RGB"), cut.getchannel("A"), box)


class Sheet:
    """A transparent layer to draw shapes on, at twice its size so that edges come out smooth."""

    def __init__(self, size: Size, oversample: int = 2) -> None:
        self.size = size
        self.oversample = oversample
        large = (size.width * oversample, size.height * oversample)
        self._image = Image.new("RGBA", large)
        self._draw = ImageDraw.Draw(self._image)

    def polygon(self, points: Sequence[Point] | Array, colour: Array, alpha: float = 1.0) -> None:
        """Fill a polygon; points in pixels of the finished layer."""
        self._draw.polygon(self._scaled(points), fill=bytes_of(colour, alpha))

    def line(
        self,
        points: Sequence[Point] | Array,
        colour: Array,
        width: float,
        alpha: float = 1.0,
    ) -> None:
        """Draw a line of `width` pixels; one too thin to draw is drawn fainter instead."""
        wide = width * self.oversample
        fill = bytes_of(colour, alpha * min(wide, 1.0))
        self._draw.line(self._scaled(points), fill=fill, width=max(round(wide), 1), joint="curve")

    def disc(self, centre: Point, radius: float, colour: Array, alpha: float = 1.0) -> None:
        """Fill a disc."""
        x, y, r = (part * self.oversample for part in (*centre, radius))
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=bytes_of(colour, alpha))

    def finish(self) -> Image.Image:
        """Return the layer as RGBA at its own size."""
        return self._image.reduce(self.oversample)

    def _scaled(self, points: Sequence[Point] | Array) -> list[Point]:
        return [(float(x) * self.oversample, float(y) * self.oversample) for x, y in points]
