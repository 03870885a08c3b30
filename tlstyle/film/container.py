"""What an MP4 or MOV file holds and where, read from its boxes without decoding anything.

The layout is that of ISO/IEC 14496-12: a box is its length (4 bytes, big endian, with the header),
its kind (4 bytes) and its content.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

_COMMENT = ("udta", "meta", "ilst", "\xa9cmt", "data")
_COMMENT_IN_MOV = ("udta", "\xa9cmt")
_SAMPLES = ("mdia", "minf", "stbl", "stsz")

Place: TypeAlias = tuple[int, int]
"""Where something starts in a file, and where it ends."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the contents of a file's outermost boxes are; the last may reach beyond its end."""

    length: int
    boxes: tuple[tuple[str, Place], ...]

    @property
    def is_whole(self) -> bool:
        """Whether the boxes of a film are there, and end where the file does."""
        kinds = {kind for kind, _ in self.boxes}
        ends = self.boxes[-1][1][1] if self.boxes else 0
        return {"ftyp", "moov", "mdat"} <= kinds and ends == self.length

    @property
    def index(self) -> Place:
        """Where what describes the film is; nowhere if it is not all there."""
        found = next((place for kind, place in self.boxes if kind == "moov"), (0, 0))
        return found if found[1] <= self.length else (0, 0)

    @property
    def is_index_first(self) -> bool:
        """Whether all that describes the film comes before its pictures and sound."""
        kinds = [kind for kind, _ in self.boxes]
        return "moov" in kinds and "mdat" not in kinds[: kinds.index("moov")]

    @property
    def data_end(self) -> int:
        """Where the first pictures and sound end, or would; 0 if there are none."""
        return next((end for kind, (_, end) in self.boxes if kind == "mdat"), 0)


def layout(file: BinaryIO) -> Layout:
    """Return where a file's outermost boxes are, up to what is no box."""
    length = file.seek(0, 2)
    boxes = []
    at = 0
    while at < length:
        file.seek(at)
        header, size, kind = _header(file.read(16))
        if size < header or at + header > length:
            break
        boxes.append((kind, (at + header, at + size)))
        at += size
    return Layout(length, tuple(boxes))


def content(file: BinaryIO, place: Place) -> bytes:
    """Return what a file holds from one place up to another."""
    start, end = place
    file.seek(start)
    return file.read(end - start)


def comment(index: bytes) -> bytes | None:
    """Return the comment in the content of a moov box; None if there is none."""
    found = _descend(index, _COMMENT)
    if found is not None:
        return found[8:]  # after the value's type and its language
    found = _descend(index, _COMMENT_IN_MOV)
    return None if found is None else found[4:]  # after its length and its language


def frame_count(film: Path) -> int:
    """Return how many pictures a film file holds; 0 if it is not whole."""
    return int.from_bytes(_samples(film)[8:12], "big")


def frame_sizes(film: Path) -> tuple[int, ...]:
    """Return how many bytes each picture of a film file takes; none if it is not whole."""
    samples = _samples(film)
    each, count = int.from_bytes(samples[4:8], "big"), int.from_bytes(samples[8:12], "big")
    listed = samples[12 : 12 + 4 * count]
    return (each,) * count if each else struct.unpack(f">{len(listed) // 4}I", listed)


def _samples(film: Path) -> bytes:
    """Return the box of a whole film that lists its pictures' sizes; nothing where it is not."""
    for kind, track in _boxes(_index(film)):
        handler = _descend(track, ("mdia", "hdlr")) if kind == "trak" else None
        if handler is not None and handler[8:12] == b"vide":
            return _descend(track, _SAMPLES) or b""
    return b""


def _index(film: Path) -> bytes:
    """Return the content of a whole film's moov box; nothing of a file that is not whole."""
    try:
        with film.open("rb") as file:
            found = layout(file)
            return content(file, found.index) if found.is_whole else b""
    except OSError:
        return b""


def _header(data: bytes) -> tuple[int, int, str]:
    """Return a box's header length, its length and its kind; length 0 for what is no box."""
    if len(data) < 8:
        return 8, 0, ""
    size, kind = struct.unpack(">I4s", data[:8])
    if size == 1 and len(data) == 16:
        return 16, int.from_bytes(data[8:], "big"), kind.decode("latin-1")
    return 8, size, kind.decode("latin-1")


def _boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the kind and content of the boxes in a box's content, up to one that makes no sense."""
    at = 0
    while at < len(data):
        header, size, kind = _header(data[at : at + 16])
        if size < header or at + size > len(data):
            return
        yield kind, data[at + header : at + size]
        at += size


def _descend(data: bytes, path: tuple[str, ...]) -> bytes | None:
    """Return the content of the first box down a path of kinds."""
    for wanted in path:
        found = next((content for kind, content in _boxes(data) if kind == wanted), None)
        if found is None:
            return None
        data = found[4:] if wanted == "meta" else found  # it starts with a version and flags
    return data
