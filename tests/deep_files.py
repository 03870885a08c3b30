"""Files of 16 bits a channel, written by the letter of PNG and of TIFF."""

from __future__ import annotations

import itertools
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Deep = NDArray[np.uint16]


def ramp(height: int = 40, width: int = 60, channels: int = 3) -> Deep:
    """Return colours of which no two bytes are alike for long, height x width x channels."""
    count = height * width * channels
    return (np.arange(count) * 40503 % 65536).astype(np.uint16).reshape(height, width, channels)


def png_of(pixels: Deep, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a PNG whose rows are filtered by each of the five filters in turn."""
    height, width, channels = pixels.shape
    rows = pixels.astype(">u2").reshape(height, -1).view(np.uint8).astype(int)
    left = np.pad(rows, ((0, 0), (2 * channels, 0)))[:, : rows.shape[1]]
    up, corner = (np.pad(part, ((1, 0), (0, 0)))[:-1] for part in (rows, left))
    nearest = left + up - corner
    away = np.abs(np.stack([nearest - each for each in (left, up, corner)]))
    paeth = np.choose(away.argmin(axis=0), [left, up, corner])
    guesses = [0 * rows, left, up, (left + up) // 2, paeth]
    filtered = b"".join(
        bytes([kind]) + (rows[row] - guesses[kind][row]).astype(np.uint8).tobytes()
        for row, kind in zip(range(height), itertools.cycle(range(5)), strict=False)
    )
    colours = {1: 0, 3: 2, 4: 6}[channels]
    head = struct.pack(">2I5B", width, height, 16, colours, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(filtered)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


RAW, LZW, DEFLATE = 1, 5, 8
"""TIFF's compressions."""

_STRIP = 16
"""Rows that are packed together."""


@dataclass(frozen=True)
class Tiff:
    """How a TIFF is written.

    Attributes:
        order: Of bytes, as struct calls it.
        compression: Its number.
        predictor: 2 where values are stored as their differences from those on their left.
        icc: A profile.
        apart: Whether channels follow each other.
        tags: Single numbers beside the usual ones, or in their place.
    """

    order: str = "<"
    compression: int = RAW
    predictor: int = 1
    icc: bytes = b""
    apart: bool = False
    tags: tuple[tuple[int, int], ...] = ()

    def of(self, pixels: Deep) -> bytes:
        """Return the file of a picture: its tags, what they point to, and its strips."""
        height, width, channels = pixels.shape
        planes = np.split(pixels, channels, axis=2) if self.apart else [pixels]
        strips = [
            self._packed(plane[top : top + _STRIP])
            for plane in planes
            for top in range(0, height, _STRIP)
        ]
        entries = {
            256: self._numbers("I", width),
            257: self._numbers("I", height),
            258: self._numbers("H", *[16] * channels),
            259: self._numbers("H", self.compression),
            262: self._numbers("H", 1 if channels == 1 else 2),
            277: self._numbers("H", channels),
            278: self._numbers("I", _STRIP),
            279: self._numbers("I", *map(len, strips)),
            284: self._numbers("H", 1 + self.apart),
            317: self._numbers("H", self.predictor),
            **({34675: (7, len(self.icc), self.icc)} if self.icc else {}),
            **(
                {338: self._numbers("H", 2)} if channels == 4 else {}
            ),  # colours stand by themselves
            **{tag: self._numbers("H", value) for tag, value in self.tags},
        }
        offsets = 4 * len(strips)
        start = 8 + 2 + 12 * (len(entries) + 1) + 4
        start += sum(len(value) for _, _, value in entries.values() if len(value) > 4)
        first = start + (offsets if offsets > 4 else 0)
        places = itertools.accumulate(map(len, strips[:-1]), initial=first)
        entries[273] = self._numbers("I", *places)
        return self._with_directory(entries) + b"".join(strips)

    def _numbers(self, kind: str, *values: int) -> tuple[int, int, bytes]:
        """Return the type, the count and the bytes of numbers of 2 bytes (H) or of 4 (I)."""
        packed = struct.pack(f"{self.order}{len(values)}{kind}", *values)
        return {"H": 3, "I": 4}[kind], len(values), packed

    def _with_directory(self, entries: dict[int, tuple[int, int, bytes]]) -> bytes:
        """Return a file's beginning: what is longer than 4 bytes lies behind the directory."""
        mark = b"II" if self.order == "<" else b"MM"
        directory = mark + struct.pack(f"{self.order}HIH", 42, 8, len(entries))
        place, heap = len(directory) + 12 * len(entries) + 4, b""
        for tag, (kind, count, value) in sorted(entries.items()):
            directory += struct.pack(f"{self.order}HHI", tag, kind, count)
            if len(value) > 4:
                directory += struct.pack(f"{self.order}I", place + len(heap))
                heap += value
            else:
                directory += value.ljust(4, b"\0")
        return directory + bytes(4) + heap

    def _packed(self, pixels: Deep) -> bytes:
        if self.predictor == 2:
            pixels = np.diff(pixels, axis=1, prepend=np.zeros_like(pixels[:, :1]))
        content = pixels.astype(f"{self.order}u2").tobytes()
        if self.compression == RAW:
            return content
        return lzw(content) if self.compression == LZW else zlib.compress(content)


def lzw(content: bytes) -> bytes:
    """Return bytes as LZW that never learns: its table is cleared before its codes grow longer."""
    codes = [256]
    for place, byte in enumerate(content):
        codes += [256, byte] if place and place % 200 == 0 else [byte]
    bits = "".join(f"{code:09b}" for code in [*codes, 257])
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")
