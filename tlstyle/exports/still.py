"""A frame's still, to be shown beside what became of it."""

from __future__ import annotations

import numpy as np

from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.pixels import Pixels
from tlstyle.steps import Camera, step_of
from tlstyle.stills.source import sources


def still_of(plan: ShotPlan, frame: Frame) -> Pixels:
    """Return a frame's still as large as the canvas, as a camera is aimed at it before painting.

    Raises:
        FootageError: it cannot be read.
    """
    (source,) = sources([frame.still])
    aim = step_of(frame.steps, Camera).aim
    _, canvas = source.read_fitted(plan.shot.canvas, plan.shot.anchor, aim)
    white = np.iinfo(canvas.dtype).max // 255
    return (canvas // white).astype(np.uint8)
