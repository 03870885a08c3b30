"""Frames as PNG files that say inside what they were painted from and how."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from tlstyle import png
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.stills.picture import Picture, read_upright, understandable
from tlstyle.whole import write_whole

PROVENANCE_KEY = "tlstyle"
"""The PNG text chunk that says what a frame was painted from and how."""

_HEAD = 65536


def write_frame(file: Path, pixels: Pixels, provenance: Mapping[str, Any]) -> None:
    """Write a frame as PNG that carries its provenance; the name appears when it is whole.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    carried = json.dumps(provenance, sort_keys=True, separators=(",", ":"))
    write_whole(file, png.encode(pixels, PROVENANCE_KEY, carried))


def write_picture(file: Path, picture: Picture) -> None:
    """Write a picture as PNG that is known as ours, whole or not at all."""
    info = PngImagePlugin.PngInfo()
    info.add_text(PROVENANCE_KEY, "{}")
    encoded = io.BytesIO()
    picture.save(encoded, "PNG", pnginfo=info)
    write_whole(file, encoded.getbuffer())


def read_provenance(file: Path) -> tuple[Size, dict[str, Any] | None] | None:
    """Return a frame's size and what it was painted from; None if it is not whole.

    The provenance is None in a picture that tlstyle did not paint. Only the file's two ends are
    read.
    """
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(max(-len(png.END), -os.fstat(stream.fileno()).st_size), os.SEEK_END)
            if stream.read() != png.END:
                return None
        with Image.open(io.BytesIO(head), formats=("PNG",)) as image:
            return Size(*image.size), _parsed(image.info.get(PROVENANCE_KEY))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def read_frame(file: Path) -> Pixels:
    """Return a frame's pixels, all checksums compared; also of one that tlstyle did not write.

    Raises:
        FootageError: it is missing or damaged.
    """
    with understandable(file):
        content = file.read_bytes()
        pixels = png.decode(content)
        if pixels is not None:
            return pixels
        with Image.open(io.BytesIO(content)) as image:
            image.verify()  # Pillow leaves the checksums out when it decodes
    return np.asarray(read_upright(file, content))


def is_picture_of_ours(file: Path) -> bool:
    """Tell whether `write_picture` wrote a file; painted frames are more than that."""
    found = read_provenance(file)
    return found is not None and found[1] == {}


def _parsed(text: object) -> dict[str, Any] | None:
    with contextlib.suppress(TypeError, ValueError, RecursionError):
        provenance = json.loads(text)  # type: ignore[arg-type]
        return provenance if isinstance(provenance, dict) else None
    return None
