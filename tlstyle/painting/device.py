"""A frame's way on a device: what is between its stills, as they are read, and its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.frames.frame import ShotPlan
from tlstyle.painters.painter import GraphPainter, Painter, StyleCode
from tlstyle.steps import CanvasStep, PaintingStep, Step, Strokes, has_graph, reach_of

if TYPE_CHECKING:
    from tlstyle.painting.stacks import Piece

_DEEP = 65535
"""What white is of 16 bits."""


def aboard(plan: ShotPlan, painter: Painter, device: str) -> tuple[Step, ...] | None:
    """Return the steps that a device does beside painting, None where it can do nothing else.

    These are the last ones before it, as far as they know how, and all behind it.
    """
    steps = [step for step in plan.shot.steps if not step.is_off]
    behind = [step for step in steps if isinstance(step, PaintingStep)]
    can = device.startswith("GPU") and isinstance(painter, GraphPainter)
    if not can or not all(map(has_graph, behind)):
        return None
    before = [step for step in reversed(steps) if isinstance(step, CanvasStep)]
    return (*list(takewhile(has_graph, before))[::-1], *behind)


class Way:
    """The way from stills to frames by one painter, as one graph of one shape."""

    def __init__(self, painter: GraphPainter, steps: Sequence[Step]) -> None:
        from tlstyle.painters.graph import graph_of  # imports Keras, and with it TensorFlow

        self._painter = painter
        self._before = [step for step in steps if isinstance(step, CanvasStep)]
        self._after = [step for step in steps if isinstance(step, PaintingStep)]
        self._reach = reach_of(steps)
        self._graph = graph_of(self._frames)

    def paint(self, pieces: Sequence[Piece], codes: Sequence[StyleCode]) -> NDArray[np.uint8]:
        """Return the frames of pieces, N x height x width x 3, each painted by its own code.

        Every still is uploaded once, however many of them look at it. Where they follow each other
        there are always as many stills, so that there is one graph.
        """
        stills: dict[int, Any] = {}
        places = [[_place(pixels, stills) for pixels in piece.around] for piece in pieces]
        usual, most = len(pieces) + 2 * self._reach, len(pieces) * (2 * self._reach + 1)
        uploaded = list(stills.values())
        uploaded += uploaded[:1] * ((usual if len(uploaded) <= usual else most) - len(uploaded))
        there = np.array([[place is not None for place in row] for row in places], np.float32)
        own = [[row[self._reach] if place is None else place for place in row] for row in places]
        parts = tuple(np.stack(parts) for parts in zip(*codes, strict=True))
        frames: NDArray[np.uint8] = self._graph(uploaded, np.array(own, np.int32), there, parts)
        return frames

    def _frames(self, stills: Sequence[Any], places: Any, there: Any, codes: Any) -> Any:
        from keras import backend, ops

        white = int(np.iinfo(backend.standardize_dtype(stills[0].dtype)).max)
        # In floats from here: of bytes, TensorFlow's GPU can neither stack nor gather any.
        levels = ops.stack([ops.cast(still, "float32") for still in stills])
        canvases = [ops.take(levels, places[:, k], axis=0) for k in range(2 * self._reach + 1)]
        for step in self._before:
            if step.deepens and white < _DEEP:
                canvases = [canvas * (_DEEP // white) for canvas in canvases]
                white = _DEEP
            wide = 2 * step.reach + 1
            canvases = [
                step.on_device(canvases[k : k + wide], there[:, k : k + wide], white)
                for k in range(len(canvases) - wide + 1)
            ]
            there = there[:, step.reach : there.shape[1] - step.reach]
        small = canvas = canvases[0]
        for strokes in (step for step in self._after if isinstance(step, Strokes)):
            small = strokes.for_painter_on_device(canvas, white)
        canvas = canvas * (1 / white)
        painting = ops.round(self._painter.on_device(small * (1 / white), codes) * 255)
        for after in self._after:
            painting = after.on_device(painting, canvas)
        return ops.cast(painting, "uint8")


def _place(pixels: Any, stills: dict[int, Any]) -> int | None:
    """Return which of the stills, among which it is put, one is; None where there is none."""
    if pixels is None:
        return None
    stills.setdefault(id(pixels), pixels)
    return list(stills).index(id(pixels))
