"""Frames as PNG, several times as fast as Pillow writes and reads them.

Every row is stored as its difference from the row above, and compressed by ISA-L's deflate. Any
reader of PNG opens such a file. Sources: the PNG specification, third edition (W3C, 2025),
sections 5 (chunks), 9 (filters) and 11.3.3 (text).
"""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Iterator
from typing import IO

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from tlstyle.pixels import Value

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"IEND\xaeB`\x82"
"""The last bytes of every PNG file."""

_TEXTS_OF_EXIF = b"XML:com.adobe.xmp", b"Raw profile type exif"
"""Keywords of texts that may say how a picture is turned."""

_KINDS = {struct.pack(">5B", bits, 2, 0, 0, 0): np.dtype(f">u{bits // 8}") for bits in (8, 16)}
"""Eight bits or 16, three colours, the only compression, the only set of filters, not interlaced;
and how each value lies in the file."""
_UP = 2
"""The filter that subtracts the row above, of which the first row has none."""
_LEVEL = 3
"""Of ISA-L's; its levels 1 and 2 now and then pack the same bytes otherwise in another process."""
_BEGIN = b"\x78\x5e"
"""How what ISA-L deflates at that level begins."""
_ENOUGH = 1024
"""Compressed bytes from which the first filter can be told."""


def encode(pixels: NDArray[Value], key: str, text: str) -> bytes:
    """Return a PNG file of a picture, height x width x 3 RGB, that carries a text in ASCII."""
    height, width, _ = pixels.shape
    kind, layout = next(
        (kind, layout) for kind, layout in _KINDS.items() if layout.itemsize == pixels.itemsize
    )
    rows = np.ascontiguousarray(pixels, layout).view(np.uint8).reshape(height, -1)
    filtered = np.empty((height, 1 + rows.shape[1]), np.uint8)
    filtered[:, 0] = _UP
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    chunks = (
        (b"IHDR", struct.pack(">2I", width, height) + kind),
        (b"tEXt", f"{key}\0{text}".encode("ascii")),
        (b"IDAT", isal_zlib.compress(filtered, _LEVEL)),
        (b"IEND", b""),
    )
    return b"".join([SIGNATURE, *(part for chunk in chunks for part in _packed(*chunk))])


def decode(content: bytes) -> NDArray[Value] | None:
    """Return the picture in a PNG file as `encode` makes them; None for files of other kinds.

    Raises:
        ValueError: it is damaged.
    """
    if not content.startswith(SIGNATURE):
        return None
    chunks = list(_unpacked(memoryview(content)[len(SIGNATURE) :]))
    kinds = [kind for kind, _ in chunks]
    if kinds != [b"IHDR", b"tEXt", b"IDAT", b"IEND"]:
        return None
    layout = _KINDS.get(bytes(chunks[0][1][8:]))
    if layout is None:
        return None
    width, height = struct.unpack(">2I", chunks[0][1][:8])
    length = 1 + 3 * width * layout.itemsize
    size = height * length
    inflator = isal_zlib.decompressobj()
    try:
        inflated = inflator.decompress(chunks[2][1], size + 1)
    except isal_zlib.error as error:  # type: ignore[misc]  # its stubs say: an instance
        raise ValueError(f"its pixels are damaged: {error}") from error
    if len(inflated) != size or not inflator.eof:
        raise ValueError("it has more or fewer pixels than its header says")
    filtered = np.frombuffer(inflated, np.uint8).reshape(height, length)
    if (filtered[:, 0] != _UP).any():
        return None
    rows = filtered[:, 1:].copy()
    for above, row in itertools.pairwise(rows):
        np.add(above, row, out=row)
    pixels: NDArray[Value] = rows.view(layout).reshape(height, width, 3)
    return pixels.astype(layout.newbyteorder("="), copy=False)


def encoded_head(head: bytes, length: int, key: str) -> tuple[int, int, str] | None:
    """Return width, height and text of a file as `encode` leaves it, by its head and its length.

    None for files of other kinds: whoever else writes PNG packs it in other chunks, or begins with
    another filter, for nobody else's first row is its difference from nothing. Checksums are not
    compared, nor is the end looked at.
    """
    text_at = len(SIGNATURE) + 25
    begun = len(SIGNATURE + _chunk_head(b"IHDR", 13))
    if head[:begun] != SIGNATURE + _chunk_head(b"IHDR", 13) or len(head) < text_at + 8:
        return None
    (text_length,) = struct.unpack_from(">I", head, text_at)
    data_at = text_at + 12 + text_length
    text = head[text_at + 4 : data_at - 4]
    marked = f"tEXt{key}\0".encode("ascii")
    if head[begun + 8 : begun + 13] not in _KINDS or not text.startswith(marked):
        return None
    data = head[data_at + 8 : data_at + 8 + _ENOUGH]
    expected = _chunk_head(b"IDAT", length - data_at - 24)
    if head[data_at : data_at + 8] != expected or not _begins_as_ours(data):
        return None
    width, height = struct.unpack_from(">2I", head, begun)
    return width, height, text[len(marked) :].decode("latin-1")


def checksum(pixels: NDArray[Value]) -> str:
    """Return what tells a picture's pixels from others', but for one in four thousand millions."""
    return f"{isal_zlib.crc32(_in_order(pixels)):08x}"


def refuse_damaged(content: bytes) -> None:
    """Raise ValueError if a PNG file's pixels are not those of its checksums.

    What is missing is left for whoever decodes it to tell, as are all other chunks.
    """
    view, place = memoryview(content), len(SIGNATURE)
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", view, place)
        data, told = view[place + 8 :][:length], view[place + 8 + length :][:4]
        if kind == b"IEND":
            return
        if kind == b"IDAT" and len(told) == 4 and told != _checksum(kind, data):
            raise ValueError("its pixels are damaged")
        place += 12 + length


def named_colours(stream: IO[bytes]) -> tuple[int, int] | None:
    """Return the numbers of the primaries and the curve that a file names before its pixels.

    Chunks are leapt over, and the stream is left where it was.
    """
    before, named = stream.tell(), None
    stream.seek(len(SIGNATURE))
    while len(head := stream.read(8)) == 8 and not named:
        length, kind = struct.unpack(">I4s", head)
        if kind in (b"IDAT", b"IEND"):
            break
        data = stream.read(min(length, 2))
        named = (data[0], data[1]) if kind == b"cICP" and len(data) == 2 else None
        stream.seek(length - len(data) + 4, os.SEEK_CUR)
    stream.seek(before)
    return named


def has_exif_behind_pixels(stream: IO[bytes]) -> bool:
    """Tell whether EXIF, or a text in its stead, stands where only whole readers find it.

    Chunks are leapt over, and the stream is left where it was.
    """
    before = stream.tell()
    pixels = False
    stream.seek(len(SIGNATURE))
    while len(head := stream.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        text = stream.read(min(length, 32)) if kind in (b"tEXt", b"zTXt", b"iTXt") else b""
        if pixels and (kind == b"eXIf" or text.startswith(_TEXTS_OF_EXIF)):
            break
        pixels = pixels or kind == b"IDAT"
        stream.seek(length - len(text) + 4, os.SEEK_CUR)
    stream.seek(before)
    return len(head) == 8


def _in_order(pixels: NDArray[Value]) -> NDArray[Value]:
    """Return a picture's values in a row, the lower byte of each first on every machine."""
    return pixels.astype(pixels.dtype.newbyteorder("<"), copy=False).reshape(-1)


def _chunk_head(kind: bytes, length: int) -> bytes:
    return struct.pack(">I", max(0, length)) + kind


def _begins_as_ours(data: bytes) -> bool:
    """Tell whether compressed pixels begin with ISA-L's header and our filter."""
    try:
        first = isal_zlib.decompressobj().decompress(data, 1)
    except isal_zlib.error:  # type: ignore[misc]  # its stubs say: an instance
        return False
    return data.startswith(_BEGIN) and first == bytes([_UP])


def _packed(kind: bytes, data: bytes) -> tuple[bytes, ...]:
    return struct.pack(">I", len(data)), kind, data, _checksum(kind, data)


def _checksum(kind: bytes, data: bytes | memoryview) -> bytes:
    return struct.pack(">I", isal_zlib.crc32(data, isal_zlib.crc32(kind)))


def _unpacked(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the chunks of a PNG file after its signature, kind and data."""
    place = 0
    while place < len(content):
        if len(content) < place + 12:
            raise ValueError("it ends in the middle")
        (length,) = struct.unpack_from(">I", content, place)
        kind, data = bytes(content[place + 4 : place + 8]), content[place + 8 :][:length]
        place += 12 + length
        if len(content) < place:
            raise ValueError("it ends in the middle")
        if content[place - 4 : place] != _checksum(kind, data):
            raise ValueError(f"its chunk {kind!r} is damaged")
        yield kind, data
