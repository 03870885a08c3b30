"""Colour: a painting keeps the still's own colours, as much as is wished.

In Oklab, where lightness and colour are apart as eyes see them: the lightness of the painting, and
colour between the painting's and the still's (Björn Ottosson, "A perceptual color space for image
processing", 2020, https://bottosson.github.io/posts/oklab/).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tlstyle.curves import Keyed, Keyframes, Number, number
from tlstyle.pixels import CanvasPixels, FramePixels, white_of
from tlstyle.steps import srgb
from tlstyle.steps.key import Key
from tlstyle.steps.step import Film, PaintingStep
from tlstyle.stills import oklab
from tlstyle.stills.oklab import BACK, BEYOND, CONES, HALVINGS, LIGHTNESS, Plane
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self

_ROWS = 64
"""Rows that are done at once: few, so that what is made of them on the way stays in the processor's
cache, and so many that Python has little to do in between."""

_AT_ONCE = 2**16
"""Pixels beyond what can be shown that are done at once, likewise."""


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
            examples=(0.7,),
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

    def apply(self, painting: FramePixels, canvas: CanvasPixels) -> FramePixels:
        """Return a painting in colours between its own and the still's."""
        done, kept = np.empty_like(painting), number(self.colour)
        beyond: list[_Beyond] = []
        for row in range(0, len(painting), _ROWS):
            rows = slice(row, row + _ROWS)
            done[rows], left = _coloured(painting[rows], canvas[rows], kept)
            beyond.append(replace(left, places=left.places + row * painting.shape[1]))
        pixels = done.reshape(-1, 3)
        for some in _together(beyond):
            shown = oklab.shown(some.light, some.wanted)
            pixels[some.places] = oklab.levels_of(shown, white_of(painting)).T
        return done

    def on_device(self, paintings: Any, canvases: Any, white: int = 255) -> Any:
        """Return paintings in colours between their own and the stills'."""
        from keras import ops

        kept = ops.reshape(ops.cast(self.colour, "float32"), (-1, 1, 1, 1))
        painted, filmed = (_roots_on_device(each) for each in (paintings / white, canvases))
        shares = ops.cast(LIGHTNESS, "float32")
        light, own = (ops.sum(each * shares, -1, keepdims=True) for each in (painted, filmed))
        wanted = (1 - kept) * (painted - light) + kept * (filmed - own)
        shown = _light_on_device(light + _shown_on_device(light, wanted))
        return ops.round(white * srgb.coded(ops.clip(shown, 0, 1)))


@dataclass(frozen=True, slots=True)
class _Beyond:
    """Pixels whose colours cannot be shown: which, their lightness, and the colour wanted."""

    places: NDArray[np.intp]
    light: Plane
    wanted: Plane


def _together(beyond: Sequence[_Beyond]) -> Iterator[_Beyond]:
    """Yield pixels so many at a time as stay in the processor's cache."""
    places = np.concatenate([each.places for each in beyond])
    light = np.concatenate([each.light for each in beyond])
    wanted = np.concatenate([each.wanted for each in beyond], axis=1)
    for first in range(0, len(places), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        yield _Beyond(places[some], light[some], wanted[:, some])


def _coloured(
    painting: FramePixels, canvas: CanvasPixels, kept: float
) -> tuple[FramePixels, _Beyond]:
    """Return rows of a painting in colours between its own and a canvas's; and what is beyond."""
    painted, filmed = oklab.roots(painting), oklab.roots(canvas)
    light, own = (np.einsum("j,jn->n", LIGHTNESS, each) for each in (painted, filmed))
    painted -= light
    painted *= np.float32(1 - kept)
    filmed -= own
    filmed *= np.float32(kept)
    painted += filmed
    shown = oklab.light_of(painted + light)
    places = np.flatnonzero(oklab.is_beyond(shown))
    left = _Beyond(places, light.take(places), painted.take(places, axis=1))
    return oklab.levels_of(shown, white_of(painting)).T.reshape(painting.shape), left


def _roots_on_device(values: Any) -> Any:
    """Return the cube roots of what cones take in of sRGB values from 0 to 1."""
    from keras import ops

    return ops.power(_sums_on_device(CONES, srgb.decoded(values)), 1 / 3)


def _light_on_device(roots: Any) -> Any:
    return _sums_on_device(BACK, roots * roots * roots)


def _shown_on_device(light: Any, wanted: Any) -> Any:
    """Return as much of the colours wanted as can be shown."""
    from keras import ops

    def is_beyond(part: Any) -> Any:
        shown = _light_on_device(light + part * wanted)
        return ops.any((shown < -BEYOND) | (shown > 1 + BEYOND), axis=-1, keepdims=True)

    near, far = ops.zeros_like(light), ops.ones_like(light)
    sound = ops.logical_not(is_beyond(far))
    for _ in range(HALVINGS):
        half = (near + far) / 2
        beyond = is_beyond(half)
        near, far = ops.where(beyond, near, half), ops.where(beyond, half, far)
    return ops.where(sound, 1.0, near) * wanted


def _sums_on_device(shares: Plane, values: Any) -> Any:
    """Return three sums of three values each, in full precision, which a GPU's products lack."""
    from keras import ops

    rows = [ops.cast(row, "float32") for row in shares]
    return ops.stack([ops.sum(values * row, axis=-1) for row in rows], axis=-1)
