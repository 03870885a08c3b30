"""Reads protocol-buffer messages, as far as a SavedModel's signature needs it."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
"""Wire types (protobuf.dev/programming-guides/encoding)."""


def messages(message: memoryview, number: int) -> list[memoryview]:
    """Return every submessage, string or byte field of that number, in order.

    Raises ValueError where the bytes are no protocol-buffer message.
    """
    return [
        value
        for field, value in _fields(message)
        if field == number and isinstance(value, memoryview)
    ]


def text(message: memoryview, number: int) -> str:
    """Return the string field of that number, "" where there is none."""
    return "".join(str(value, "utf-8") for value in messages(message, number)[-1:])


def integer(message: memoryview, number: int) -> int:
    """Return the integer field of that number as a signed 64-bit one, 0 where there is none."""
    found = 0
    for field, value in _fields(message):
        if field == number and isinstance(value, int):
            found = value
    return found - (1 << 64) if found >= 1 << 63 else found


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == VARINT:
            value, at = _varint(message, at)
            yield tag >> 3, value
        else:
            start, at = _span(message, at, kind)
            yield tag >> 3, message[start:at]


def _span(message: memoryview, at: int, kind: int) -> tuple[int, int]:
    if kind == BYTES:
        length, at = _varint(message, at)
    elif kind in (FIXED64, FIXED32):
        length = 8 if kind == FIXED64 else 4
    else:
        raise ValueError(f"wire type {kind}")
    if at + length > len(message):
        raise ValueError("cut short")
    return at, at + length


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift, byte in enumerate(message[at : at + 10]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, at + shift + 1
    raise ValueError("cut short")
