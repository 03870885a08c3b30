"""JPEG decoded strictly, and no larger than need be, by libjpeg-turbo.

Pillow goes by the same library, but drops what it says of damage: a file that has lost its middle
would be painted grey and shifted.
"""

from __future__ import annotations

import re

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from tlstyle.size import Size

END = b"\xff\xd9"
"""The last bytes of every JPEG, but of those whose writer was stopped a moment too soon."""

_COLOURS = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
"""What Pillow calls the kinds of JPEG, and what simplejpeg does."""

WHOLE = 8
"""Eighths of a whole picture's sides."""

_ROOM = 1.5
"""How many times as large as it is to become a picture is at least decoded, each way."""

_PADDED = re.compile(r"(\d+) extraneous bytes before marker 0xd9$")
_MOST_PADDING = 1024


def decode(content: bytes, mode: str, least: Size) -> NDArray[np.uint8] | None:
    """Return a JPEG's pixels, not turned; None where this decoder is of no use, and Pillow may be.

    A missing end mark is no fault where all the pixels are there.

    Args:
        content: The file.
        mode: What Pillow calls the kind of its pixels.
        least: The size that decoding, by eighths of its sides, must not fall below.

    Raises:
        ValueError: it is damaged inside.
    """
    try:
        pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(
            content + END,
            _COLOURS[mode],
            min_width=least.width,
            min_height=least.height,
        )
    except ValueError as error:
        if _is_damage(str(error), content):
            raise ValueError("its pixels are damaged") from error
        return None
    return ~pixels if mode == "CMYK" else pixels  # inks, which Pillow counts from the other end


def eighths(size: Size, canvas: Size, zoom: float = 1.0) -> int:
    """Return how many eighths of its sides a picture needs to be decoded to, to fill a canvas.

    Zoomed in, a part of it does.
    """
    scale = min(size.width / canvas.width, size.height / canvas.height) / zoom
    return next((part for part in range(1, WHOLE) if scale * part >= _ROOM * WHOLE), WHOLE)


def scaled(size: Size, part: int) -> Size:
    """Return the size of a picture that is decoded to so many eighths of its sides."""
    return Size(*(-(-side * part // WHOLE) for side in size))


def _is_damage(trouble: str, content: bytes) -> bool:
    """Tell whether what libjpeg says first is about pixels that are lost."""
    if not trouble.startswith("Corrupt JPEG data") or _has_odd_header(content):
        return False
    padded = _PADDED.search(trouble)
    nothing = bytes(int(padded[1])) if padded else b""
    return not (padded and len(nothing) <= _MOST_PADDING and nothing + END in content)


def _has_odd_header(content: bytes) -> bool:
    try:
        simplejpeg.decode_jpeg_header(content, strict=True)
    except ValueError:
        return True
    return False
