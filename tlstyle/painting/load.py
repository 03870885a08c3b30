"""How much a network is given at once, and what is said where even the least is too much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from tlstyle.frames.frame import ShotPlan
from tlstyle.painters.models import is_out_of_memory
from tlstyle.painters.painter import Painter, StyleCode
from tlstyle.size import Size
from tlstyle.steps import Strokes

_PIXEL = 768
"""Bytes of a GPU that a network takes for a pixel it paints, or fewer; on a CPU ours takes 180."""

_GROWN = 384
"""Bytes that it takes to bring back a pixel of a canvas that is painted in another size."""


SMALLER = "make `canvas` smaller, and `size` with it"
"""What a project does about a canvas for which there is no memory."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much a network is given at once: so many stacks of so many canvases, at least 1 each.

    While one stack waits for its slowest part, another uses what would be idle.
    """

    stacks: int
    batch: int

    @property
    def canvases(self) -> int:
        """Canvases painted at once."""
        return self.stacks * self.batch

    def lighter(self) -> Load | None:
        """Return half of it, or None where nothing is left to halve."""
        if self.stacks > 1:
            return replace(self, stacks=self.stacks // 2)
        return replace(self, batch=self.batch // 2) if self.batch > 1 else None

    def within(self, room: float, painted: Size, canvas: Size | None = None) -> Load:
        """Return as much of it as is sure to fit into a GPU's memory, at least one canvas a stack.

        Where too much is tried, TensorFlow waits ten seconds for memory before it says so.

        Args:
            room: Bytes.
            painted: The size in which canvases are painted.
            canvas: Their own, if it is another.
        """
        load, each = self, prod(painted) * _PIXEL
        if canvas not in (None, painted):
            each += prod(canvas) * _GROWN
        while load.batch > 1 and load.canvases * each > room:
            load = replace(load, batch=load.batch // 2)
        return load


def no_memory(plan: ShotPlan, fits: Callable[[Size], bool]) -> str:
    """Say that a canvas does not fit, and the largest of some smaller ones that does."""
    canvas, painted = plan.shot.canvas, plan.shot.step(Strokes).painted_of
    eighths = (Size(*(2 * round(side * part / 16) for side in canvas)) for part in range(7, 0, -1))
    fitting = next((size for size in eighths if fits(painted(size))), None)
    advice = f"{fitting} fits" if fitting else "nor does an eighth of its sides fit"
    return (
        f"sequence {plan.shot.name!r}: no memory for a canvas of {canvas}; {advice}: {SMALLER}, "
        "close other programs, or use --device cpu"
    )


def no_memory_beside(plan: ShotPlan) -> str:
    """Say that there is no memory for stills and frames."""
    return (
        f"sequence {plan.shot.name!r}: no memory to read its stills and to write its frames; "
        "what is painted is kept: close other programs, or use --jobs 1"
    )


def fits(painter: Painter, code: StyleCode, size: Size) -> bool:
    """Tell whether a network has the memory for one canvas of a size."""
    try:
        painter.paint(np.zeros((1, size.height, size.width, 3), np.uint8), code)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return False
    return True
