"""What stands under a frame's name: a painting as it was written, a person's work, or damage."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from tlstyle import png
from tlstyle.errors import FootageError
from tlstyle.frames.file import parsed, read_frame
from tlstyle.pixels import in_bytes
from tlstyle.size import Size
from tlstyle.steps.write import PIXELS, PROVENANCE_KEY

RETOUCHED = "retouched by hand"
"""A painting whose pixels are others than those that were written."""

FOREIGN = "not painted by tlstyle"
"""A picture that carries no provenance of ours: somebody's, and used where it fits."""

_HEAD = 65536
_MARK = b"tEXt" + PROVENANCE_KEY.encode() + b"\0"
_MARK_AT = len(png.SIGNATURE) + 25 + 4


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds that is not damaged.

    Attributes:
        size: Its width and height; None where it is somebody's and cannot be decoded.
        carried: What it was painted from and how; None if it is not ours.
        altered: `RETOUCHED` or `FOREIGN`; None for a painting as it was written.
        sure: Whether its pixels need not be compared to know that.
    """

    size: Size | None
    carried: Mapping[str, Any] | None
    altered: str | None = None
    sure: bool = True


def content_of(file: Path) -> Content | None:
    """Return what a file holds by its two ends; None if it is missing, or a damaged frame of ours.

    A painting that another program has written anew may be recompressed only: it is not `sure`.
    Only what is no PNG, or has no end, is decoded.
    """
    try:
        head, end, length = _ends(file)
    except OSError:
        return None
    own = png.encoded_head(head, length, PROVENANCE_KEY) if end == png.END else None
    if own is not None:
        carried = parsed(own[2])
        return None if carried is None else Content(Size(*own[:2]), carried)
    if end == png.END and (rewritten := _rewritten(head)):
        return rewritten
    is_ours = head[_MARK_AT:].startswith(_MARK) or len(head.rstrip(b"\0")) < _MARK_AT + len(_MARK)
    return None if is_ours else by_pixels(file, Content(None, None, FOREIGN))


def by_pixels(file: Path, content: Content) -> Content | None:
    """Return what a file holds by its pixels; None if it is a damaged frame of ours."""
    try:
        pixels = read_frame(file)
    except FootageError:
        return Content(None, None, FOREIGN) if content.carried is None else None
    content = replace(content, size=Size(pixels.shape[1], pixels.shape[0]), sure=True)
    if content.carried is None or PIXELS not in content.carried:
        return content
    if content.carried.get("depth") is None:  # by an editor, 16 bits of what had 8
        pixels = in_bytes(pixels)
    same = content.carried[PIXELS] == png.checksum(pixels)
    return replace(content, altered=None if same else RETOUCHED)


def _ends(file: Path) -> tuple[bytes, bytes, int]:
    """Return a file's first bytes, as many of its last ones as PNG ends with, and its length."""
    with file.open("rb") as stream:
        length = os.fstat(stream.fileno()).st_size
        head = stream.read(_HEAD)
        stream.seek(max(0, length - len(png.END)))
        return head, stream.read(), length


def _rewritten(head: bytes) -> Content | None:
    """Return what a whole PNG file holds that is not as we write them; None if none can be read."""
    try:
        with Image.open(io.BytesIO(head), formats=("PNG",)) as image:
            carried = parsed(image.info.get(PROVENANCE_KEY))
            size = Size(*image.size)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    if carried is None:
        return Content(size, None, FOREIGN)
    return Content(size, carried, RETOUCHED, sure=PIXELS not in carried)
