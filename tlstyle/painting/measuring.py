"""Stills measured, for steps that want to know it before any frame is painted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial

from tlstyle.errors import FootageError, PaintError
from tlstyle.frames.measured import Kept
from tlstyle.frames.shard import Shard, own_first
from tlstyle.painting.ahead import ahead, left
from tlstyle.stills.measure import Measure, Measured
from tlstyle.stills.source import Source, sources
from tlstyle.stills.still import Footage, Still

_KEPT_EVERY = 256
"""Stills after which what is measured is kept, so that a run that is killed loses little."""

_SHARED_EVERY = 16
"""Stills after which a shard keeps it, and looks what others have; more of a long sequence."""


def measure(
    kept: Kept,
    footage: Footage,
    jobs: int,
    report: Callable[[int, int], None],
    shard: Shard | None = None,
) -> None:
    """Measure a sequence's stills, those apart that were measured before, and keep it.

    A shard begins with its own stretch of the stills, and of the others' stretches measures what
    is not there yet: shards that run at once each measure their share, and wait for nobody.

    Args:
        kept: What is measured of them, and where it is kept.
        footage: Its stills.
        jobs: Stills that are read at once; 0 as many as there are cores.
        report: Told how many of how many are measured.
        shard: Whose share comes first.

    Raises:
        PaintError: a still cannot be read.
    """
    keys = dict(zip(footage.stills, kept.keys(footage), strict=True))
    recalled = kept.recall()
    known = {key: recalled[key] for key in keys.values() if key in recalled}
    total = len(footage.stills) - len(known)
    if not total:
        return
    every = max(_SHARED_EVERY, total // 64) if shard else _KEPT_EVERY
    look = kept.recall if shard else dict[str, Measured]
    wanted = _unknown(_in_turn(footage.stills, shard), keys, known, every, look)
    count, jobs = 0, jobs or os.cpu_count() or 1
    try:
        with left(jobs) as readers:
            work = partial(_measured, kept.measure, footage)
            for still, values in ahead(readers, work, sources(wanted), 2 * jobs):
                known[keys[still]] = values
                count += 1
                report(count, total)
                if count % every == 0:
                    kept.keep(known, shard)
        if count < total:  # others did the rest
            report(total, total)
    except FootageError as error:
        raise PaintError(f"sequence {kept.name!r}: {error}") from error
    finally:
        if count:
            with suppress(OSError):  # a disk that is full will be told of by the first frame
                kept.keep(known, shard)


def _in_turn(stills: Sequence[Still], shard: Shard | None) -> Sequence[Still]:
    """Return stills in the order in which a shard measures them; a video goes forward only."""
    return own_first(stills, shard) if shard and stills[0].index is None else stills


def _unknown(
    stills: Sequence[Still],
    keys: Mapping[Still, str],
    known: dict[str, Measured],
    every: int,
    look: Callable[[], dict[str, Measured]],
) -> Iterator[Still]:
    """Yield stills that are not known when it is their turn.

    `look` says what others have found out, and is asked once for so many stills.
    """
    for number, still in enumerate(stills):
        if number % every == 0:
            known.update(look())
        if keys[still] not in known:
            yield still


def _measured(what: Measure, footage: Footage, source: Source) -> tuple[Still, Measured]:
    return source.still, what.take(source, footage)
