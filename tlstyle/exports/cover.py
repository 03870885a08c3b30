"""What lies over a film as pictures of its own, which hide as much of it as they should."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from tlstyle.overlays import Moment, Overlay
from tlstyle.size import Size


def cover_of(overlay: Overlay, size: Size, moment: Moment) -> bytes:
    """Return what an overlay shows at a moment, as a PNG that lets the rest of a frame through.

    How much is told by what becomes of a black frame and of a white one.
    """
    blank = np.zeros((size.height, size.width, 3), np.uint8)
    black, white = (overlay.draw(each, moment).astype(np.float32) for each in (blank, ~blank))
    hidden = 255 - (white - black).mean(axis=2, keepdims=True)
    colours = black * 255 / np.maximum(hidden, 1)
    cover = np.concatenate([colours, hidden], axis=2).clip(0, 255).round().astype(np.uint8)
    encoded = io.BytesIO()
    Image.fromarray(cover).save(encoded, "PNG", compress_level=1)
    return encoded.getvalue()
