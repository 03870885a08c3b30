"""A single picture, for programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tlstyle.commands.one import painted
from tlstyle.console.log import Log
from tlstyle.crews.crew import Alone
from tlstyle.frames.file import read_frame
from tlstyle.frames.frame import ShotPlan
from tlstyle.library.film import interruptible
from tlstyle.painters.painter import Painter
from tlstyle.painting.paint import paint_shots
from tlstyle.painting.progress import Display
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.project.single import Single
from tlstyle.size import Size

_LAST: dict[tuple[object, ...], Painter] = {}
"""The network that painted last, by the size that it painted: each size takes another graph."""


def paint_one(
    still: str | os.PathLike[str],
    style: str | os.PathLike[str],
    *,
    strength: float = 1.0,
    strokes: float = 1.0,
    size: tuple[int, int] | None = None,
    model: str = "builtin",
    device: str = "auto",
) -> Pixels:
    """Return a still painted in the style of a picture: height x width x 3, RGB, of 8 bits.

    It goes the way of a film's frames, and comes out as the first one of a film of that size. The
    network stays loaded for the next picture of the same size, which is painted the sooner.

    Args:
        still: The picture: whatever a film's stills may be, upright, in its own colours.
        style: The picture whose style it is painted in.
        strength: From 0, the photograph as the network redraws it, to 1, the full style.
        strokes: How many times as large as the network's own its strokes are, 0.5 to 4.
        size: Width and height, of which the still fills all, cropped if need be; its own where
            None, or as much of that as there is memory for, which is logged.
        model: "builtin", "magenta", or a SavedModel's folder or address.
        device: "auto", "cpu", "gpu", or "gpu:1" for the second one; one process paints on one.

    Raises:
        FootageError: the still or the style cannot be read.
        ModelError: the network cannot be loaded, or cannot do what is asked.
        OptionError: something is set to what it cannot be.
        PaintError: it cannot be painted.
    """
    single = Single(Path(still), Path(style), strength, strokes, model)
    wanted = Size(*size) if size else None
    with interruptible(), painted(single, wanted, _Lasting(device, 1, True), Log()) as frame:
        return in_bytes(read_frame(frame))


@dataclass(frozen=True, slots=True)
class _Lasting(Alone):
    """This process, with a network that stays loaded."""

    def paint(self, plans: Sequence[ShotPlan], display: Display) -> None:
        """Paint what is pending in this process."""
        means = Alone.means(self, display)
        opened = partial(_opened, means.open_painter, plans[0].shot.painted)
        paint_shots(plans, replace(means, open_painter=opened))


def _opened(open_painter: Callable[..., Painter], size: Size, *network: str) -> Painter:
    """Return the network that painted last, if it is this one, or load it in its place."""
    own = (size, *network)
    painter = _LAST.get(own) or open_painter(*network)
    _LAST.clear()
    _LAST[own] = painter
    return painter
