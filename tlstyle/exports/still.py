"""A still beside what became of it."""

from __future__ import annotations

import numpy as np

from tlstyle.frames.frame import ShotPlan
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.steps import Read, step_of
from tlstyle.steps.cut import cut
from tlstyle.stills.source import sources


def beside(plan: ShotPlan, index: int, picture: Pixels) -> Pixels:
    """Return a picture of a film with the still on its left that its clip shows in a frame.

    Args:
        plan: The clip's.
        index: The clip's frame.
        picture: The film's, height x width x 3.

    Raises:
        FootageError: the still cannot be read.
    """
    frame = next(each for each in plan.frames if each.file == plan.pictures[index])
    (source,) = sources([frame.still])
    _, canvas = step_of(frame.steps, Read).apply(source)
    still = canvas if canvas.dtype == np.uint8 else canvas // 257
    size = Size(picture.shape[1], picture.shape[0])
    return np.hstack([cut(still.astype(np.uint8), size, plan.shot.anchor), picture])
