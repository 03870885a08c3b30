"""Adobe RGB (1998) as a colour profile, for pictures that only name it."""

from __future__ import annotations

import struct

_GAMMA = 563 / 256

_PRIMARIES = {
    b"rXYZ": (0.60974, 0.31111, 0.01947),
    b"gXYZ": (0.20528, 0.62567, 0.06087),
    b"bXYZ": (0.14919, 0.06322, 0.74457),
}
"""Full red, green and blue under D50, as Adobe's specification of 2005 gives them."""

_D50 = (0.9642, 1.0, 0.8249)


def adobe_rgb() -> bytes:
    """Return an ICC profile (version 2, of a matrix and a gamma) of Adobe RGB (1998)."""
    curve = struct.pack(">4s4xIH2x", b"curv", 1, round(_GAMMA * 256))
    tags = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    tags |= {name: b"XYZ \0\0\0\0" + _fixed(xyz) for name, xyz in _PRIMARIES.items()}
    index, values, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, value in tags.items():
        index += struct.pack(">4sII", name, start + len(values), len(value))
        values += value
    return _header(start + len(values)) + index + values


def _header(size: int) -> bytes:
    kind = (b"mntr", b"RGB ", b"XYZ ", b"acsp")
    return struct.pack(">I4xI4s4s4s12x4s28x12s48x", size, 0x02100000, *kind, _fixed(_D50))


def _fixed(xyz: tuple[float, float, float]) -> bytes:
    return struct.pack(">3i", *(round(value * 65536) for value in xyz))
