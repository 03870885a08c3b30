"""Raw pictures as a camera writes them: DNG of one uncompressed mosaic, with known light."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLACK, WHITE = 512, 16383

_XYZ_TO_SRGB = (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)
"""As the colour matrix of a camera whose filters are sRGB's primaries (IEC 61966-2-1)."""

_ASCII, _SHORT, _LONG, _RATIONAL, _BYTE, _SRATIONAL = 2, 3, 4, 5, 1, 10
_FORMATS = {_BYTE: "B", _SHORT: "H", _LONG: "I"}


BAYER = np.array([[0, 1], [1, 2]])
XTRANS = np.array(
    [
        *([1, 2, 1, 1, 0, 1], [0, 1, 0, 2, 1, 2], [1, 2, 1, 1, 0, 1]),
        *([1, 0, 1, 1, 2, 1], [2, 1, 2, 0, 1, 0], [1, 0, 1, 1, 2, 1]),
    ]
)
"""Which of red, green and blue a sensor's pixels see, over and over: most cameras', and Fuji's."""


def mosaic(
    light: NDArray[np.float64],
    white: Sequence[float] = (1, 1, 1),
    pattern: NDArray[np.int_] = BAYER,
) -> NDArray[np.uint16]:
    """Return what a sensor counts of linear light 0..1, height x width x 3, whole patterns of it.

    `white` are the gains of red, green and blue that make grey grey again.
    """
    height, width = (
        side // part for side, part in zip(light.shape[:2], pattern.shape, strict=True)
    )
    seen = np.tile(pattern, (height, width))[..., np.newaxis]
    raw = np.take_along_axis(light / np.array(white), seen, axis=2)[..., 0]
    return np.round(BLACK + raw * (WHITE - BLACK)).clip(0, 65535).astype(np.uint16)


def write_dng(
    file: Path,
    raw: NDArray[np.uint16],
    *,
    white: Sequence[float] | None = (1, 1, 1),
    pattern: NDArray[np.int_] = BAYER,
    taken: str | None = None,
    fraction: str = "",
    orientation: int = 1,
) -> None:
    """Write a mosaic as DNG 1.4, little-endian: one strip behind one directory."""
    height, width = raw.shape
    inner = {36867: (_ASCII, taken), 37521: (_ASCII, fraction)} if taken else {}
    tags: dict[int, tuple[int, Any]] = {
        254: (_LONG, [0]), 256: (_LONG, [width]), 257: (_LONG, [height]), 258: (_SHORT, [16]),
        259: (_SHORT, [1]), 262: (_SHORT, [32803]), 271: (_ASCII, "Maker"),
        272: (_ASCII, "Model"), 273: (_LONG, [0]), 274: (_SHORT, [orientation]),
        277: (_SHORT, [1]), 278: (_LONG, [height]), 279: (_LONG, [raw.nbytes]),
        33421: (_SHORT, pattern.shape), 33422: (_BYTE, pattern.ravel()),
        50706: (_BYTE, [1, 4, 0, 0]), 50708: (_ASCII, "Maker Model"), 50714: (_SHORT, [BLACK]),
        50717: (_LONG, [WHITE]), 50721: (_SRATIONAL, _XYZ_TO_SRGB), 50778: (_SHORT, [21]),
    }  # fmt: skip
    if white:
        tags[50728] = (_RATIONAL, [1 / gain for gain in white])
    if taken:
        tags[34665] = (_LONG, [0])
    size = len(_directory(tags, 8))
    if taken:
        tags[34665] = (_LONG, [8 + size])
    exif = _directory(inner, 8 + size) if taken else b""
    tags[273] = (_LONG, [8 + size + len(exif)])
    header = struct.pack("<2sHI", b"II", 42, 8)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(header + _directory(tags, 8) + exif + raw.astype("<u2").tobytes())


def notes(taken: str, fraction: str) -> bytes:
    """Return a TIFF of notes alone, as cameras lay it into other files."""
    tags = {36867: (_ASCII, taken), 37521: (_ASCII, fraction)}
    return struct.pack("<2sHI", b"II", 42, 8) + _directory(tags, 8)


def raf_of(exif: bytes, pixels: int) -> bytes:
    """Return a file as Fuji's cameras begin it: what follows is a preview, notes and pixels."""
    preview = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif
    start = 0x94
    places = (start, len(preview), start + len(preview), 0, start + len(preview), pixels)
    head = b"FUJIFILMCCD-RAW ".ljust(0x54, b"\0") + struct.pack(">6I", *places)
    return head.ljust(start, b"\0") + preview + bytes(pixels)


def cr3_of(exif: bytes, pixels: int) -> bytes:
    """Return a file as Canon's newer cameras write it: boxes of notes and of pixels."""
    inner = _box(b"uuid", bytes(16) + _box(b"CMT1", notes("", "")) + _box(b"CMT2", exif))
    return _box(b"ftyp", b"crx isom") + _box(b"moov", inner) + _box(b"mdat", bytes(pixels))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _directory(tags: Mapping[int, tuple[int, Any]], start: int) -> bytes:
    """Return a TIFF directory that lies at `start`, and the values that do not fit into it."""
    entries, values = b"", b""
    behind = start + 2 + 12 * len(tags) + 4
    for tag in sorted(tags):
        kind, value = tags[tag]
        packed, count = _packed(kind, value)
        if len(packed) > 4:
            place = struct.pack("<I", behind + len(values))
            values += packed + bytes(len(packed) % 2)
        else:
            place = packed.ljust(4, b"\0")
        entries += struct.pack("<HHI", tag, kind, count) + place
    return struct.pack("<H", len(tags)) + entries + bytes(4) + values


def _packed(kind: int, value: Any) -> tuple[bytes, int]:
    if kind == _ASCII:
        text = value.encode() + b"\0"
        return text, len(text)
    if kind in (_RATIONAL, _SRATIONAL):
        parts = [part for each in value for part in (round(each * 10000), 10000)]
        return struct.pack(f"<{len(parts)}i", *parts), len(value)
    return struct.pack(f"<{len(value)}{_FORMATS[kind]}", *value), len(value)
