"""What a camera notes in a picture: how it was held, when it was taken."""

from __future__ import annotations

import contextlib
import struct
from datetime import datetime, timedelta

from PIL import ExifTags, Image, PngImagePlugin

from tlstyle import png

DECODING_ERRORS = (
    *(OSError, SyntaxError, ValueError, OverflowError),
    *(struct.error, TypeError, EOFError, KeyError),
)
"""What Pillow raises over pictures and notes that are not as they should be."""


def exif_of(image: Image.Image) -> Image.Exif:
    """Return a picture's EXIF, for which Pillow would decode every PNG that begins without it."""
    opened_png = isinstance(image, PngImagePlugin.PngImageFile) and image.fp
    if opened_png and not png.has_exif_behind_pixels(opened_png):
        return Image.Image.getexif(image)
    return image.getexif()


def orientation_of(exif: Image.Exif) -> int:
    """Return how a picture is to be turned, from 1 (not at all) to 8, by EXIF's numbers."""
    number = exif.get(ExifTags.Base.Orientation)
    return number if isinstance(number, int) and 1 <= number <= 8 else 1


def taken_at(exif: Image.Exif) -> datetime | None:
    """Return when a picture was taken, to the fraction of a second; None if that is not said."""
    with contextlib.suppress(*DECODING_ERRORS):
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        taken = inner.get(ExifTags.Base.DateTimeOriginal)
        if taken:
            return time_of(taken, inner.get(ExifTags.Base.SubsecTimeOriginal))
        return time_of(exif.get(ExifTags.Base.DateTime), inner.get(ExifTags.Base.SubsecTime))
    return None


def time_of(text: object, fraction: object) -> datetime:
    """Return a time as EXIF writes it; raises ValueError where it is senseless."""
    seconds = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    digits = str(fraction or "").strip("\0 ")
    decimals = float(f"0.{digits}") if digits.isdecimal() else 0.0
    return seconds + timedelta(seconds=decimals)
