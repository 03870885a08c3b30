"""What lies between two pictures, by how things have moved from one to the other.

How far each point has moved is found by dense inverse search (Kroeger et al., "Fast optical flow
using dense inverse search", 2016), in both directions. Where the two contradict each other, things
have come or gone, or nothing is known: there both pictures are mixed as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tlstyle.errors import PaintError
from tlstyle.pixels import CanvasPixels, in_bytes
from tlstyle.stills.srgb import deep_of, light_of

MISSING = "`between = \"flow\"` needs OpenCV: pip install 'tlstyle[flow]'"
"""What is said where it is not installed."""

Map: TypeAlias = NDArray[np.float32]
"""Numbers for the places of a small picture, or two each: right and down, in its pixels."""

_WIDE = 960
"""Pixels of the longer side, at most, at which movement is looked for: more tell little more."""

_AGREE = 1.5
"""Pixels by which both directions may differ where nothing moves; then half is believed."""

_MOVING = 0.2
"""The same for every pixel that something moves."""

_ROUNDS = 3
"""In which it is found what comes by a place on its way."""

_ROWS = 64
"""Mixed at once."""


def is_missing() -> bool:
    """Tell whether OpenCV is not installed."""
    return find_spec("cv2") is None


def between(
    first: CanvasPixels, second: CanvasPixels, shares: Sequence[float]
) -> list[CanvasPixels]:
    """Return what lies at some places between two pictures, 0 at the first, 1 at the second.

    All are height x width x 3, of 8 bits or of 16.

    Raises:
        PaintError: OpenCV is not installed.
    """
    try:
        import cv2
    except ModuleNotFoundError as error:
        raise PaintError(MISSING) from error
    cv2.setNumThreads(1)  # pictures are made beside each other
    movements = _movements(first, second)
    doubts = [_doubt(one, other) for one, other in (movements, movements[::-1])]
    return [_at(share, (first, second), movements, doubts) for share in shares]


def _movements(first: CanvasPixels, second: CanvasPixels) -> tuple[Map, Map]:
    """Return how far points move to the second picture, and back."""
    import cv2

    height, width, _ = first.shape
    scale = min(1.0, _WIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (first, second))
    one, other = (cv2.cvtColor(in_bytes(each), cv2.COLOR_RGB2GRAY) for each in small)
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return finder.calc(one, other, None), finder.calc(other, one, None)


def _doubt(one: Map, other: Map) -> Map:
    """Return by how much a movement is contradicted by that back, 1 being half believed."""
    return _long(one + _moved(other, one)) / _allowed(one)


def _allowed(movement: Map) -> Map:
    """Return by how much a movement may be contradicted, and be half believed."""
    return _AGREE + _MOVING * _long(movement)


def _long(movement: Map) -> Map:
    length: Map = np.hypot(movement[..., 0], movement[..., 1])
    return length


def _at(
    share: float,
    pictures: tuple[CanvasPixels, CanvasPixels],
    movements: tuple[Map, Map],
    doubts: Sequence[Map],
) -> CanvasPixels:
    """Return what lies at a place between two pictures."""
    seen, sure = zip(
        *(
            _seen(picture, movement, doubt, way)
            for picture, movement, doubt, way in zip(
                pictures, movements, doubts, (share, 1 - share), strict=True
            )
        ),
        strict=True,
    )
    mixed = np.empty(pictures[0].shape, np.uint16)
    for top in range(0, len(mixed), _ROWS):
        rows = slice(top, top + _ROWS)
        light = np.zeros(mixed[rows].shape, np.float32)
        for picture, moved, known, part in zip(
            pictures, seen, sure, (1 - share, share), strict=True
        ):
            trust = known[rows, :, None]
            light += part * (trust * light_of(moved[rows]) + (1 - trust) * light_of(picture[rows]))
        mixed[rows] = deep_of(light)
    return mixed if pictures[0].dtype == mixed.dtype else in_bytes(mixed)


def _seen(picture: CanvasPixels, movement: Map, doubt: Map, way: float) -> tuple[CanvasPixels, Map]:
    """Return a picture moved a part of its way, and how sure that is at each pixel, 0..1."""
    import cv2

    coming = movement
    for _ in range(_ROUNDS):
        coming = (coming + _moved(movement, coming, -way)) / 2
    sure = 1 / (1 + _moved(doubt, coming, -way) ** 4)
    height, width, _ = picture.shape
    large = [cv2.resize(each, (width, height)) for each in (coming, sure)]
    large[0] *= np.array([width / movement.shape[1], height / movement.shape[0]], np.float32)
    return _moved(picture, large[0], -way, cv2.INTER_CUBIC), large[1]


def _moved(values: Any, movement: Map, way: float = 1.0, how: int = 1) -> Any:
    """Return the values that lie a part of a movement's way off; edges go on beyond themselves."""
    import cv2

    height, width = movement.shape[:2]
    places = movement * np.float32(way)
    places[..., 0] += np.arange(width, dtype=np.float32)
    places[..., 1] += np.arange(height, dtype=np.float32)[:, None]
    return cv2.remap(values, places, None, how, borderMode=cv2.BORDER_REPLICATE)
