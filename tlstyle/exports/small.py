"""A picture no larger than there is room for."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tlstyle.size import Size


def small_png(file: Path, room: Size) -> tuple[Size, bytes]:
    """Return a picture as PNG, made so small that it has room, and its size then.

    Raises:
        OSError: it cannot be read.
    """
    with Image.open(file) as picture:
        shown = picture.convert("RGB")
    shown.thumbnail(room, Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    shown.save(encoded, "PNG", compress_level=3)
    return Size(*shown.size), encoded.getvalue()
