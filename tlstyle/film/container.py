"""What a film file says about itself, read from its MP4 boxes without decoding anything.

The layout is that of ISO/IEC 14496-12: a box is its length (4 bytes, big endian, with the header),
its kind (4 bytes) and its content.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_MARK = "tlstyle "
_COMMENT = ("udta", "meta", "ilst", "\xa9cmt", "data")
_SAMPLES = ("mdia", "minf", "stbl", "stsz")


def film_provenance(output: Path) -> str | None:
    """Return the provenance that a whole film was written with.

    None where the file is missing, was cut short at any byte, or is no film of ours.
    """
    comment = _descend(_index(output), _COMMENT)
    if comment is None:
        return None
    text = comment[8:].decode("utf-8", "replace")  # after the value's type and its language
    return _unmarked(text) if text.startswith(_MARK) else None


def is_ours(output: Path) -> bool:
    """Tell whether tlstyle wrote a film, even if its end is missing: its index comes first."""
    try:
        with output.open("rb") as file:
            index = _content(file, dict(_walk(file)).get("moov", (0, 0)))
    except OSError:
        return False
    comment = _descend(index, _COMMENT)
    return comment is not None and comment[8:].startswith(_MARK.encode())


def marked(provenance: str) -> str:
    """Return a comment that carries any text through command lines and MP4 as plain ASCII."""
    return _MARK + provenance.encode("unicode_escape").decode("ascii")


def frame_count(film: Path) -> int:
    """Return how many pictures a film file holds; 0 if it is not whole."""
    for kind, track in _boxes(_index(film)):
        handler = _descend(track, ("mdia", "hdlr")) if kind == "trak" else None
        if handler is not None and handler[8:12] == b"vide":
            samples = _descend(track, _SAMPLES) or b""
            return int.from_bytes(samples[8:12], "big")
    return 0


def _unmarked(comment: str) -> str | None:
    """Return the text of a marked comment."""
    try:
        return comment[len(_MARK) :].encode("ascii").decode("unicode_escape")
    except UnicodeError:
        return None


def _index(film: Path) -> bytes:
    """Return the content of a whole film's moov box; nothing of a file that is not whole."""
    try:
        with film.open("rb") as file:
            places = dict(_walk(file))
            boxed = max((end for _, end in places.values()), default=0)
            if not {"ftyp", "moov", "mdat"} <= places.keys() or boxed < file.seek(0, 2):
                return b""
            return _content(file, places["moov"])
    except OSError:
        return b""


def _walk(file: BinaryIO) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield top-level boxes' kinds and where their contents start and end.

    The last is the one before the file's end, or before what is no box or reaches beyond the end.
    """
    whole = file.seek(0, 2)
    at = 0
    while at < whole:
        file.seek(at)
        header, size, kind = _header(file.read(16))
        if size < header or at + size > whole:
            return
        yield kind, (at + header, at + size)
        at += size


def _content(file: BinaryIO, place: tuple[int, int]) -> bytes:
    """Return what a file holds from one place up to another."""
    start, end = place
    file.seek(start)
    return file.read(end - start)


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
