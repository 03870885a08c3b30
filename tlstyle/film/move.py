"""Paintings that move: what a camera shows of each, once it is painted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import TypeAlias

import numpy as np
from PIL import Image

from tlstyle.frames.frame import ShotPlan
from tlstyle.pixels import FramePixels, in_depth
from tlstyle.project.types import MovingAnchor
from tlstyle.size import Size
from tlstyle.steps import Camera
from tlstyle.stills.framing import Aim, framed, framed_deep, framing
from tlstyle.timeline import Timeline

Moves: TypeAlias = tuple[Aim, ...]
"""Where a camera is aimed in each frame of a clip; none for a clip whose paintings do not move."""


def moves_in(
    plans: Sequence[ShotPlan], anchor: tuple[float, float] | None = None
) -> tuple[Moves, ...]:
    """Return how each sequence's paintings move, by its own anchor or by a film's, if any do."""
    moves = tuple(_moves_of(plan, repeat(anchor or plan.shot.anchor)) for plan in plans)
    return moves if any(moves) else ()


def moves_along(
    plans: Sequence[ShotPlan], timeline: Timeline, anchor: MovingAnchor
) -> tuple[Moves, ...]:
    """Return how paintings move in a film whose anchor does, as the film goes on.

    A camera's own word on where it is comes first.
    """
    across, down = (keyed.along(timeline.course) for keyed in anchor)
    moves = []
    for plan, clip in zip(plans, timeline.clips, strict=True):
        anchors = [(across.at(at), down.at(at)) for at in range(clip.start, clip.end)]
        still = tuple(Aim(1.0, 2 * x - 1, 2 * y - 1) for x, y in anchors)
        moves.append(_moves_of(plan, anchors) or still)
    return tuple(moves)


def _moves_of(plan: ShotPlan, anchors: Iterable[tuple[float, float]]) -> Moves:
    """Return how a sequence's paintings move by its camera, with an anchor for each frame."""
    camera = plan.shot.step(Camera)
    if camera.when != "after":
        return ()
    pairs = zip(_frames(plan), anchors, strict=False)
    return tuple(camera.in_frame(frame).aimed(anchor) for frame, anchor in pairs)


def _frames(plan: ShotPlan) -> list[float]:
    """Return for each frame how far the sequence has run; where it turns, it comes back the way."""
    tempo, count = plan.shot.tempo, len(plan.footage.stills)
    once, whole = len(tempo.once(count)), len(tempo.unfitted(count))
    back = range(whole // tempo.times - once)[::-1]
    frames = [*range(once), *back] * tempo.times
    return [_part_of_way(frames, place) for place in tempo.change.run(whole)]


def _part_of_way(frames: Sequence[int], place: float) -> float:
    """Return the frame at a place among frames that follow each other, or between two of them."""
    before = int(place)
    way = frames[before + 1] - frames[before] if place > before else 0
    return frames[before] + (place - before) * way if abs(way) == 1 else frames[before]


def moved(pixels: FramePixels, size: Size, aim: Aim) -> FramePixels:
    """Return what a film of a size shows of a painting, as a camera is aimed.

    It has as many bits a channel, 8 or 16.
    """
    height, width, _ = pixels.shape
    part = framing((0, 0, width, height), size, aim)
    if pixels.dtype != np.uint8:
        return framed_deep(in_depth(pixels), part, size)
    return np.ascontiguousarray(framed(Image.fromarray(pixels), part, size))
