"""Picture files decoded: upright, in sRGB, cropped and resized."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import numpy as np
from PIL import Image, UnidentifiedImageError, _imaging

from tlstyle import png
from tlstyle.errors import FootageError
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.stills import jpeg
from tlstyle.stills.animation import is_animation, refuse_animation
from tlstyle.stills.decode import JPEGS, decoded_of, is_named_adobe_rgb, upright_of
from tlstyle.stills.deep import is_deep
from tlstyle.stills.endings import is_heif
from tlstyle.stills.exif import DECODING_ERRORS, exif_of, orientation_of, taken_at
from tlstyle.stills.framing import Aim, framed, framing, kept
from tlstyle.stills.hdr import VERSION, hdr_of
from tlstyle.stills.heif import open_heif_or_other, refuse_other_colours
from tlstyle.stills.tiff import refuse_more_than_a_picture
from tlstyle.system.digests import content_digest

Picture: TypeAlias = Image.Image
"""A picture before it is cropped and resized."""

_LARGEST = 2**29
"""Pixels beyond which a header is not believed, and nothing is decoded: twice a frame's most."""

_TAIL = 4096

KEPT = 8
"""Blocks of 16 MB that Pillow keeps for the next picture: to ask the system for new ones is an
eighth of the work of reading a camera's still."""

Image.MAX_IMAGE_PIXELS = _LARGEST // 2  # Pillow refuses what has twice as many
_imaging.set_blocks_max(KEPT)

TURNED = {5, 6, 7, 8}
"""EXIF orientations of pictures that are stored on their sides."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a picture says before its pixels: its upright size, how it is turned, when it was taken.

    `orientation` is EXIF's number, 1 where it is not turned. `is_deep` is whether it has 16 bits a
    channel that are read, `hdr` by which curve it is HDR, if it is.
    """

    size: Size
    orientation: int = 1
    taken: datetime | None = None
    is_deep: bool = False
    hdr: str | None = None


def read_header(file: Path, *, is_style: bool = False) -> Header:
    """Return what the header of a still, or of a style picture, says.

    Raises:
        FootageError: the file is missing, no single picture, or ends too early.
    """
    with opened(file) as image:
        size, exif = Size(*image.size), exif_of(image)
        hdr = hdr_of(image)
        name = hdr.name if hdr else None
        header = Header(size, orientation_of(exif), taken_at(exif), is_deep(image), name)
        refuse_more_than_a_picture(file, image)
        refuse_other_colours(file, image)
        refuse_animation(file, image, is_style=is_style)
        _refuse_cut_short(file, image)
        # Pillow has turned a TIFF's own size already.
        turned = image.format != "TIFF" and header.orientation in TURNED
    return replace(header, size=Size(size.height, size.width)) if turned else header


def is_animated(file: Path) -> bool:
    """Tell whether a picture file holds several pictures, one after another.

    Raises:
        FootageError: the file is missing or no picture.
    """
    with opened(file) as image:
        return is_animation(image)


def upright_size(file: Path) -> Size:
    """Return a style picture's size as it is to be looked at, from its header alone.

    Raises:
        FootageError: the file is missing, no single picture, or ends too early.
    """
    return read_header(file, is_style=True).size


def read_upright(file: Path, content: bytes | None = None) -> Picture:
    """Return a picture turned upright, in sRGB, on white where it is transparent.

    Args:
        file: The picture; its name is used in messages.
        content: Its bytes, where they are at hand.

    Raises:
        FootageError: it cannot be decoded.
    """
    content = _content(file) if content is None else content
    with opened(file, content) as image:
        return upright_of(image, decoded_of(image, content))


def named_colours(file: Path) -> str | None:
    """Return what colours a picture is in by its EXIF alone, or that it is HDR; None if neither.

    Raises:
        FootageError: the file is missing or no picture.
    """
    with opened(file) as image:
        if hdr := hdr_of(image):
            return f"HDR {hdr.name} {VERSION}"
        return "Adobe RGB" if is_named_adobe_rgb(image) else None


def is_jpeg(file: Path) -> bool:
    """Tell whether a picture is JPEG, or begins with one.

    Raises:
        FootageError: the file is missing or no picture.
    """
    with opened(file) as image:
        return image.format in JPEGS


def picture_of(size: Size, pixels: bytes) -> Picture:
    """Return the picture that raw RGB bytes make."""
    return Image.frombytes("RGB", size, pixels)


def fit(image: Picture, size: Size, anchor: tuple[float, float], aim: Aim | None = None) -> Pixels:
    """Return a picture cropped to the shape of `size` around `anchor`, and resized once.

    With a camera's `aim`, that says which part it is.
    """
    if aim:
        return framed(image, framing((0, 0, *image.size), size, aim), size)
    if image.size == size:
        return np.asarray(image)
    box = kept((0, 0, *image.size), size, anchor)
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS, box))


def file_digest(file: Path) -> str:
    """Return what tells a file's content from any other's.

    Raises:
        FootageError: it cannot be read.
    """
    try:
        return content_digest(file.read_bytes())
    except OSError as error:
        raise FootageError(f"{file}: cannot be read ({error.strerror})") from error


def _content(file: Path) -> bytes:
    with understandable(file):
        return file.read_bytes()


@contextlib.contextmanager
def opened(file: Path, content: bytes | None = None) -> Iterator[Image.Image]:
    """Open a picture, and turn whatever Pillow raises meanwhile into a `FootageError`."""
    with understandable(file), _open(file, content) as image:
        yield image


def _open(file: Path, content: bytes | None) -> Image.Image:
    if is_heif(file):
        return open_heif_or_other(file, content)
    return Image.open(file if content is None else io.BytesIO(content))


@contextlib.contextmanager
def understandable(file: Path) -> Iterator[None]:
    """Turn whatever is raised while a picture is read into a `FootageError`."""
    try:
        if file.is_dir():
            raise FootageError(f"{file}: is a folder: name a picture in it")
        if file.exists() and not file.is_file():
            raise FootageError(f"{file}: is not a file")
        yield
    except FileNotFoundError as error:
        raise FootageError(f"{file}: no such file") from error
    except UnidentifiedImageError as error:
        what = "is not a picture that can be read: save it anew as JPEG, PNG or TIFF"
        raise FootageError(f"{file}: {what}") from error
    except Image.DecompressionBombError as error:
        what = "its header claims more pixels than any camera has: scale it down"
        raise FootageError(f"{file}: {what}") from error
    except PermissionError as error:
        raise FootageError(
            f"{file}: cannot be read ({error.strerror}): change its rights"
        ) from error
    except (*DECODING_ERRORS, RuntimeError) as error:  # libheif says so that a size is too large
        why = " ".join(str(error).split())  # libheif's ends in a new line
        raise FootageError(f"{file}: cannot be decoded ({why}): export it again") from error


def _refuse_cut_short(file: Path, image: Image.Image) -> None:
    """Decode a picture whose last bytes are not its format's end, which only whole ones survive."""
    end = jpeg.END if image.format in JPEGS else png.END if image.format == "PNG" else b""
    with file.open("rb") as stream:
        stream.seek(max(-_TAIL, -os.fstat(stream.fileno()).st_size), os.SEEK_END)
        if end and end not in stream.read():
            decoded_of(image, file.read_bytes()).load()
