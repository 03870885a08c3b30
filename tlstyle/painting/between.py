"""Canvases of what is between two stills, made of theirs before they are painted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tlstyle.errors import PaintError
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.painting.load import no_memory_beside
from tlstyle.steps import Between, step_of
from tlstyle.tempo import STILL

if TYPE_CHECKING:
    from tlstyle.painting.canvases import Canvas


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames between two stills whose canvases are there, or of the first of them alone."""

    frames: tuple[Frame, ...]
    first: Canvas
    second: Canvas | None = None


def stretches(frames: Sequence[Frame], canvases: Iterable[Canvas]) -> Iterator[Stretch]:
    """Yield all frames that are pending as the canvases come that they are made of, in order."""
    still = {frame.number: frame for frame in frames if not frame.beyond}
    between = defaultdict[int, list[Frame]](list)
    for frame in frames:
        if frame.beyond:
            between[frame.number].append(frame)
    before = None
    for canvas in canvases:
        if before and before.number + 1 == canvas.number and before.number in between:
            yield Stretch(tuple(between[before.number]), before, canvas)
        if canvas.number in still:
            yield Stretch((still[canvas.number],), canvas)
        before = canvas


def made_of(plan: ShotPlan, stretch: Stretch) -> list[tuple[Frame, Canvas]]:
    """Return frames with their canvases.

    Raises:
        PaintError: there is no memory for them.
    """
    first, second = stretch.first, stretch.second
    if second is None:
        return [(frame, first) for frame in stretch.frames]
    step, digests = step_of(plan.shot.steps, Between), {**first.digests, **second.digests}
    shares = [frame.beyond / STILL for frame in stretch.frames]
    try:
        pixels = step.apply(first.pixels, second.pixels, shares)
    except MemoryError as error:
        raise PaintError(no_memory_beside(plan)) from error
    return [
        (frame, replace(first, digests=digests, pixels=each))
        for frame, each in zip(stretch.frames, pixels, strict=True)
    ]
