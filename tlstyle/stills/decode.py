"""Opened pictures decoded: strictly, no larger than need be, turned upright, in sRGB."""

from __future__ import annotations

import contextlib

import numpy as np
from PIL import ExifTags, Image

from tlstyle import png
from tlstyle.pixels import in_bytes, in_depth
from tlstyle.size import Size
from tlstyle.stills import jpeg
from tlstyle.stills.colour import other_profile, to_rgb, to_srgb
from tlstyle.stills.exif import DECODING_ERRORS, exif_of, orientation_of
from tlstyle.stills.hdr import hdr_of
from tlstyle.stills.heif import is_named_p3
from tlstyle.stills.known_profiles import adobe_rgb, display_p3

JPEGS = {"JPEG", "MPO"}
"""What Pillow calls pictures that begin with a JPEG."""

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


def decoded_of(image: Image.Image, content: bytes, part: int = jpeg.WHOLE) -> Image.Image:
    """Return an opened picture's pixels, not turned yet; of JPEG, `part` eighths of its sides.

    Raises:
        ValueError: it is damaged, as far as its format tells.
    """
    if image.format == "PNG":
        png.refuse_damaged(content)
    if image.format not in JPEGS:
        return image
    pixels = jpeg.decode(content, image.mode, jpeg.scaled(Size(*image.size), part))
    if pixels is None:
        return image
    height, width, _ = pixels.shape
    return Image.frombuffer(image.mode, (width, height), pixels, "raw", image.mode, 0, 1)


def upright_of(image: Image.Image, decoded: Image.Image) -> Image.Image:
    """Return the pixels of an opened picture upright and in sRGB."""
    hdr, icc = hdr_of(image), icc_of(image)
    upright = turned(image, decoded)
    if hdr:
        coded = in_depth(np.asarray(to_rgb(upright)))
        return Image.fromarray(in_bytes(hdr.to_srgb(coded)))
    return to_rgb(to_srgb(upright, icc))


def seen_through(image: Image.Image) -> Image.Image:
    """Return an opened picture upright and in sRGB, as RGBA, with the opacity that it has."""
    if hdr_of(image):
        return upright_of(image, image).convert("RGBA")
    upright = turned(image, image)
    shown = to_srgb(upright, icc_of(image))
    return shown.convert("RGBA") if shown.has_transparency_data else to_rgb(shown).convert("RGBA")


def is_converted(image: Image.Image) -> bool:
    """Tell whether an opened picture's colours are brought to sRGB from others."""
    return other_profile(icc_of(image)) is not None or hdr_of(image) is not None


def turned(image: Image.Image, decoded: Image.Image) -> Image.Image:
    """Return the pixels of an opened picture upright."""
    decoded.load()
    turn = _TURNS.get(orientation_of(image.getexif()))
    return decoded.transpose(turn) if turn is not None else decoded


def icc_of(image: Image.Image) -> bytes | None:
    """Return the colour profile that an opened picture carries, or that it names."""
    icc: bytes | None = image.info.get("icc_profile")
    if icc or not is_named_p3(image):
        return icc or (adobe_rgb() if is_named_adobe_rgb(image) else None)
    return display_p3()


def is_named_adobe_rgb(image: Image.Image) -> bool:
    """Tell whether EXIF alone says that a picture is in Adobe RGB, as cameras say it (DCF 2.0)."""
    exif = exif_of(image)
    with contextlib.suppress(*DECODING_ERRORS):
        space = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.ColorSpace)
        index = exif.get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex)
        uncalibrated = space == 0xFFFF and not image.info.get("icc_profile")
        return uncalibrated and index == "R03"
    return False
