"""Paint: a canvas in the style of pictures, by a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from tlstyle.curves import Course, Curve, Keyed, Keyframes, Number, number
from tlstyle.painters import models
from tlstyle.painters.painter import Painter, StyleCode, painted_deep
from tlstyle.pixels import CanvasPixels, Value
from tlstyle.steps.key import Key, PathText, Rectangle
from tlstyle.steps.mixture import (
    BRIGHTNESS,
    DIGITS,
    Mixtures,
    Pictures,
    brightness,
    mixed,
    pictures_of,
)
from tlstyle.steps.step import Film, Step
from tlstyle.stills.digests import first_digest, untouched_digest
from tlstyle.stills.places import file_named
from tlstyle.stills.still import Footage
from tlstyle.stills.style import Crop, StylePicture

if TYPE_CHECKING:
    from typing_extensions import Self

MAGENTA_URL = "https://tfhub.dev/google/magenta/arbitrary-image-stylization-v1-256/2"
"""What the name "magenta" stands for."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Another sequence's style, which takes part through a dissolve.

    Attributes:
        other: How the other sequence is painted, as it is when this one's stills are shown.
        share: How much of it there is, from 0 to 1.
    """

    other: Paint
    share: Curve


@dataclass(frozen=True, slots=True)
class Paint(Step):
    """Paints canvases.

    Attributes:
        pictures: In whose style, by weight; of a keyed style by the most that each weighs.
        model: The network: "builtin", an absolute folder or a URL.
        strength: From 0, the photograph as the network redraws it, to 1, the full style.
        weights: What each picture weighs along a sequence whose style is keyed.
        by_light: Whether the keyframes of style stand in the stills' brightness, not in time.
        turns: Which styles it comes from and turns into, through dissolves.
    """

    pictures: tuple[StylePicture, ...]
    model: str
    strength: Number
    weights: tuple[Number, ...] = ()
    by_light: bool = False
    turns: tuple[Turn, ...] = ()

    keyed: ClassVar[tuple[str, ...]] = ("strength",)
    keys: ClassVar[Mapping[str, Key]] = {
        "model": Key(
            PathText,
            "builtin",
            '`"builtin"`, `"magenta"`, a SavedModel folder, or a TF Hub or Kaggle URL',
        ),
        "style": Key(
            Pictures,
            None,
            'a picture, or several by weight: `{ "a.jpg" = 0.7, "b.jpg" = 0.3 }`; or '
            "[keyframes](#styles-that-change) of these",
            shared=False,
            required=True,
            examples=("art/wave.jpg", {"a.jpg": 0.7, "b.jpg": 0.3}, [[0, "a.jpg"], [9.5, "b.jpg"]]),
        ),
        "style_by": Key(
            Literal["time", "brightness"],
            "time",
            'what keyframes of `style` go by: `"time"`, or `"brightness"`, the stills\' light',
            shared=False,
        ),
        "style_crop": Key(
            Rectangle | None,
            None,
            "`[x, y, width, height]` in the style picture",
            shared=False,
            examples=([0, 120, 600, 600],),
        ),
        "strength": Key(
            Annotated[float | Keyframes, Keyed(0, 1, digits=3)],
            1.0,
            "0: the photograph as the network redraws it; 1: the full style; "
            "may have [keyframes](#keyframes)",
            examples=(0.7, [[0, 0.0], ["50%", 1.0]]),
        ),
    }
    reasons: ClassVar[Mapping[str, str]] = {
        "model": "model changed",
        "style": "style changed",
        "strength": "strength changed",
        "photograph": "first still changed",
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its keys."""
        crop = Crop(*settings["style_crop"]) if settings["style_crop"] else None
        style = settings["style"]
        pictures = tuple(
            StylePicture(file_named(file, film.folder), weight, crop)
            for file, weight in pictures_of(style).items()
        )
        weights = style.weights() if isinstance(style, Mixtures) else ()
        by_light = settings["style_by"] == "brightness"
        model = model_named(film.folder, settings["model"])
        return cls(pictures, model, settings["strength"], weights, by_light)

    @property
    def keyframes(self) -> dict[str, Keyframes]:
        """Its strength and its style, where these have keyframes in time."""
        style = () if self.by_light else self.weights[:1]
        told = zip(("strength", "style"), (self.strength, *style), strict=False)
        return {name: each for name, each in told if isinstance(each, Keyframes)}

    @property
    def curves(self) -> dict[str, Curve]:
        """Its strength, and what each picture weighs, once that is known along a sequence."""
        names = [f"style {picture.file.name}" for picture in self.pictures]
        weights = () if self.needs_light else self.weights
        told = zip(("strength", *names), (self.strength, *weights), strict=False)
        return {name: each for name, each in told if isinstance(each, Curve)}

    def place_of(self, name: str) -> tuple[str, ...]:
        """Return the key of a keyed number, or what a picture's weight is called."""
        return (name,)

    def along(self, course: Course) -> Self:
        """Return the step with strength and weights as curves along a sequence."""
        way = BRIGHTNESS if self.by_light else course
        laid = (each.along(way) if isinstance(each, Keyframes) else each for each in self.weights)
        return replace(Step.along(self, course), weights=tuple(laid))

    @property
    def needs_light(self) -> bool:
        """Whether its style goes by the light, and that is not measured."""
        return self.by_light and not any(
            isinstance(each, Curve) and each.shown_in for each in self.weights
        )

    def with_light(self, light: NDArray[np.float32]) -> Self:
        """Return the step with weights that go by how bright each still is."""
        ways = brightness(light)
        lit = (replace(each, shown_in=ways) for each in self.weights if isinstance(each, Curve))
        return replace(self, weights=tuple(lit))

    def moved(self, frames: int, shown_in: tuple[float, ...]) -> Self:
        """Return the step as it is so many frames later, for stills that frames show."""

        def later(each: Number) -> Number:
            if not isinstance(each, Curve):
                return each
            places = tuple(place + frames for place in each.frames)
            return replace(each, frames=places, shown_in=shown_in)

        weights = tuple(later(each) for each in self.weights)
        return replace(self, strength=later(self.strength), weights=weights)

    def at(self, number: float) -> Self:
        """Return the step as it is for one still, with the mixture of pictures that is its own."""
        step = Step.at(self, number)
        if step.needs_light or not (step.weights or step.turns):
            return step
        if step.weights:
            weights = (each.at(number) for each in self.weights if isinstance(each, Curve))
            mixture = mixed([(dict(zip(self.pictures, weights, strict=True)), 1.0)])
            step = replace(step, pictures=_weighed(mixture), weights=(), by_light=False)
        turned = [(turn.other.at(number), turn.share.at(number)) for turn in self.turns]
        return replace(step, turns=())._turned([(other, share) for other, share in turned if share])

    def _turned(self, others: Sequence[tuple[Paint, float]]) -> Self:
        """Return the step with others' styles mixed in, each as much as it is strong."""
        if not others:
            return self
        steps: list[tuple[Paint, float]] = [(self, 1 - sum(share for _, share in others)), *others]
        strengths = [share * number(step.strength) for step, share in steps]
        shares = strengths if any(strengths) else [share for _, share in steps]
        mixture = mixed(
            (step._mixture(), share / sum(shares))
            for (step, _), share in zip(steps, shares, strict=True)
        )
        return replace(self, pictures=_weighed(mixture), strength=round(sum(strengths), DIGITS))

    def _mixture(self) -> dict[StylePicture, float]:
        return {replace(each, weight=1.0): each.weight for each in self.pictures}

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return what tells the network, the pictures and what they are mixed with."""
        if self.needs_light:
            return {"model": models.model_digest(self.model), "unmeasured": True}
        return {
            "model": models.model_digest(self.model),
            "style": [
                [untouched_digest(each.file), each.weight, each.crop and list(each.crop)]
                for each in self.pictures
            ],
            "strength": self.strength,
            "photograph": first_digest(footage) if number(self.strength) < 1 else None,
        }

    def apply(
        self,
        canvases: Sequence[CanvasPixels],
        codes: Sequence[StyleCode],
        painter: Painter,
        *,
        deep: bool = False,
    ) -> NDArray[Value]:
        """Return canvases of one size painted, each by its own code, N x height x width x 3.

        If `deep`, paintings have 16 bits a channel.
        """
        if deep:
            return painted_deep(painter, np.stack(canvases), *codes)
        return painter.paint(np.stack(canvases), *codes)


def _weighed(mixture: Mapping[StylePicture, float]) -> tuple[StylePicture, ...]:
    return tuple(replace(picture, weight=weight) for picture, weight in mixture.items())


def model_named(folder: Path, name: str) -> str:
    """Return what a network is opened by that is called so in a folder."""
    if name == "magenta":
        return MAGENTA_URL
    if name == "builtin" or "://" in name:
        return name
    return str(folder / name)
