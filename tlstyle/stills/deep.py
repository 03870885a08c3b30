"""Pictures of 16 bits a channel: PNG and TIFF, in colours or grey, and HEIC of 10 or 12.

Pillow keeps the upper 8 bits of colours. It is asked twice, the second time as if the two bytes of
each value came in the other order, which takes less time than a process of ffmpeg, and leaves
damage, tiles and compressions to the one decoder.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, TiffImagePlugin

from tlstyle.pixels import in_depth
from tlstyle.stills.colour import other_profile
from tlstyle.stills.decode import decoded_of, icc_of, turned
from tlstyle.stills.hdr import Hdr, hdr_of
from tlstyle.stills.heif import deep_pixels, is_deep_heif
from tlstyle.stills.profile import Profile, matrix_profile
from tlstyle.stills.tiff import lies_apart

WHITE = 65535

_EIGHT = {"L", "LA", "RGB", "RGBA"}
"""What Pillow calls pixels of 8 bits a channel; colours of 16 too, before they are loaded."""

_LAYOUTS = {"RGB", "RGBA", "RGBX"}
"""What Pillow calls colours as they lie in a file; it is followed by their bits and their order."""

_OTHER = {"L": "B", "B": "L", "N": "B" if sys.byteorder == "little" else "L"}
"""The order of bytes in which the lower one takes the upper one's place."""

_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0


@dataclass(frozen=True, slots=True)
class Deep:
    """A picture of 16 bits a channel, upright, on white, in colours of its own.

    Attributes:
        pixels: Height x width x 3, or 1 of grey.
        profile: What brings them to sRGB, if that is not what they are in.
    """

    pixels: NDArray[np.uint16]
    profile: Profile | Hdr | None

    def in_srgb(self, pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
        """Return in sRGB what became of the pixels, height x width x 3."""
        shown = self.profile.to_srgb(pixels) if self.profile else pixels
        return np.repeat(shown, 3, axis=2) if shown.shape[2] == 1 else shown


def is_deep(image: Image.Image) -> bool:
    """Tell whether an opened picture has 16 bits a channel, in colours that can keep them.

    HDR has, however many it is stored in: of fewer, dark places would be lost.
    """
    if image.mode in _EIGHT and hdr_of(image):
        return True
    if not (_is_grey(image) or _is_coloured(image) or is_deep_heif(image)):
        return False
    icc = other_profile(icc_of(image))
    return "transparency" not in image.info and (icc is None or matrix_profile(icc) is not None)


def deep_of(image: Image.Image, content: bytes) -> Deep:
    """Return an opened picture that `is_deep`, decoded; `content` is its file's.

    Raises:
        ValueError: it is damaged, as far as its format tells; other errors of Pillow's pass too.
    """
    hdr, icc = hdr_of(image), other_profile(icc_of(image))
    profile = matrix_profile(icc) if icc else None
    if is_deep_heif(image):
        pixels = _without_opacity(deep_pixels(content))
    elif _is_grey(image):
        pixels = _grey(image, content)
    elif _is_coloured(image):
        pixels = _coloured(image, content)
    else:
        pixels = _of_eight(turned(image, decoded_of(image, content)))
    if hdr:
        return Deep(pixels, hdr)
    fits = profile and len(profile.curves) == pixels.shape[2]
    return Deep(pixels, profile if fits else None)  # littlecms passes what does not fit, too


def _of_eight(image: Image.Image) -> NDArray[np.uint16]:
    colours = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return _without_opacity(in_depth(np.asarray(colours)))


def _is_grey(image: Image.Image) -> bool:
    return image.mode in ("I;16", "I;16B") and _rawmode(image) != "I;12"


def _is_coloured(image: Image.Image) -> bool:
    layout, _, bits = _rawmode(image).partition(";")
    mixed = not lies_apart(image)  # of channels that lie apart Pillow knows the upper bits only
    return mixed and layout in _LAYOUTS and bits in {f"16{order}" for order in _OTHER}


def _rawmode(image: Image.Image) -> str:
    """Return what Pillow calls how an opened picture lies in its file."""
    tiles = image.tile if isinstance(image, ImageFile.ImageFile) else []
    args = tiles[0].args if tiles else None
    return str(args[0] if isinstance(args, tuple) else args)


def _grey(image: Image.Image, content: bytes) -> NDArray[np.uint16]:
    white_is_zero = isinstance(image, TiffImagePlugin.TiffImageFile) and (
        image.tag_v2.get(_PHOTOMETRIC) == _WHITE_IS_ZERO
    )
    pixels = np.asarray(turned(image, decoded_of(image, content))).astype(np.uint16)
    return (~pixels if white_is_zero else pixels)[..., np.newaxis]


def _coloured(image: Image.Image, content: bytes) -> NDArray[np.uint16]:
    upper = np.asarray(turned(image, decoded_of(image, content)))
    pixels = upper.astype(np.uint16)
    pixels <<= 8
    with Image.open(io.BytesIO(content)) as again:
        again.tile = [tile._replace(args=_swapped(tile.args)) for tile in again.tile]
        pixels |= np.asarray(turned(again, again))
    return _without_opacity(pixels)


def _without_opacity(pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    return _on_white(pixels) if pixels.shape[2] == 4 else pixels


def _swapped(args: Any) -> Any:
    """Return how a picture lies in its file, with the two bytes of each value swapped."""
    if isinstance(args, tuple):
        return (_swapped(args[0]), *args[1:])
    return args[:-1] + _OTHER[args[-1]]


def _on_white(pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return colours on white, where the fourth channel, their opacity, lets it through."""
    opacity = pixels[..., 3:].astype(np.uint32)
    if opacity.min() == WHITE:
        return pixels[..., :3]
    darkness = (WHITE - pixels[..., :3]) * opacity
    return (WHITE - (darkness + WHITE // 2) // WHITE).astype(np.uint16)
