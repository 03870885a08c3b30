"""How bright a sequence's stills and frames are, from one to the next, and how they flicker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.exports.still import REMEMBERED, each_still, remembered
from tlstyle.frames.file import read_frame
from tlstyle.frames.frame import Frame, ShotPlan, Stamp, stamp_of
from tlstyle.pixels import in_bytes
from tlstyle.size import Size
from tlstyle.stills import exposure
from tlstyle.stills.light import grid_of, measured, small_size
from tlstyle.stills.picture import fit
from tlstyle.stills.source import Source
from tlstyle.stills.srgb import LUMA, coded

_FEWEST = 8
"""Pictures from which on one may speak of flicker."""

_Grid = NDArray[np.float32]
"""The linear brightness of a picture's parts, 0..1, [parts,1]."""


@dataclass(frozen=True, slots=True)
class Light:
    """How bright a sequence is, and how it flickers, in percent.

    Attributes:
        filmed: How bright the still of each frame is that the film shows, in percent of white.
        painted: How bright each of these frames is; None for one that is not painted.
        flickers: How exposure flickers from still to still, as filmed, and from frame to frame, as
            painted; None where there are too few, or frames are missing.
    """

    filmed: tuple[float, ...]
    painted: tuple[float | None, ...]
    flickers: tuple[float | None, float | None]


def light_of(plan: ShotPlan, progress: Callable[[int, int], None]) -> Light:
    """Return how bright a sequence's stills and frames are.

    Args:
        plan: The sequence.
        progress: Told how many of how many are looked at.

    Raises:
        FootageError: a still or a frame cannot be read.
    """
    stills: dict[int, _Grid] = {}
    frames: dict[int, _Grid | None] = {}
    for number, still, paintings in each_still(plan.frames, partial(_grids, plan.footage.size)):
        stills[number] = still
        frames |= paintings
        progress(len(frames), len(plan.frames))
    numbers = {frame.moment: frame.number for frame in plan.frames}
    painted = [grid for grid in frames.values() if grid is not None]
    return Light(
        tuple(_brightness(stills[numbers[moment]]) for moment in plan.shown),
        tuple(_known_brightness(frames[moment]) for moment in plan.shown),
        (_flicker(list(stills.values())), None if plan.pending else _flicker(painted)),
    )


def _grids(
    size: Size, source: Source, frames: Sequence[Frame]
) -> tuple[int, _Grid, dict[int, _Grid | None]]:
    """Return a still's number, the light in it, and that in its frames by their moments."""
    grids = {frame.moment: _painted(frame) for frame in frames}
    return frames[0].number, _still_light(source, size), grids


def _painted(frame: Frame) -> _Grid | None:
    return None if frame.pending else _painting_light(frame.file, stamp_of(frame.file))


@remembered
def _still_light(source: Source, size: Size) -> _Grid:
    """Return the light in a still of an upright size."""
    return _luma(measured(source, size))


@lru_cache(maxsize=REMEMBERED)
def _painting_light(file: Path, stamp: Stamp) -> _Grid:
    """Return the light in a painting, as its file is by now."""
    painting = Image.fromarray(in_bytes(read_frame(file)))
    small = small_size(Size(*painting.size))
    return _luma(grid_of(fit(painting, small, (0.5, 0.5))))


def _luma(grid: NDArray[np.float32]) -> _Grid:
    return (grid @ LUMA).reshape(-1, 1).astype(np.float32)


def _brightness(grid: _Grid) -> float:
    """Return how bright a grid is in the mean, in percent of white, as a picture codes it."""
    return float(100 * coded(grid.mean(keepdims=True))[0, 0])


def _known_brightness(grid: _Grid | None) -> float | None:
    return None if grid is None else _brightness(grid)


def _flicker(grids: list[_Grid]) -> float | None:
    if len(grids) < _FEWEST:
        return None
    return exposure.flicker(exposure.exposures(np.stack(grids)))
