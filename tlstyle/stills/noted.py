"""What raw files note of themselves: when they were taken, and how long they must be to be whole.

LibRaw would decode all of a file to say so, and knows times to the second only. Most raw files are
TIFF by another name; Fuji's and Canon's newer ones have headers of their own, with TIFF inside.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from tlstyle.stills.exif import time_of

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1, 13: 4}
"""Bytes of the kinds of values that are read (TIFF 6.0): bytes, text, short and long numbers."""

_STRIPS, _TILES = (273, 279), (324, 325)
"""Tags of where pixels lie, and of how many bytes."""

_SUB_DIRECTORIES, _EXIF = 330, 34665
_ORIGINAL, _CHANGED = (36867, 37521), (306, 37520)
"""Tags of a time to the second, and of its fraction."""

_MOST = 64
"""Directories that a file may have; damage leads round in rings."""

_NOTES = re.compile(rb"Exif\0\0|CMT[12](?=II|MM)")
"""What stands before the notes in TIFF in other files: in the preview of Fuji's, and in Canon's."""

_NOTES_WITHIN = 2**18
"""Bytes in which they begin."""

_RAF, _RAF_PARTS = b"FUJIFILMCCD-RAW ", (0x54, 0x5C, 0x64)
"""How a file of Fuji's begins, and where it says of its parts where they lie and how long."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What a file says of itself.

    Attributes:
        taken: When it was taken, if it says so.
        length: How many bytes it must have at least.
        is_known: Whether it is of a kind whose notes are known; of others LibRaw may know more.
    """

    taken: datetime | None = None
    length: int = 0
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """A TIFF directory: the kind, count and last four bytes of each tag's entry.

    `start` is where in the stream the TIFF begins.
    """

    stream: BinaryIO
    start: int
    order: str
    entries: dict[int, tuple[int, int, bytes]]

    def numbers(self, tag: int) -> tuple[int, ...]:
        """Return a tag's whole numbers, none if it is missing or of another kind."""
        kind, count, _ = self.entries.get(tag, (0, 0, b""))
        letter = {1: "B", 3: "H", 4: "I", 13: "I"}.get(kind)
        return struct.unpack(f"{self.order}{count}{letter}", self.content(tag)) if letter else ()

    def text(self, tag: int) -> str:
        """Return a tag's text, '' if it is missing."""
        return self.content(tag).partition(b"\0")[0].decode("ascii", "replace")

    def content(self, tag: int) -> bytes:
        """Return a tag's bytes; raises `struct.error` where the file ends before them."""
        kind, count, inline = self.entries.get(tag, (1, 0, b""))
        size = _SIZES.get(kind, 0) * count
        if size <= 4:
            return inline[:size]
        self.stream.seek(self.start + struct.unpack(f"{self.order}I", inline)[0])
        return self.stream.read(size)


def noted_in(stream: BinaryIO) -> Noted:
    """Return what an opened raw file notes; nothing of what is not as it should be."""
    with suppress(struct.error, ValueError, OverflowError, MemoryError):
        head = stream.read(16)
        if head[:2] in (b"II", b"MM"):
            directories = [*_directories(stream, 0)]
            return Noted(_taken(directories), max([*_pixel_ends(directories), 0]), is_known=True)
        if head == _RAF:
            return Noted(_taken([*_inner(stream)]), max(_raf_ends(stream)), is_known=True)
        if head[4:8] == b"ftyp":
            return Noted(_taken([*_inner(stream)]), _boxes_end(stream), is_known=True)
    return Noted()


def _inner(stream: BinaryIO) -> Iterator[Directory]:
    """Yield the directories of TIFFs inside a file of another kind."""
    stream.seek(0)
    for notes in _NOTES.finditer(stream.read(_NOTES_WITHIN)):
        yield from _directories(stream, notes.end())


def _raf_ends(stream: BinaryIO) -> Iterator[int]:
    for place in _RAF_PARTS:
        stream.seek(place)
        yield sum(struct.unpack(">II", stream.read(8)))


def _boxes_end(stream: BinaryIO) -> int:
    """Return where the boxes of an ISO media file end, by what each says of its size."""
    length, place = stream.seek(0, 2), 0
    while 0 <= place < length:
        stream.seek(place)
        size, _ = struct.unpack(">I4s", stream.read(8))
        if size == 1:
            (size,) = struct.unpack(">Q", stream.read(8))
        if size == 0:  # up to the end, wherever that is
            return length
        place += max(size, 8)
    return place


def _directories(stream: BinaryIO, start: int) -> Iterator[Directory]:
    """Yield the directories of a TIFF that begins somewhere in a stream."""
    stream.seek(start)
    order = "<" if stream.read(2) == b"II" else ">"
    stream.seek(start + 4)
    places = [*struct.unpack(f"{order}I", stream.read(4))]
    seen: set[int] = set()
    while places and len(seen) < _MOST:
        place = places.pop(0)
        if not place or place in seen:
            continue
        seen.add(place)
        stream.seek(start + place)
        (count,) = struct.unpack(f"{order}H", stream.read(2))
        content = stream.read(12 * count + 4)
        entries = {
            tag: (kind, number, inline)
            for tag, kind, number, inline in struct.iter_unpack(
                f"{order}HHI4s", content[: 12 * count]
            )
        }
        directory = Directory(stream, start, order, entries)
        places += [*directory.numbers(_SUB_DIRECTORIES), *directory.numbers(_EXIF)]
        places += struct.unpack(f"{order}I", content[12 * count :])
        yield directory


def _taken(directories: list[Directory]) -> datetime | None:
    for tag, fraction in (_ORIGINAL, _CHANGED):
        times = [directory.text(tag) for directory in directories]
        fractions = [directory.text(fraction) for directory in directories]
        with suppress(ValueError):
            return time_of(next(filter(None, times), ""), next(filter(None, fractions), ""))
    return None


def _pixel_ends(directories: list[Directory]) -> Iterator[int]:
    for directory in directories:
        for places, sizes in (_STRIPS, _TILES):
            pairs = zip(directory.numbers(places), directory.numbers(sizes), strict=False)
            yield from (place + size for place, size in pairs)
