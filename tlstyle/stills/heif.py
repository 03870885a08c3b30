"""HEIC and HEIF, by libheif: opened by Pillow as any other picture, and with all of their bits."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.errors import FootageError
from tlstyle.stills.endings import MISSING_HEIC, is_installed

_FORMAT = "HEIF"
_DEEP = {"RGB;16", "RGBA;16"}
"""What the library calls colours of more than 8 bits, at the upper end of 16."""

_HDR = {16, 18}
_PLAIN, _P3 = {1, 2, 5, 6}, 12
"""Numbers of transfer curves, and of primaries: those that are taken for sRGB's, and P3's (ITU-T
H.273)."""


def open_heif_or_other(file: Path, content: bytes | None) -> Image.Image:
    """Open a picture whose ending is HEIC's; it may be another after all.

    Raises:
        FootageError: the library for it is not installed.
        OSError: and whatever else Pillow raises over pictures that cannot be read.
    """
    if not is_installed("pillow_heif"):
        raise FootageError(f"{file}: {MISSING_HEIC}")
    from pillow_heif import HeifImageFile, options

    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = 1  # stills are read beside each other
    with suppress(SyntaxError):
        opener: Callable[[object], Image.Image] = HeifImageFile
        return opener(file if content is None else io.BytesIO(content))
    return Image.open(file if content is None else io.BytesIO(content))


def refuse_other_colours(file: Path, image: Image.Image) -> None:
    """Refuse an opened HEIC of a wide gamut that no profile describes, but those that are HDR.

    Raises:
        FootageError: it is such.
    """
    primaries, curve = named_by_heif(image) or (_P3, 0)
    if curve not in _HDR and primaries not in {*_PLAIN, _P3}:
        what = "in a wide gamut without its profile, which is not read"
        raise FootageError(f"{file}: is {what}: export it as JPEG or TIFF")


def is_named_p3(image: Image.Image) -> bool:
    """Tell whether a HEIC without a profile says that its colours are Display P3's."""
    primaries, _ = named_by_heif(image) or (0, 0)
    return primaries == _P3


def named_by_heif(image: Image.Image) -> tuple[int, int] | None:
    """Return the numbers of the primaries and the curve that a HEIC without a profile names."""
    named = image.info.get("nclx_profile") if image.format == _FORMAT else None
    if not named or image.info.get("icc_profile"):
        return None
    return named["color_primaries"], named["transfer_characteristics"]


def is_deep_heif(image: Image.Image) -> bool:
    """Tell whether an opened picture is a HEIC of more than 8 bits a channel, in colours."""
    return image.format == _FORMAT and image.info["bit_depth"] > 8 and image.mode in ("RGB", "RGBA")


def deep_pixels(content: bytes) -> NDArray[np.uint16]:
    """Return the pixels of a HEIC that `is_deep_heif`, upright: height x width x 3, or 4.

    Raises:
        ValueError: it is damaged, as far as the decoder tells.
    """
    from pillow_heif import open_heif

    opened = open_heif(content, convert_hdr_to_8bit=False)
    if opened.mode not in _DEEP:
        raise ValueError(f"its pixels are {opened.mode}")
    pixels = np.asarray(opened).astype(np.uint16)
    return pixels | pixels >> np.uint16(opened.info["bit_depth"])  # so that white is white
