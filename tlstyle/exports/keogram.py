"""A keogram: one column of pixels of each frame, side by side: a sequence's light in one picture.

The name is that of the all-sky cameras' pictures of a night's aurora.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tlstyle.exports.still import REMEMBERED, each_still, remembered
from tlstyle.frames.file import read_frame, write_picture
from tlstyle.frames.frame import Frame, ShotPlan, Stamp, stamp_of
from tlstyle.letters import write
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.project import Shot
from tlstyle.size import Size
from tlstyle.stills.picture import fit
from tlstyle.stills.source import Source
from tlstyle.stills.still import Still
from tlstyle.words import printable, shortened

WIDTH = 1536
"""Columns of a sequence at most, and pixels of its strips."""

_HEIGHT = 200
_MARGIN = 40
_GAP = 12
_LABEL = 44
_LONGEST = 48
_PAPER, _INK, _EMPTY = "#16181d", "#f2f0ea", (36, 39, 46)


def write_keogram(
    file: Path,
    plans: Sequence[ShotPlan],
    signed: Mapping[str, Any],
    progress: Callable[[ShotPlan, int, int], None],
) -> None:
    """Write the keograms of sequences: as they were filmed, and below as they are painted.

    What is not painted yet is left dark.

    Args:
        file: Where to, as JPEG where its name says so, otherwise as PNG.
        plans: The sequences.
        signed: What the picture says of whose it is.
        progress: Told how many of how many columns of a sequence are drawn.

    Raises:
        FootageError: a still or a painting cannot be read.
    """
    row = _LABEL + 2 * _HEIGHT + 2 * _GAP
    page = Image.new("RGB", (WIDTH + 2 * _MARGIN, len(plans) * row + 2 * _MARGIN), _PAPER)
    for number, plan in enumerate(plans):
        top = _MARGIN + number * row
        name = shortened(printable(plan.shot.name), _LONGEST)
        write(page, (_MARGIN, top), f"{name}: as filmed, as painted", 22, _INK)
        strips = keograms(plan, partial(progress, plan))
        for place, strip in enumerate(strips):
            wide = Image.fromarray(strip).resize((WIDTH, _HEIGHT), Image.Resampling.NEAREST)
            page.paste(wide, (_MARGIN, top + _LABEL + place * (_HEIGHT + _GAP)))
    write_picture(file, page, signed)


def keograms(plan: ShotPlan, progress: Callable[[int, int], None]) -> tuple[Pixels, Pixels]:
    """Return a sequence's keograms, as it was filmed and as it is painted.

    Each is as many pixels wide as the sequence shows frames, `WIDTH` at most, and of one height.

    Raises:
        FootageError: a still or a painting cannot be read.
    """
    picked = _picked(plan)
    wanted = {frame.moment for frame in picked}
    frames = [frame for frame in plan.frames if frame.moment in wanted]
    filmed: dict[Still, Pixels] = {}
    painted: dict[int, Pixels] = {}
    for still, column, paintings in each_still(frames, partial(_columns, plan.shot)):
        filmed[still] = column
        painted |= paintings
        progress(len(painted), len(frames))
    return (
        np.stack([filmed[frame.still] for frame in picked], axis=1),
        np.stack([painted[frame.moment] for frame in picked], axis=1),
    )


def _picked(plan: ShotPlan) -> list[Frame]:
    """Return what a sequence shows, evenly thinned out to so many frames as there are columns."""
    frames = {frame.moment: frame for frame in plan.frames}
    count = min(WIDTH, len(plan.shown))
    return [frames[plan.shown[place * len(plan.shown) // count]] for place in range(count)]


def _columns(
    shot: Shot, source: Source, frames: Sequence[Frame]
) -> tuple[Still, Pixels, dict[int, Pixels]]:
    """Return a still, its middle column, and those of its paintings by their moments."""
    column = _still_column(source, shot.canvas, shot.anchor)
    return source.still, column, {frame.moment: _painted(frame) for frame in frames}


def _painted(frame: Frame) -> Pixels:
    if frame.pending:
        return np.full((_HEIGHT, 3), _EMPTY, np.uint8)
    return _painting_column(frame.file, stamp_of(frame.file))


@remembered
def _still_column(source: Source, shape: Size, anchor: tuple[float, float]) -> Pixels:
    """Return the middle column of a still, height x 3."""
    small = Size(max(1, round(_HEIGHT * shape.width / shape.height)), _HEIGHT)
    _, canvas = source.read_fitted(small, anchor)
    return in_bytes(canvas[:, small.width // 2])


@lru_cache(maxsize=REMEMBERED)
def _painting_column(file: Path, stamp: Stamp) -> Pixels:
    """Return the same of a painting, as its file is by now."""
    painting = read_frame(file)
    middle = in_bytes(painting[:, painting.shape[1] // 2][:, None])
    return fit(Image.fromarray(middle), Size(1, _HEIGHT), (0.5, 0.5))[:, 0]
