"""Picture files decoded: upright, in sRGB, cropped and resized."""

from __future__ import annotations

import contextlib
import io
import os
import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, PngImagePlugin, UnidentifiedImageError

from tlstyle import png
from tlstyle.digests import content_digest
from tlstyle.errors import FootageError
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.stills.adobe_rgb import adobe_rgb
from tlstyle.stills.colour import to_rgb, to_srgb

Picture: TypeAlias = Image.Image
"""A picture before it is cropped and resized."""

_LARGEST = 2**29
"""Pixels beyond which a header is not believed, and nothing is decoded: twice a frame's most."""

_TAIL = 4096

Image.MAX_IMAGE_PIXELS = _LARGEST // 2  # Pillow refuses what has twice as many

_TURNED = {5, 6, 7, 8}

_EXIF_ORIENTATION = 0x0112

_DECODING_ERRORS = (
    *(OSError, SyntaxError, ValueError, OverflowError),
    *(struct.error, TypeError, EOFError, KeyError),
)


def upright_size(file: Path) -> Size:
    """Return a picture's size as it is to be looked at, from its header alone.

    Raises:
        FootageError: the file is missing, no picture, or ends too early.
    """
    with _opened(file) as image:
        size = Size(*image.size)
        # Pillow has turned a TIFF's own size already.
        turned = image.format != "TIFF" and _exif(image).get(_EXIF_ORIENTATION) in _TURNED
        _refuse_cut_short(file, image)
    return Size(size.height, size.width) if turned else size


def read_upright(file: Path, content: bytes | None = None) -> Picture:
    """Return a picture turned upright, in sRGB, on white where it is transparent.

    Args:
        file: The picture; its name is used in messages.
        content: Its bytes, where they are at hand.

    Raises:
        FootageError: it cannot be decoded.
    """
    with _opened(file, content) as image:
        named = adobe_rgb() if _is_named_adobe_rgb(image) else None
        upright = ImageOps.exif_transpose(image)
        return to_rgb(to_srgb(upright, upright.info.get("icc_profile") or named))


def named_colours(file: Path) -> str | None:
    """Return what colours a picture without a profile is in by its EXIF; None where in sRGB.

    Raises:
        FootageError: the file is missing or no picture.
    """
    with _opened(file) as image:
        return "Adobe RGB" if _is_named_adobe_rgb(image) else None


def small_grey(file: Path, picture: bytes | Picture, size: Size) -> NDArray[np.uint8]:
    """Return a picture, or a picture file's content, in shades of grey and forced to a size.

    It is not turned upright, and JPEG is decoded no larger than need be.

    Raises:
        FootageError: it cannot be decoded.
    """
    if isinstance(picture, Picture):
        return np.asarray(picture.convert("L").resize(size, Image.Resampling.BOX))
    with _opened(file, picture) as image:
        image.draft("RGB", (2 * size.width, 2 * size.height))
        return small_grey(file, to_rgb(image), size)


def taken_at(file: Path, content: bytes) -> datetime | None:
    """Return when a camera took a picture, by its EXIF; None where that is missing or senseless."""
    with _opened(file, content) as image:
        exif = _exif(image)
        text = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return datetime.strptime(str(text or exif.get(ExifTags.Base.DateTime)), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def picture_of(size: Size, pixels: bytes) -> Picture:
    """Return the picture that raw RGB bytes make."""
    return Image.frombytes("RGB", size, pixels)


def fit(image: Picture, size: Size, anchor: tuple[float, float]) -> Pixels:
    """Return a picture cropped to the shape of `size` around `anchor`, and resized once."""
    if image.size == size:
        return np.asarray(image)
    scale = min(image.width / size.width, image.height / size.height)
    width = min(size.width * scale, image.width)
    height = min(size.height * scale, image.height)
    left, top = (image.width - width) * anchor[0], (image.height - height) * anchor[1]
    box = (left, top, left + width, top + height)
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS, box))


def style_square(file: Path, box: tuple[int, int, int, int] | None, side: int) -> Pixels:
    """Return a style picture's crop (left, top, width, height), or centre square, side x side."""
    image = read_upright(file)
    if box:
        left, top, width, height = box
        image = image.crop((left, top, left + width, top + height))
        return np.asarray(image.resize((side, side), Image.Resampling.LANCZOS))
    return fit(image, Size(side, side), (0.5, 0.5))


def file_digest(file: Path) -> str:
    """Return what tells a file's content from any other's.

    Raises:
        FootageError: it cannot be read.
    """
    try:
        return content_digest(file.read_bytes())
    except OSError as error:
        raise FootageError(f"{file}: cannot be read ({error.strerror})") from error


@contextlib.contextmanager
def _opened(file: Path, content: bytes | None = None) -> Iterator[Image.Image]:
    """Open a picture, and turn whatever Pillow raises meanwhile into a `FootageError`."""
    with (
        understandable(file),
        Image.open(io.BytesIO(content) if content is not None else file) as image,
    ):
        yield image


@contextlib.contextmanager
def understandable(file: Path) -> Iterator[None]:
    """Turn whatever is raised while a picture is read into a `FootageError`."""
    try:
        if file.exists() and not file.is_file():
            raise FootageError(f"{file}: is not a file")
        yield
    except FileNotFoundError as error:
        raise FootageError(f"{file}: no such file") from error
    except UnidentifiedImageError as error:
        raise FootageError(f"{file}: is not a picture that can be read") from error
    except Image.DecompressionBombError as error:
        raise FootageError(f"{file}: its header claims more pixels than any camera has") from error
    except PermissionError as error:
        raise FootageError(
            f"{file}: cannot be read ({error.strerror}): change its rights"
        ) from error
    except _DECODING_ERRORS as error:
        raise FootageError(f"{file}: cannot be decoded ({error}): export it again") from error


def _refuse_cut_short(file: Path, image: Image.Image) -> None:
    """Decode a picture whose last bytes are not its format's end, which only whole ones survive."""
    end = {"JPEG": b"\xff\xd9", "MPO": b"\xff\xd9", "PNG": png.END}.get(image.format or "")
    with file.open("rb") as stream:
        stream.seek(max(-_TAIL, -os.fstat(stream.fileno()).st_size), os.SEEK_END)
        if end and end not in stream.read():
            image.load()


def _exif(image: Image.Image) -> Image.Exif:
    """Return a picture's EXIF, for which Pillow would decode every PNG that begins without it."""
    opened_png = isinstance(image, PngImagePlugin.PngImageFile) and image.fp
    if opened_png and not png.has_exif_behind_pixels(opened_png):
        return Image.Image.getexif(image)
    return image.getexif()


def _is_named_adobe_rgb(image: Image.Image) -> bool:
    """Tell whether EXIF alone says that a picture is in Adobe RGB, as cameras say it (DCF 2.0)."""
    exif = _exif(image)
    with contextlib.suppress(*_DECODING_ERRORS):
        space = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.ColorSpace)
        index = exif.get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex)
        uncalibrated = space == 0xFFFF and not image.info.get("icc_profile")
        return uncalibrated and index == "R03"
    return False
