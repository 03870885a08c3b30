"""What `style` is: a picture, several by weight, or keyframes between such mixtures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainValidator, WithJsonSchema

from tlstyle.curves import Keyframes
from tlstyle.curves.curve import Ease
from tlstyle.curves.keyed import EASE, read_keys, said_keys
from tlstyle.curves.places import Course, Place
from tlstyle.steps.key import is_number, path_text
from tlstyle.stills import exposure
from tlstyle.stills.srgb import LUMA

Weights: TypeAlias = dict[str, float]
"""Pictures by their paths, and how much each weighs."""

DIGITS = 3
"""Decimals of a weight that are worth painting a frame anew."""

_WHOLE_WAY = 100
"""What brightness is at its most, from 0 at its least: a percentage."""

BRIGHTNESS = Course(_WHOLE_WAY + 1, Fraction(1), name="brightness")
"""What keyframes of a style run along that goes by the light."""

_STOPS = 1.0
"""Stops that are the whole way where the light of a sequence changes by less."""

_WINDOW = 15
"""Stills on either side by which brightness goes smoothly, so that no bird turns a style."""


@dataclass(frozen=True, slots=True)
class Mixtures:
    """Keyframes of a style: places and mixtures of pictures whose weights add up to 1 each."""

    keys: tuple[tuple[Place, tuple[tuple[str, float], ...]], ...]
    ease: Ease

    @property
    def pictures(self) -> Weights:
        """All pictures, and the most that each weighs."""
        found: Weights = {}
        for _, mixture in self.keys:
            for file, weight in mixture:
                found[file] = max(weight, found.get(file, 0.0))
        return {file: weight for file, weight in found.items() if weight}

    def weights(self) -> tuple[Keyframes, ...]:
        """Return each picture's weight."""
        return tuple(
            Keyframes(
                tuple((place, dict(mixture).get(file, 0.0)) for place, mixture in self.keys),
                self.ease,
                DIGITS,
            )
            for file in self.pictures
        )


T = TypeVar("T")

Style: TypeAlias = Weights | Mixtures


def pictures_of(style: Style) -> Weights:
    """Return all pictures of a style that weigh something."""
    if isinstance(style, Mixtures):
        return style.pictures
    return {file: weight for file, weight in style.items() if weight}


def mixed(parts: Iterable[tuple[Mapping[T, float], float]]) -> dict[T, float]:
    """Return mixtures mixed, each as much as it counts; what weighs next to nothing is left out."""
    total: dict[T, float] = {}
    for mixture, share in parts:
        whole = sum(mixture.values())
        for each, weight in mixture.items():
            total[each] = total.get(each, 0.0) + share * weight / whole
    rounded = {each: round(weight, DIGITS) for each, weight in total.items()}
    return {each: weight for each, weight in rounded.items() if weight}


def brightness(light: NDArray[np.float32]) -> tuple[float, ...]:
    """Return how bright each still of a sequence is, in percent of the way to the brightest.

    By how much light there is, in stops, as it goes up and down smoothly. Where that is less than
    a stop in all, a stop is the whole way.

    Args:
        light: Grids of linear light, [stills,ROWS,COLUMNS,3].
    """
    means = np.maximum((light @ LUMA).mean(axis=(1, 2), dtype=np.float64), 1e-5)
    stops = exposure.smooth(np.log2(means)[:, None], _WINDOW)[:, 0]
    least = stops.min()
    ways = _WHOLE_WAY * (stops - least) / max(_STOPS, stops.max() - least)
    return tuple(np.round(ways, 2).tolist())


def _style(value: object) -> Style:
    keys = value.get("keys") if isinstance(value, dict) else value
    if not isinstance(keys, list):
        return _weighted_pictures(value)
    pairs, ease = read_keys(value, 'write [at, picture], such as ["50%", "a.jpg"]')
    return Mixtures(tuple((place, _mixture(what)) for place, what in pairs), ease)


def _mixture(what: object) -> tuple[tuple[str, float], ...]:
    weights = _weighted_pictures(what)
    whole = sum(weights.values())
    return tuple((file, weight / whole) for file, weight in weights.items())


def _weighted_pictures(value: object) -> Weights:
    if isinstance(value, str):
        return {path_text(value): 1.0}
    if not isinstance(value, dict) or not all(is_number(weight) for weight in value.values()):
        raise ValueError('must be a picture, or pictures with weights: { "a.jpg" = 0.7, ... }')
    if not value or not all(0 <= weight < 1e9 for weight in value.values()):
        raise ValueError("needs pictures with weights of 0 or more")
    if not sum(value.values()):
        raise ValueError("needs a picture with a weight over 0")
    return {path_text(file): float(weight) for file, weight in value.items()}


_PICTURES = {"type": ["string", "object"], "additionalProperties": {"type": "number"}}
_KEYS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "array", "prefixItems": [{"type": ["number", "string"]}, _PICTURES]},
}
_TABLE = {
    "type": "object",
    "properties": {"keys": _KEYS | said_keys("a.jpg", "b.jpg"), "ease": EASE},
    "required": ["keys"],
}

Pictures = Annotated[
    dict[str, float],
    PlainValidator(_style),
    WithJsonSchema({"anyOf": [_PICTURES, _KEYS, _TABLE]}),
]
"""What the key accepts."""

Mixture = Annotated[dict[str, float], PlainValidator(_weighted_pictures), WithJsonSchema(_PICTURES)]
"""A style without keyframes."""
