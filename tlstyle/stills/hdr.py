"""HDR stills: which are, by what they say of their colours, and how they are brought to SDR.

What PQ and HLG say in light is shown on a display of 1000 cd/m2, and that is brought to one whose
white is 203, where HDR has a page's: up to some 90 as it is, and what is brighter, up to 1000, so
that it fits. The same for every still, since a curve that went by each one's brightest place would
flicker. Colours keep their hue: all three are made darker by what the brightest of them is.

Sources: ITU-R BT.2100-2 (PQ, HLG and its display's gamma), BT.2408-7 (203 cd/m2), BT.2390-11,
section 5.4 (the curve), BT.2087-0 and SMPTE RP 431-2 (primaries); what names them: ITU-T H.273, in
PNG's `cICP` (PNG, third edition, 11.3.2.6), HEIF's and AVIF's `colr` (ISO/IEC 14496-12), and ICC's
`cicp` (ICC.1:2022, 9.2.17).
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle import png
from tlstyle.pixels import WHITE
from tlstyle.stills.heif import named_by_heif
from tlstyle.stills.profile import named_by_icc
from tlstyle.stills.srgb import deep_of

VERSION = 1
"""Goes up when the same still comes out otherwise."""

CURVES = {16: "PQ", 18: "HLG"}
"""The transfer curves of HDR by their numbers."""

_DISPLAY, _PAGE = 1000.0, 203.0
"""cd/m2 of the display that HDR is meant for, and of a page's white on it."""

_MOST = 10000.0
_M1, _M2 = 2610 / 16384, 2523 / 32
_C1, _C2, _C3 = 3424 / 4096, 2413 / 128, 2392 / 128
"""PQ's numbers."""

_A, _B, _C, _GAMMA = 0.17883277, 0.28466892, 0.55991073, 1.2
"""HLG's numbers."""

_BRIGHTNESS = np.array([0.2627, 0.6780, 0.0593], np.float32)
"""Shares of Rec. 2020's primaries in brightness."""

_WIDE = [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
_TO_SRGB = {
    1: np.eye(3, dtype=np.float32),
    12: np.array(
        [[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]], np.float32
    ),
}
"""From light in the primaries of BT.709 and of Display P3 to that in sRGB's; others are 2020's."""

_STEPS = 4096
_BEGUN = 65536
"""Bytes in which an AVIF says its colours."""

Light = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hdr:
    """What the values of an HDR picture stand for: the numbers of its curve and its primaries."""

    curve: int
    primaries: int

    @property
    def name(self) -> str:
        """What its curve is called."""
        return CURVES[self.curve]

    def to_srgb(self, pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
        """Return a picture, height x width x 3, or 1 of grey, in sRGB; beyond it is cut off."""
        coded = np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels
        light = _pq().take(coded) if self.name == "PQ" else _shown(_hlg().take(coded))
        brightest = light.max(axis=2, keepdims=True)
        light *= np.interp(brightest, *_darker()).astype(np.float32)
        matrix = _TO_SRGB.get(self.primaries, np.array(_WIDE, np.float32))
        return deep_of((light @ matrix.T).clip(0, 1))


def hdr_of(image: Image.Image) -> Hdr | None:
    """Return what an opened picture is by its own word, before it is loaded; None if it is SDR."""
    named = _named(image)
    return Hdr(named[1], named[0]) if named and named[1] in CURVES else None


def _named(image: Image.Image) -> tuple[int, int] | None:
    """Return the numbers of the primaries and the curve that a picture names, if it does."""
    if icc := image.info.get("icc_profile"):
        named = named_by_icc(icc)
        if named:
            return named
    if image.format == "HEIF":
        return named_by_heif(image)
    stream = getattr(image, "fp", None)
    with suppress(OSError, ValueError, struct.error):
        if stream and image.format == "PNG":
            return png.named_colours(stream)
        if stream and image.format == "AVIF":
            return _named_by_avif(stream)
    return None


def _named_by_avif(stream: IO[bytes]) -> tuple[int, int] | None:
    """Return what the first box of an AVIF's colours says that there is."""
    before = stream.tell()
    stream.seek(0)
    head = stream.read(_BEGUN)
    stream.seek(before)
    at = head.find(b"colrnclx")
    if at < 0:
        return None
    primaries, curve = struct.unpack_from(">2H", head, at + 8)
    return primaries, curve


@cache
def _pq() -> Light:
    """Return the light, in cd/m2, of every value in PQ."""
    power = np.linspace(0, 1, WHITE + 1) ** (1 / _M2)
    light = _MOST * (np.maximum(power - _C1, 0) / (_C2 - _C3 * power)) ** (1 / _M1)
    return light.astype(np.float32)


def in_pq(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the value in PQ, 0..1, of light in cd/m2."""
    power = (light / _MOST) ** _M1
    coded: NDArray[np.float64] = ((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2
    return coded


@cache
def _hlg() -> Light:
    """Return the scene's light, 0..1, of every value in HLG."""
    values = np.linspace(0, 1, WHITE + 1)
    light = np.where(values <= 0.5, values**2 / 3, (np.exp((values - _C) / _A) + _B) / 12)
    return light.astype(np.float32)


def _shown(scene: Light) -> Light:
    """Return the light that a display makes of a scene's, in cd/m2."""
    brightness = (scene @ _BRIGHTNESS)[..., None]
    shown: Light = scene * (_DISPLAY * brightness ** np.float32(_GAMMA - 1))
    return shown


@cache
def _darker() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return light in cd/m2, and what it is multiplied by so that a page's white is 1."""
    coded = np.linspace(0, 1, _STEPS) ** 0.5 * in_pq(np.array(_MOST))
    light = np.interp(coded, np.linspace(0, 1, WHITE + 1), _pq())
    brought = np.interp(_brought(coded), np.linspace(0, 1, WHITE + 1), _pq())
    gains = np.ones(_STEPS)
    np.divide(brought, light, out=gains, where=light > 0)
    return light, gains / _PAGE


def _brought(coded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values in PQ brought to a display of a page's white, by BT.2390's curve."""
    white = in_pq(np.array(_DISPLAY))
    value, most = np.minimum(coded / white, 1), in_pq(np.array(_PAGE)) / white
    knee = 1.5 * most - 0.5
    t = (value - knee) / (1 - knee)
    bent = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee)
    bent += (3 * t**2 - 2 * t**3) * most
    return np.where(value < knee, value, bent) * white
