"""A painted frame by itself, where somebody wants it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tlstyle.frames.file import JPEG, read_frame, read_provenance, write_picture
from tlstyle.pixels import in_bytes
from tlstyle.system.whole import write_whole


def write_one(file: Path, frame: Path) -> None:
    """Write a frame as it is, or as JPEG where the name says so; whole or not at all.

    Raises:
        FootageError: the frame cannot be read.
        OSError: it cannot be written there.
    """
    if file.suffix.lower() in JPEG:
        _, carried = read_provenance(frame) or (None, None)
        write_picture(file, Image.fromarray(in_bytes(read_frame(frame))), carried or {})
    else:
        write_whole(file, frame.read_bytes())
