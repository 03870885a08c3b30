"""The noise of stills measured, for steps that go by it, before any frame is painted."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np

from tlstyle.errors import FootageError, PaintError
from tlstyle.frames.noise import keep, read_for_noise, recall, sampled
from tlstyle.project import Shot
from tlstyle.stills.resting import noise_between
from tlstyle.stills.source import sources
from tlstyle.stills.still import Footage


def measure_noise(work: Path, shot: Shot, footage: Footage) -> None:
    """Measure a sequence's noise as the film's canvases have it, unless it is known, and keep it.

    Raises:
        PaintError: a still cannot be read.
    """
    if recall(shot, work, footage) is not None:
        return
    try:
        noise = _noise(shot, footage)
    except FootageError as error:
        raise PaintError(f"sequence {shot.name!r}: {error}") from error
    with suppress(OSError):  # a disk that is full will be told of by the first frame
        keep(shot, work, footage, noise)


def _noise(shot: Shot, footage: Footage) -> float:
    """Return the median of what some pairs of neighbours say; 0 of a still by itself."""
    read, stills = read_for_noise(shot), sampled(footage)
    numbers = {still: number for number, still in enumerate(footage.stills)}
    found, before = [], None
    for still, source in zip(stills, sources(stills), strict=True):
        canvas = source.fitted(read.canvas, read.anchor)
        if before is not None and numbers[still] == numbers[before[0]] + 1:
            found.append(noise_between(before[1], canvas))
        before = still, canvas
    return float(np.median(found)) if found else 0.0
