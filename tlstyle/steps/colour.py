"""Colour: a painting keeps the still's own colours, as much as is wished.

In Oklab, where lightness and colour are apart as eyes see them: the lightness of the painting, and
colour between the painting's and the still's (Björn Ottosson, "A perceptual color space for image
processing", 2020, https://bottosson.github.io/posts/oklab/).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tlstyle.curves import Keyed, Keyframes, Number, number
from tlstyle.pixels import CanvasPixels, Pixels
from tlstyle.steps.key import Key
from tlstyle.steps.step import Film, PaintingStep
from tlstyle.stills.srgb import coded, decoded
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self

_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
"""Linear sRGB to what the eye's three cones take in, of which Oklab takes the cube roots."""

_BACK = np.linalg.inv(_CONES)
"""The way back."""

_LIGHTNESS = (0.2104542553, 0.7936177850, -0.0040720468)
"""Shares of the cones' roots in Oklab's lightness; of grey all roots are the lightness."""

_BEYOND = 1e-5
"""Linear light by which a colour may be beyond what can be shown, as rounding leads it."""

_HALVINGS = 8
"""How often the way from grey to a colour that cannot be shown is halved to find one that can."""

_ROWS = 16
"""Rows that are done at once: what is made of them on the way stays in the processor's cache."""

_FINE = 65535
"""Parts of linear light that are told apart where it becomes levels of 255."""

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Colour(PaintingStep):
    """Gives a painting the colours of its still, by so much.

    Attributes:
        colour: From 0, the painting's, to 1, the still's.
    """

    colour: Number

    keyed: ClassVar[tuple[str, ...]] = ("colour",)
    keys: ClassVar[Mapping[str, Key]] = {
        "colour": Key(
            Annotated[float | Keyframes, Keyed(0, 1, digits=3)],
            0.0,
            "how much of the stills' own colours is kept, from 0 to 1, in the painting's light and "
            "shade; may have [keyframes](#keyframes)",
        )
    }
    reasons: ClassVar[Mapping[str, str]] = {"colour": "colour kept otherwise"}

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its key."""
        return cls(settings["colour"])

    @property
    def is_off(self) -> bool:
        """Whether colours are the painting's."""
        return self.colour == 0

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return how much is kept."""
        return {"colour": None if self.is_off else [self.version, number(self.colour)]}

    def apply(self, painting: Pixels, canvas: CanvasPixels) -> Pixels:
        """Return a painting in colours between its own and the still's."""
        done = np.empty_like(painting)
        for row in range(0, len(painting), _ROWS):
            rows = slice(row, row + _ROWS)
            done[rows] = _coloured(painting[rows], canvas[rows], number(self.colour))
        return done

    def on_device(self, paintings: Any, canvases: Any) -> Any:
        """Return paintings in colours between their own and the stills'."""
        from keras import ops

        kept = ops.reshape(ops.cast(self.colour, "float32"), (-1, 1, 1, 1))
        painted, filmed = (_roots_on_device(each) for each in (paintings / 255, canvases))
        shares = ops.cast(_LIGHTNESS, "float32")
        light, own = (ops.sum(each * shares, -1, keepdims=True) for each in (painted, filmed))
        wanted = (1 - kept) * (painted - light) + kept * (filmed - own)
        shown = _light_on_device(light + _shown_on_device(light, wanted))
        return ops.round(255 * _coded_on_device(ops.clip(shown, 0, 1)))


def _coloured(painting: Pixels, canvas: CanvasPixels, kept: float) -> Pixels:
    """Return rows of a painting in colours between its own and a canvas's."""
    painted, filmed = _roots(painting), _roots(canvas)
    light, own = _sum(_LIGHTNESS, painted), _sum(_LIGHTNESS, filmed)
    wanted: list[Plane] = [
        np.float32(1 - kept) * (one - light) + np.float32(kept) * (other - own)
        for one, other in zip(painted, filmed, strict=True)
    ]
    shown = _light([light + each for each in wanted])
    beyond = np.logical_or.reduce([_is_beyond(plane) for plane in shown])
    if beyond.any():
        nearer = _shown(light[beyond], [each[beyond] for each in wanted])
        for plane, values in zip(shown, nearer, strict=True):
            plane[beyond] = values
    levels = _levels()
    return np.stack([levels[_fine(plane)] for plane in shown], axis=-1)


def _shown(light: Plane, wanted: Sequence[Plane]) -> Sequence[Plane]:
    """Return linear light of the colours nearest to those wanted, on the way to grey, that can be.

    All three primaries move together, so that a hue stays what it is, as does lightness.
    """
    near, far = np.zeros_like(light), np.ones_like(light)
    for _ in range(_HALVINGS):
        half: Plane = (near + far) / np.float32(2)
        tried = _light([light + half * each for each in wanted])
        beyond = np.logical_or.reduce([_is_beyond(plane) for plane in tried])
        near, far = np.where(beyond, near, half), np.where(beyond, half, far)
    return _light([light + near * each for each in wanted])


def _roots(pixels: CanvasPixels) -> list[Plane]:
    """Return the cube roots of what the three cones take in of pixels."""
    table = _decoding(np.iinfo(pixels.dtype).max)
    planes = [table[pixels[..., channel]] for channel in range(3)]
    roots = [_sum(row, planes) for row in _CONES]
    for root in roots:
        np.cbrt(root, out=root)
    return roots


def _light(roots: Sequence[Plane]) -> list[Plane]:
    """Return the linear light of the cube roots of what cones take in."""
    taken = [root * root * root for root in roots]
    return [_sum(row, taken) for row in _BACK]


def _sum(shares: Sequence[float] | NDArray[np.float64], planes: Sequence[Plane]) -> Plane:
    one, two, three = (
        np.float32(share) * plane for share, plane in zip(shares, planes, strict=True)
    )
    one += two
    one += three
    return one


def _is_beyond(plane: Plane) -> NDArray[np.bool_]:
    return (plane < -_BEYOND) | (plane > 1 + _BEYOND)


def _fine(plane: Plane) -> NDArray[np.uint16]:
    """Return linear light in 65535 parts, what is beyond at the ends."""
    parts: Plane = plane * np.float32(_FINE)
    parts += np.float32(0.5)
    return np.clip(parts, 0, _FINE, out=parts).astype(np.uint16)


@cache
def _decoding(most: int) -> Plane:
    """Return the linear light of every level."""
    return decoded((np.arange(most + 1) / most).astype(np.float32))


@cache
def _levels() -> NDArray[np.uint8]:
    """Return the level of 255 of linear light in 65535 parts."""
    light = (np.arange(_FINE + 1) / _FINE).astype(np.float32)
    return np.round(255 * coded(light)).astype(np.uint8)


def _roots_on_device(values: Any) -> Any:
    """Return the cube roots of what cones take in of sRGB values from 0 to 1."""
    from keras import ops

    curve = ops.power((ops.maximum(values, 0.04045) + 0.055) / 1.055, 2.4)
    light = ops.where(values <= 0.04045, values / 12.92, curve)
    return ops.power(_sums_on_device(_CONES, light), 1 / 3)


def _light_on_device(roots: Any) -> Any:
    return _sums_on_device(_BACK, roots * roots * roots)


def _shown_on_device(light: Any, wanted: Any) -> Any:
    """Return as much of the colours wanted as can be shown."""
    from keras import ops

    def is_beyond(part: Any) -> Any:
        shown = _light_on_device(light + part * wanted)
        return ops.any((shown < -_BEYOND) | (shown > 1 + _BEYOND), axis=-1, keepdims=True)

    near, far = ops.zeros_like(light), ops.ones_like(light)
    sound = ops.logical_not(is_beyond(far))
    for _ in range(_HALVINGS):
        half = (near + far) / 2
        beyond = is_beyond(half)
        near, far = ops.where(beyond, near, half), ops.where(beyond, half, far)
    return ops.where(sound, 1.0, near) * wanted


def _coded_on_device(light: Any) -> Any:
    from keras import ops

    curve = 1.055 * ops.power(ops.maximum(light, 0.0031308), 1 / 2.4) - 0.055
    return ops.where(light <= 0.0031308, 12.92 * light, curve)


def _sums_on_device(shares: NDArray[np.float64], values: Any) -> Any:
    """Return three sums of three values each, in full precision, which a GPU's products lack."""
    from keras import ops

    rows = [ops.cast(row, "float32") for row in shares]
    return ops.stack([ops.sum(values * row, axis=-1) for row in rows], axis=-1)
