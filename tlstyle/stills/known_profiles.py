"""Colour profiles that pictures only name: Adobe RGB (1998), and Display P3."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import TypeAlias

_Primaries: TypeAlias = Mapping[bytes, Sequence[float]]
"""Full red, green and blue under D50: X, Y and Z each."""

_ADOBE: _Primaries = {
    b"rXYZ": (0.60974, 0.31111, 0.01947),
    b"gXYZ": (0.20528, 0.62567, 0.06087),
    b"bXYZ": (0.14919, 0.06322, 0.74457),
}
"""As Adobe's specification of 2005 gives them."""

_P3: _Primaries = {
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}
"""As Apple's profile has them."""

_GAMMA = 563 / 256
_SRGB = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""sRGB's curve (IEC 61966-2-1) in the numbers of ICC.1:2022, table 68, function 3."""

_D50 = (0.9642, 1.0, 0.8249)


def adobe_rgb() -> bytes:
    """Return an ICC profile (version 2, of a matrix and a gamma) of Adobe RGB (1998)."""
    return _profile(_ADOBE, struct.pack(">4s4xIH2x", b"curv", 1, round(_GAMMA * 256)))


def display_p3() -> bytes:
    """Return an ICC profile of Display P3, of a matrix and sRGB's curve."""
    return _profile(_P3, struct.pack(">4s4xH2x", b"para", 3) + _fixed(_SRGB))


def _profile(primaries: _Primaries, curve: bytes) -> bytes:
    tags = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    tags |= {name: b"XYZ \0\0\0\0" + _fixed(xyz) for name, xyz in primaries.items()}
    index, values, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, value in tags.items():
        index += struct.pack(">4sII", name, start + len(values), len(value))
        values += value
    return _header(start + len(values)) + index + values


def _header(size: int) -> bytes:
    kind = (b"mntr", b"RGB ", b"XYZ ", b"acsp")
    return struct.pack(">I4xI4s4s4s12x4s28x12s48x", size, 0x02100000, *kind, _fixed(_D50))


def _fixed(numbers: Sequence[float]) -> bytes:
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))
