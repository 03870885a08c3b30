"""TIFFs that are not just a picture: raw files behind a thumbnail, and several pages."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PIL import Image, TiffImagePlugin

from tlstyle.errors import FootageError
from tlstyle.stills.exif import DECODING_ERRORS

_SUBFILE_TYPE = 254
_REDUCED, _MASK = 1, 4
_DNG_VERSION = 0xC612
_BITS = 258
_PLANAR_CONFIGURATION, _APART = 284, 2


def refuse_more_than_a_picture(file: Path, image: Image.Image) -> None:
    """Refuse a TIFF of which Pillow would show what is not meant.

    Raises:
        FootageError: it is a raw file, or has several pages.
    """
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return
    if _DNG_VERSION in image.tag_v2 or image.tag_v2.get(_SUBFILE_TYPE, 0) & _REDUCED:
        raise FootageError(
            f"{file}: is a raw picture, whatever its name: develop it to JPEG, TIFF or PNG first"
        )
    raw = any(tile.codec_name == "raw" for tile in image.tile)
    if raw and lies_apart(image) and 16 in image.tag_v2.get(_BITS, ()):
        raise FootageError(
            f"{file}: has 16 bits and its channels apart (planar), which is not read: export it "
            "with its channels interleaved"
        )
    pages = _pages(image)
    if pages > 1:
        raise FootageError(
            f"{file}: has {pages} pages: save each as a picture of its own, "
            "such as by ImageMagick's `convert pages.tif page%03d.tif`"
        )


def lies_apart(image: Image.Image) -> bool:
    """Tell whether an opened picture is a TIFF whose channels follow each other."""
    return (
        isinstance(image, TiffImagePlugin.TiffImageFile)
        and image.tag_v2.get(_PLANAR_CONFIGURATION) == _APART
    )


def _pages(image: TiffImagePlugin.TiffImageFile) -> int:
    """Return how many pictures a TIFF has beside masks and smaller copies, such as thumbnails."""
    sizes = []
    with contextlib.suppress(*DECODING_ERRORS):
        for number in range(image.n_frames):
            image.seek(number)
            if not image.tag_v2.get(_SUBFILE_TYPE, 0) & (_REDUCED | _MASK):
                sizes.append(image.size)
    with contextlib.suppress(*DECODING_ERRORS):
        image.seek(0)
    return sum(2 * width > sizes[0][0] for width, _ in sizes)
