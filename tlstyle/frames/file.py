"""Frames as PNG files that say inside what they were painted from and how."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

from tlstyle import png
from tlstyle.errors import FootageError
from tlstyle.pixels import FramePixels
from tlstyle.size import Size
from tlstyle.steps.write import PROVENANCE_KEY
from tlstyle.stills.fitted import upright_pixels
from tlstyle.stills.picture import Picture, understandable
from tlstyle.system.digests import content_digest
from tlstyle.system.whole import write_whole

JPEG = frozenset({".jpg", ".jpeg"})
"""What a sheet's name ends in that is to be JPEG."""

_QUALITY = 92
_HEAD = 65536
_SHEET = "sheet"
"""What a sheet's provenance has that no frame's has: the digest of its pixels."""


def write_picture(file: Path, picture: Picture, signed: Mapping[str, Any]) -> None:
    """Write a picture that is known as ours and as it was drawn, whole or not at all.

    Args:
        file: The picture's file; JPEG where its name says so, PNG otherwise.
        picture: What was drawn.
        signed: What `read_sheet` is to give back.
    """
    is_jpeg = file.suffix.lower() in JPEG
    write_whole(file, (_jpeg if is_jpeg else _png)(picture, signed))


def _png(picture: Picture, signed: Mapping[str, Any]) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text(PROVENANCE_KEY, json.dumps({**signed, _SHEET: _drawn(picture)}))
    encoded = io.BytesIO()
    picture.save(encoded, "PNG", pnginfo=info)
    return encoded.getvalue()


def _jpeg(picture: Picture, signed: Mapping[str, Any]) -> bytes:
    """Return a picture as JPEG, which remembers its pixels as they come out of it."""
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=_QUALITY)
    with Image.open(encoded) as drawn:
        carried = json.dumps({PROVENANCE_KEY: {**signed, _SHEET: _drawn(drawn)}})
    commented = io.BytesIO()
    picture.save(commented, "JPEG", quality=_QUALITY, comment=carried.encode())
    return commented.getvalue()


def read_sheet(file: Path) -> dict[str, Any] | None:
    """Return what a sheet was signed with; None for what is none, or is not as it was drawn."""
    with contextlib.suppress(FootageError, OSError), understandable(file):
        if file.suffix.lower() in JPEG:
            carried = (parsed(_comment(file)) or {}).get(PROVENANCE_KEY)
        else:
            carried = (read_provenance(file) or (None, None))[1]
        if not isinstance(carried, dict) or _SHEET not in carried:
            return None
        with Image.open(file) as picture:
            return carried if _drawn(picture) == carried[_SHEET] else None
    return None


def _comment(file: Path) -> str:
    """Return what a JPEG says beside its pixels."""
    with Image.open(file) as picture:
        said = picture.info.get("comment", b"")
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else ""


def _drawn(picture: Picture) -> str:
    """Return what tells a picture's pixels from any other's."""
    return content_digest(f"{picture.mode} {picture.size} ".encode() + picture.tobytes())


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
            return Size(*image.size), parsed(image.info.get(PROVENANCE_KEY))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def read_frame(file: Path) -> FramePixels:
    """Return a frame's pixels, all checksums compared; also of one that tlstyle did not write.

    They have 8 bits a channel, or 16 where the file has.

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
    return upright_pixels(file, content)


def parsed(text: object) -> dict[str, Any] | None:
    """Return the provenance that a text is; None if it is none."""
    with contextlib.suppress(TypeError, ValueError, RecursionError):
        provenance = json.loads(text)  # type: ignore[arg-type]
        return provenance if isinstance(provenance, dict) else None
    return None
