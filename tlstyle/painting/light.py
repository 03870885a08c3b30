"""The light in stills measured, for steps that want to know it before any frame is painted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from tlstyle.errors import FootageError, PaintError
from tlstyle.frames.light import file_of, keep, key_of, recall
from tlstyle.frames.shard import Shard, own_first
from tlstyle.painting.ahead import ahead, left
from tlstyle.stills.light import Grid, measured
from tlstyle.stills.source import Source, sources
from tlstyle.stills.still import Footage, Still

_KEPT_EVERY = 256
"""Stills after which what is measured is kept, so that a run that is killed loses little."""

_SHARED_EVERY = 16
"""Stills after which a shard keeps it, and looks what others have; more of a long sequence."""


def measure(
    work: Path,
    name: str,
    footage: Footage,
    jobs: int,
    report: Callable[[int, int], None],
    shard: Shard | None = None,
) -> None:
    """Measure the light in a sequence's stills, those apart that were measured before, and keep it.

    A shard begins with its own stretch of the stills, and of the others' stretches measures what
    is not there yet: shards that run at once each measure their share, and wait for nobody.

    Args:
        work: The work folder.
        name: The sequence.
        footage: Its stills.
        jobs: Stills that are read at once; 0 as many as there are cores.
        report: Told how many of how many are measured.
        shard: Whose share comes first.

    Raises:
        PaintError: a still cannot be read.
    """
    known = recall(work, name)
    known = {key: known[key] for key in map(key_of, footage.stills) if key in known}
    total = len(footage.stills) - len(known)
    if not total:
        return
    jobs, file = jobs or os.cpu_count() or 1, file_of(work, name, shard)
    every = max(_SHARED_EVERY, total // 64) if shard else _KEPT_EVERY
    look = partial(recall, work, name) if shard else dict[str, Grid]
    wanted = _unknown(_in_turn(footage.stills, shard), known, every, look)
    count = 0
    try:
        with left(jobs) as readers:
            grids = ahead(readers, partial(_measured, footage), sources(wanted), 2 * jobs)
            for count, (still, grid) in enumerate(grids, 1):
                known[key_of(still)] = grid
                report(count, total)
                if count % every == 0:
                    keep(file, known)
        if count < total:  # others did the rest
            report(total, total)
    except FootageError as error:
        raise PaintError(f"sequence {name!r}: {error}") from error
    finally:
        if count:
            with suppress(OSError):  # a disk that is full will be told of by the first frame
                keep(file, known)


def _in_turn(stills: Sequence[Still], shard: Shard | None) -> Sequence[Still]:
    """Return stills in the order in which a shard measures them; a video goes forward only."""
    return own_first(stills, shard) if shard and stills[0].index is None else stills


def _unknown(
    stills: Sequence[Still],
    known: dict[str, Grid],
    every: int,
    look: Callable[[], dict[str, Grid]],
) -> Iterator[Still]:
    """Yield stills that are not known when it is their turn.

    `look` says what others have found out, and is asked once for so many stills.
    """
    for number, still in enumerate(stills):
        if number % every == 0:
            known.update(look())
        if key_of(still) not in known:
            yield still


def _measured(footage: Footage, source: Source) -> tuple[Still, Grid]:
    return source.still, measured(source, footage.size)
