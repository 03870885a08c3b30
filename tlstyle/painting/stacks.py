"""Canvases painted in stacks, as many at once as there is memory for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from tlstyle.errors import PaintError
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.painters import card
from tlstyle.painters.models import is_out_of_memory
from tlstyle.painters.painter import GraphPainter, Painter, StyleCode
from tlstyle.painting.ahead import ahead, left
from tlstyle.painting.canvases import Around
from tlstyle.painting.device import Way, aboard
from tlstyle.painting.load import Load, fits, no_memory
from tlstyle.pixels import CanvasPixels, FramePixels
from tlstyle.size import Size
from tlstyle.steps import CanvasStep, Mask, Paint, PaintingStep, Step, Strokes, Write, step_of
from tlstyle.system import memory

if TYPE_CHECKING:
    from tlstyle.painting.paint import Means


@dataclass(frozen=True, slots=True)
class Kind:
    """What canvases have in common that may be painted in one stack.

    `painted` is the size in which they are, `is_deep` whether they have 16 bits.
    """

    network: tuple[str, ...]
    canvas: Size
    painted: Size
    is_deep: bool
    paints_deep: bool
    """Whether paintings are to have 16 bits."""
    aboard: tuple[Step, ...] | None
    """The steps that a device does beside painting, if it does more than that."""

    @classmethod
    def of(cls, plan: ShotPlan, painter: Painter, device: str) -> Kind:
        """Return the kind of a plan's canvases."""
        steps = aboard(plan, painter, device)
        paints_deep = plan.shot.step(Write).is_deep
        sizes = plan.shot.canvas, plan.shot.painted
        return cls(plan.network, *sizes, is_deep(plan), paints_deep, steps)

    @property
    def paintings(self) -> int:
        """How often a device paints each canvas: in two styles where a mask says so."""
        masks = [step for step in self.aboard or () if isinstance(step, Mask)]
        return 2 if any(mask.pictures for mask in masks) else 1

    @property
    def canvas_steps(self) -> tuple[CanvasStep, ...]:
        """The steps before painting that a device does."""
        return tuple(step for step in self.aboard or () if isinstance(step, CanvasStep))


@dataclass(frozen=True, slots=True)
class Piece:
    """A frame on its way: its canvas, and once it is painted its picture.

    Attributes:
        plan: Its sequence.
        frame: What it becomes.
        digest: What tells its still, and its neighbours, from any others.
        canvas: What is painted, in its own size, or what a device makes that from.
        around: The same among the others that a device looks at for it.
        painting: What was painted.
        left: The steps that are still to be done with that.
    """

    plan: ShotPlan
    frame: Frame
    digest: str
    canvas: CanvasPixels
    around: Around
    left: tuple[PaintingStep, ...]
    painting: FramePixels | None = None

    @property
    def pixels(self) -> FramePixels:
        """Its picture; raises ValueError before it is painted."""
        if self.painting is None:
            raise ValueError(f"{self.frame.file} is not painted yet")
        return self.painting


def is_deep(plan: ShotPlan) -> bool:
    """Tell whether a plan's canvases have 16 bits when they are painted."""
    steps = [s for s in plan.shot.steps if isinstance(s, CanvasStep) and not s.is_off]
    return plan.footage.is_deep or any(step.deepens for step in steps)


def painted(kind: Kind, pieces: Iterator[Piece], painter: Painter, means: Means) -> Iterator[Piece]:
    """Yield pieces of a kind painted, in any order: one stack, then several if there is memory.

    Memory running out lightens the load, for good.

    Raises:
        PaintError: there is no memory for a single canvas.
    """
    paint = partial(_paint_stack, painter, means)
    if kind.aboard is not None and isinstance(painter, GraphPainter):
        way = means.ways.setdefault(kind, Way(painter, kind.aboard, deep=kind.paints_deep))
        paint = partial(_paint_aboard, way, painter, means)
    most = means.load.within(means.room / kind.paintings, kind.painted, kind.canvas)
    while True:
        known = means.fitting.get(kind)
        load = known or replace(most, stacks=1)
        again: list[Piece] = []
        with left(load.stacks) as hands:
            stacks = _stacks(pieces, load.batch, again)
            attempts = stacks if known else islice(stacks, 1)
            attempt = partial(_attempt, paint, load.batch)
            for stack, done in ahead(hands, attempt, attempts, load.stacks):
                if done is None:
                    again += stack
                else:
                    yield from done
        if again:
            means.fitting[kind] = _lighter(load, again[0], painter, means)
            pieces = chain(again, pieces)
        elif known:
            return
        else:
            # A machine with no memory left is not told so: its processes are killed.
            doubles = card.doubles(means.room) if isfinite(means.room) else memory.doubles()
            means.fitting[kind] = most if doubles else load


def _lighter(load: Load, piece: Piece, painter: Painter, means: Means) -> Load:
    """Return half a load that did not fit; raises PaintError for a single canvas."""
    lighter = load.lighter()
    if lighter is None:
        code = means.codes.of(piece.frame, piece.plan, painter)
        raise PaintError(no_memory(piece.plan, partial(fits, painter, code)))
    means.report(
        f"out of memory with {load.canvases} canvases of {piece.plan.shot.painted} at once: "
        f"going on with {lighter.canvases}"
    )
    return lighter


def _stacks(pieces: Iterator[Piece], batch: int, again: list[Piece]) -> Iterator[list[Piece]]:
    """Yield pieces by batches, until some are to be painted again."""
    while not again and (stack := list(islice(pieces, batch))):
        yield stack


def _attempt(
    paint: Callable[[list[Piece], int], list[Piece]], batch: int, stack: list[Piece]
) -> tuple[list[Piece], list[Piece] | None]:
    """Return a stack and what `paint` makes of it, or None where memory runs out."""
    try:
        return stack, paint(stack, batch)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return stack, None


def _paint_stack(painter: Painter, means: Means, stack: list[Piece], batch: int) -> list[Piece]:
    """Return a stack painted; a short one is filled up, as each size is another graph."""
    full, codes = _filled_up(painter, means, stack, batch)
    deep = step_of(stack[0].frame.steps, Write).is_deep
    paint = partial(step_of(stack[0].frame.steps, Paint).apply, painter=painter, deep=deep)
    canvases = [_for_painter(piece) for piece in full]
    pictures = paint(canvases, codes)
    masks = [step_of(piece.frame.steps, Mask) for piece in full]
    if any(mask.pictures for mask in masks):
        behind = [means.codes.behind(piece.frame, piece.plan, painter) for piece in full]
        others = zip(masks, pictures, paint(canvases, behind), strict=True)
        pictures = np.stack([m.joined(one, two) if m.pictures else one for m, one, two in others])
    return [replace(piece, painting=pictures[place]) for place, piece in enumerate(stack)]


def _for_painter(piece: Piece) -> CanvasPixels:
    return step_of(piece.frame.steps, Strokes).for_painter(piece.canvas)


def _paint_aboard(
    way: Way, painter: Painter, means: Means, stack: list[Piece], batch: int
) -> list[Piece]:
    """Return a stack painted, with all that comes before and after it done by the device."""
    full, codes = _filled_up(painter, means, stack, batch)
    behind = [means.codes.behind(piece.frame, piece.plan, painter) for piece in full]
    try:
        frames = way.paint(full, codes, behind)
    except Exception as error:
        if not is_out_of_memory(error):
            fits(painter, codes[0], stack[0].plan.shot.painted)  # if not, that says why
        raise
    done = enumerate(stack)
    return [replace(piece, painting=frames[place], left=()) for place, piece in done]


def _filled_up(
    painter: Painter, means: Means, stack: list[Piece], batch: int
) -> tuple[list[Piece], list[StyleCode]]:
    full = (stack * batch)[:batch]
    return full, [means.codes.of(piece.frame, piece.plan, painter) for piece in full]
