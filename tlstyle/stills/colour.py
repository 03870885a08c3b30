"""Pictures brought to 8-bit sRGB, on white where they are transparent."""

from __future__ import annotations

import contextlib
import io
import re

import numpy as np
from PIL import Image, ImageCms

_SRGB = re.compile(r"^(?!.*(linear|g10)).*sRGB", re.IGNORECASE)
"""What profiles of sRGB are called, but not those of its primaries with another tone curve."""


def other_profile(icc: bytes | None) -> bytes | None:
    """Return a profile of colours that are not sRGB's; None for sRGB's, and for a broken one."""
    with contextlib.suppress(ImageCms.PyCMSError, OSError):
        if icc and not _SRGB.search(ImageCms.getProfileDescription(io.BytesIO(icc))):
            return icc
    return None


def to_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """Return a picture in sRGB if a profile says it is in others; broken profiles are passed."""
    if image.mode not in ("L", "RGB", "CMYK", "RGBA", "P"):
        return image
    icc = other_profile(icc)
    if not icc:
        return image
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    colours = image.convert("RGBA").convert("RGB") if image.mode in ("RGBA", "P") else image
    with contextlib.suppress(ImageCms.PyCMSError, OSError):
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(colours, io.BytesIO(icc), srgb, outputMode="RGB")
        if converted and alpha:
            converted.putalpha(alpha)
        return converted or image
    return image


def to_rgb(image: Image.Image) -> Image.Image:
    """Return a picture in 8-bit RGB; raises ValueError where its pixels are floating point."""
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image) / 257 + 0.5).astype(np.uint8)).convert("RGB")
    if image.mode == "F":
        raise ValueError("its pixels are floating point")
    if image.has_transparency_data:
        picture = image.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")  # which would copy it
