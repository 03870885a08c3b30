"""The light in stills measured, for steps that want to know it before any frame is painted."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from tlstyle.errors import FootageError, PaintError
from tlstyle.frames.light import keep, key_of, recall
from tlstyle.painting.ahead import ahead, left
from tlstyle.stills.light import Grid, measured
from tlstyle.stills.source import Source, sources
from tlstyle.stills.still import Footage, Still

_KEPT_EVERY = 256
"""Stills after which what is measured is kept, so that a run that is killed loses little."""


def measure(
    work: Path, name: str, footage: Footage, jobs: int, report: Callable[[int, int], None]
) -> None:
    """Measure the light in a sequence's stills, those apart that were measured before, and keep it.

    Args:
        work: The work folder.
        name: The sequence.
        footage: Its stills.
        jobs: Stills that are read at once; 0 as many as there are cores.
        report: Told how many of how many are measured.

    Raises:
        PaintError: a still cannot be read.
    """
    known = recall(work, name)
    wanted = [still for still in footage.stills if key_of(still) not in known]
    if not wanted:
        return
    known = {key: known[key] for key in map(key_of, footage.stills) if key in known}
    jobs = jobs or os.cpu_count() or 1
    try:
        with left(jobs) as readers:
            grids = ahead(readers, partial(_measured, footage), sources(wanted), 2 * jobs)
            for count, (still, grid) in enumerate(grids, 1):
                known[key_of(still)] = grid
                report(count, len(wanted))
                if count % _KEPT_EVERY == 0:
                    keep(work, name, known)
    except FootageError as error:
        raise PaintError(f"sequence {name!r}: {error}") from error
    finally:
        if known:
            with suppress(OSError):  # a disk that is full will be told of by the first frame
                keep(work, name, known)


def _measured(footage: Footage, source: Source) -> tuple[Still, Grid]:
    return source.still, measured(source, footage.size)[1]
