"""Colour profiles of curves and a matrix, for 16 bits a channel: Pillow's littlecms takes 8.

What cameras' developers write is such: ProPhoto, Adobe RGB, Display P3, Rec. 2020, and greys of a
gamma. Source: ICC.1:2022, sections 7.3 (tags), 8.3.3 and 8.3.4 (models), 10.6 and 10.18 (curves).
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tlstyle.stills.srgb import coded

_SRGB = np.array(
    [
        (0.436066, 0.385147, 0.143066),
        (0.222488, 0.716873, 0.060608),
        (0.013916, 0.097076, 0.714096),
    ]
)
"""X, Y and Z under D50 of sRGB's full red, green and blue, in columns."""

_TABLES = {b"A2B0", b"A2B1", b"A2B2", b"D2B0", b"D2B1", b"D2B2"}
"""Tags of another model, which goes before curves and matrix where a profile has both."""

_VALUES = np.linspace(0, 1, 65536)
_WHITE = 65535


@dataclass(frozen=True, slots=True)
class Profile:
    """What brings colours to sRGB.

    Attributes:
        curves: For red, green and blue, or for grey alone, the light of each of 65536 values.
        matrix: From their light to that of sRGB's own, 3 x 3; of grey 1 x 1.
    """

    curves: tuple[NDArray[np.float32], ...]
    matrix: NDArray[np.float32]

    def to_srgb(self, pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
        """Return a picture, height x width x 3, or 1 of grey, in sRGB; beyond it is cut off."""
        planes = np.moveaxis(pixels, 2, 0)
        light = np.stack(
            [curve.take(plane) for curve, plane in zip(self.curves, planes, strict=True)], axis=2
        )
        shown = coded(np.clip(light @ self.matrix.T, 0, 1))
        return (shown * np.float32(_WHITE) + np.float32(0.5)).astype(np.uint16)


def matrix_profile(icc: bytes) -> Profile | None:
    """Return what a profile says by curves and a matrix; None of others, and of broken ones."""
    with contextlib.suppress(struct.error, ValueError, ArithmeticError, LookupError):
        tags = _tags(icc)
        if icc[20:24] == b"XYZ " and not _TABLES & tags.keys():
            return {b"RGB ": _of_colours, b"GRAY": _of_grey}[icc[16:20]](tags)
    return None


def named_by_icc(icc: bytes) -> tuple[int, int] | None:
    """Return the numbers of the primaries and the curve that a profile names, if it does."""
    with contextlib.suppress(struct.error, ValueError, LookupError):
        primaries, curve = _tags(icc)[b"cicp"][8:10]
        return primaries, curve
    return None


def _of_colours(tags: Mapping[bytes, bytes]) -> Profile:
    curves = tuple(_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC"))
    primaries = [_numbers(tags[name][8:20]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]
    return Profile(curves, np.linalg.solve(_SRGB, np.transpose(primaries)).astype(np.float32))


def _of_grey(tags: Mapping[bytes, bytes]) -> Profile:
    return Profile((_curve(tags[b"kTRC"]),), np.ones((1, 1), np.float32))


def _tags(icc: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", icc, 128)
    entries = [struct.unpack_from(">4sII", icc, 132 + 12 * number) for number in range(count)]
    return {name: icc[start : start + length] for name, start, length in entries}


def _numbers(values: bytes) -> list[float]:
    return [number / 65536 for number in struct.unpack(f">{len(values) // 4}i", values)]


def _curve(tag: bytes) -> NDArray[np.float32]:
    """Return the light, 0..1, of each value; raises where a tag is no sound curve."""
    with np.errstate(all="ignore"):
        light = {b"curv": _table, b"para": _formula}[tag[:4]](tag)
    if not np.isfinite(light).all():
        raise ValueError("a curve leads nowhere")
    within: NDArray[np.float32] = np.clip(light, 0, 1).astype(np.float32)
    return within


def _table(tag: bytes) -> NDArray[np.float64]:
    (count,) = struct.unpack_from(">I", tag, 8)
    entries = struct.unpack_from(f">{count}H", tag, 12)
    if count < 2:  # a gamma, or nothing at all
        return _VALUES ** (entries[0] / 256 if entries else 1)
    return np.interp(_VALUES, np.linspace(0, 1, count), np.divide(entries, _WHITE))


def _formula(tag: bytes) -> NDArray[np.float64]:
    (kind,) = struct.unpack_from(">H", tag, 8)
    gamma, a, b, slope, dark, above, below = _completed(
        _numbers(tag[12:][: 4 * (1, 3, 4, 5, 7)[kind]])
    )
    power = np.maximum(a * _VALUES + b, 0) ** gamma + above
    return np.where(dark <= _VALUES, power, slope * _VALUES + below)


def _completed(given: list[float]) -> list[float]:
    """Return the seven numbers of the longest formula, of which the others are cases."""
    match given:
        case [gamma]:
            return [gamma, 1, 0, 0, 0, 0, 0]
        case [gamma, a, b]:
            return [gamma, a, b, 0, -b / a, 0, 0]
        case [gamma, a, b, above]:
            return [gamma, a, b, 0, -b / a, above, above]
        case [_, _, _, _, _]:
            return [*given, 0, 0]
    return given
