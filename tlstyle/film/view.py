"""The part of a painting that a film shows, where frames are kept whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from tlstyle.pixels import FramePixels, in_depth
from tlstyle.size import Size
from tlstyle.steps.cut import cut
from tlstyle.stills.fitted import fit_planes


@dataclass(frozen=True, slots=True)
class View:
    """What a film shows of pictures that are larger than it.

    Attributes:
        anchors: The part of each clip's pictures that is kept: x and y in 0..1.
        is_fitted: Whether as much is shown as has the film's shape, scaled down to it; otherwise a
            part as large as the film is cut out.
    """

    anchors: tuple[tuple[float, float], ...]
    is_fitted: bool


def seen(
    pixels: FramePixels, size: Size, anchor: tuple[float, float], *, is_fitted: bool
) -> FramePixels:
    """Return what a film of a size shows of a picture that is no smaller, in either way.

    It has as many bits a channel, 8 or 16.
    """
    found = Size(pixels.shape[1], pixels.shape[0])
    scale = min(found.width / size.width, found.height / size.height) if is_fitted else 1.0
    part = Size(round(size.width * scale), round(size.height * scale))
    shown = np.ascontiguousarray(cut(pixels, part, anchor))
    if part == size:
        return shown
    if shown.dtype != np.uint8:
        return fit_planes(in_depth(shown), size, anchor)
    return np.asarray(Image.fromarray(shown).resize(size, Image.Resampling.LANCZOS))
