"""Paintings that move: what a camera shows of each, once it is painted."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from PIL import Image

from tlstyle.frames.frame import ShotPlan
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.steps import Camera
from tlstyle.stills.framing import Aim, framed, framing

Moves: TypeAlias = tuple[Aim, ...]
"""Where a camera is aimed in each frame of a clip; none for a clip whose paintings do not move."""


def moves_of(plan: ShotPlan, anchor: tuple[float, float] | None = None) -> Moves:
    """Return how a sequence's paintings move in a film, by its own anchor or by the film's."""
    camera = plan.shot.step(Camera)
    if camera.when != "after":
        return ()
    anchor = anchor or plan.shot.anchor
    return tuple(camera.in_frame(frame).aimed(anchor) for frame in _frames(plan))


def _frames(plan: ShotPlan) -> list[int]:
    """Return for each frame how far the sequence has run; where it turns, it comes back the way."""
    tempo = plan.shot.tempo
    once, run = len(tempo.once(len(plan.footage.stills))), len(plan.shown) // tempo.times
    return [*range(once), *range(run - once)[::-1]] * tempo.times


def moved(pixels: Pixels, size: Size, aim: Aim) -> Pixels:
    """Return what a film of a size shows of a painting, as a camera is aimed."""
    height, width, _ = pixels.shape
    part = framing((0, 0, width, height), size, aim)
    return np.ascontiguousarray(framed(Image.fromarray(pixels), part, size))
