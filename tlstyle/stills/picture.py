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
from PIL import ExifTags, Image, PngImagePlugin, UnidentifiedImageError

from tlstyle import png
from tlstyle.digests import content_digest
from tlstyle.errors import FootageError
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.stills import jpeg
from tlstyle.stills.adobe_rgb import adobe_rgb
from tlstyle.stills.colour import to_rgb, to_srgb

Picture: TypeAlias = Image.Image
"""A picture before it is cropped and resized."""

_LARGEST = 2**29
"""Pixels beyond which a header is not believed, and nothing is decoded: twice a frame's most."""

_TAIL = 4096

Image.MAX_IMAGE_PIXELS = _LARGEST // 2  # Pillow refuses what has twice as many

_JPEGS = {"JPEG", "MPO"}

_TURNED = {5, 6, 7, 8}

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What stands a picture upright, by its EXIF orientation."""

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
    content = _content(file) if content is None else content
    with _opened(file, content) as image:
        return _upright(image, _decoded(image, content))


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
        part = jpeg.halved(Size(*image.size), Size(2 * size.width, 2 * size.height))
        return small_grey(file, to_rgb(_decoded(image, picture, part)), size)


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


def _content(file: Path) -> bytes:
    with understandable(file):
        return file.read_bytes()


def _decoded(image: Image.Image, content: bytes, part: int = jpeg.WHOLE) -> Image.Image:
    """Return an opened picture's pixels, not turned yet; of JPEG, `part` eighths of its sides.

    Raises:
        ValueError: it is damaged, as far as its format tells.
    """
    if image.format == "PNG":
        png.refuse_damaged(content)
    if image.format not in _JPEGS:
        return image
    pixels = jpeg.decode(content, image.mode, jpeg.scaled(Size(*image.size), part))
    if pixels is None:
        return image
    height, width, _ = pixels.shape
    return Image.frombuffer(image.mode, (width, height), pixels, "raw", image.mode, 0, 1)


def _upright(image: Image.Image, decoded: Image.Image) -> Picture:
    """Return the pixels of an opened picture upright and in sRGB."""
    named = adobe_rgb() if _is_named_adobe_rgb(image) else None
    decoded.load()
    turn = _TURNS.get(image.getexif().get(_EXIF_ORIENTATION, 1))
    upright = decoded.transpose(turn) if turn is not None else decoded
    return to_rgb(to_srgb(upright, image.info.get("icc_profile") or named))


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
    end = jpeg.END if image.format in _JPEGS else png.END if image.format == "PNG" else b""
    with file.open("rb") as stream:
        stream.seek(max(-_TAIL, -os.fstat(stream.fileno()).st_size), os.SEEK_END)
        if end and end not in stream.read():
            _decoded(image, file.read_bytes()).load()


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
