"""A frame's way on a device: what is between its stills, as they are read, and its bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tlstyle.curves import Curve
from tlstyle.frames.frame import ShotPlan
from tlstyle.painters.painter import GraphPainter, Painter, StyleCode
from tlstyle.pixels import Value
from tlstyle.steps import (
    Between,
    CanvasStep,
    Mask,
    PaintingStep,
    Step,
    Strokes,
    has_graph,
    reach_of,
    step_of,
)

if TYPE_CHECKING:
    from tlstyle.painting.stacks import Piece

T = TypeVar("T", bound=Step)

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
    before = [step for step in reversed(steps) if isinstance(step, CanvasStep | Between)]
    return (*list(takewhile(has_graph, before))[::-1], *behind)


class Way:
    """The way from stills to frames by one painter, as one graph of one shape.

    If `deep`, frames have 16 bits a channel.
    """

    def __init__(self, painter: GraphPainter, steps: Sequence[Step], *, deep: bool = False) -> None:
        from tlstyle.painters.graph import graph_of  # imports Keras, and with it TensorFlow

        self._painter, self._white = painter, _DEEP if deep else 255
        self._before = [step for step in steps if isinstance(step, CanvasStep)]
        self._after = [step for step in steps if isinstance(step, PaintingStep)]
        self._reach = reach_of(steps)
        masks = (step for step in self._after if isinstance(step, Mask) and step.pictures)
        self._mask = next(masks, None)
        self._graph = graph_of(self._frames)

    def paint(
        self,
        pieces: Sequence[Piece],
        codes: Sequence[StyleCode],
        behind: Sequence[StyleCode] = (),
    ) -> NDArray[Value]:
        """Return the frames of pieces, N x height x width x 3, each painted by its own code.

        Where a mask asks for two styles, `behind` has the codes of the other.

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
        told = [codes, behind] if self._mask else [codes]
        parts = tuple(tuple(np.stack(p) for p in zip(*each, strict=True)) for each in told)
        numbers = [self._numbers(step, pieces) for step in (*self._before, *self._after)]
        ways = np.array(own, np.int32)
        frames: NDArray[Value] = self._graph(uploaded, ways, there, parts, numbers)
        return frames

    def _numbers(self, step: Step, pieces: Sequence[Piece]) -> dict[str, NDArray[np.float32]]:
        """Return a step's keyed numbers for the stills of all windows, N x as many each."""
        around = range(-self._reach, self._reach + 1)
        return {
            name: np.array(
                [
                    [_curve(piece, step, name).at(piece.frame.place + away) for away in around]
                    for piece in pieces
                ],
                np.float32,
            )
            for name in step.curves
        }

    def _frames(
        self,
        stills: Sequence[Any],
        places: Any,
        there: Any,
        codes: Any,
        numbers: Sequence[Mapping[str, Any]],
    ) -> Any:
        from keras import backend, ops

        white = int(np.iinfo(backend.standardize_dtype(stills[0].dtype)).max)
        # In floats from here: of bytes, TensorFlow's GPU can neither stack nor gather any.
        levels = ops.stack([ops.cast(still, "float32") for still in stills])
        canvases = [ops.take(levels, places[:, k], axis=0) for k in range(2 * self._reach + 1)]
        for step, keyed in zip(self._before, numbers, strict=False):
            if step.deepens and white < _DEEP:
                canvases = [canvas * (_DEEP // white) for canvas in canvases]
                white = _DEEP
            wide = 2 * step.reach + 1
            left = len(canvases) - wide + 1
            aside = self._reach - left // 2
            canvases = [
                _at(step, keyed, k + aside).on_device(
                    canvases[k : k + wide], there[:, k : k + wide], white
                )
                for k in range(left)
            ]
            there = there[:, step.reach : there.shape[1] - step.reach]
        painting = self._painted(canvases[0], white, codes)
        canvas = canvases[0] * (1 / white)
        for after, keyed in zip(self._after, numbers[len(self._before) :], strict=True):
            painting = _at(after, keyed, self._reach).on_device(painting, canvas, self._white)
        return ops.cast(painting, str(np.min_scalar_type(self._white)))

    def _painted(self, canvases: Any, white: int, codes: Any) -> Any:
        """Return canvases painted, in frames' values, in the size that their strokes ask for."""
        from keras import ops

        for strokes in (step for step in self._after if isinstance(step, Strokes)):
            canvases = strokes.for_painter_on_device(canvases, white)
        ready = canvases * (1 / white)
        painted = (self._painter.on_device(ready, each) for each in codes)
        paintings = [ops.round(each * self._white) for each in painted]
        return self._mask.joined_on_device(*paintings) if self._mask else paintings[0]


def _curve(piece: Piece, step: Step, name: str) -> Curve:
    return step_of(piece.plan.shot.steps, type(step)).curves[name]


def _at(step: T, numbers: Mapping[str, Any], place: int) -> T:
    """Return a step with N numbers for the stills that stand at one place of N windows."""
    return replace(step, **{name: each[:, place] for name, each in numbers.items()})


def _place(pixels: Any, stills: dict[int, Any]) -> int | None:
    """Return which of the stills, among which it is put, one is; None where there is none."""
    if pixels is None:
        return None
    stills.setdefault(id(pixels), pixels)
    return list(stills).index(id(pixels))
