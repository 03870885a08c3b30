"""How much room and time the pending frames will take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from math import prod
from pathlib import Path
from statistics import median

from tlstyle.frames.frame import ShotPlan

_BYTES_A_PIXEL = 2.3
"""What a painted frame takes as PNG: 2.25 in the sample film, 1.5 to 1.9 in real footage."""


_BYTES_A_DEEP_PIXEL = 5.6
"""The same of 16 bits a channel, of which the lower 8 cannot be made smaller."""


def disk_needed(plans: Sequence[ShotPlan]) -> float:
    """Return about how many bytes the pending frames will take, beyond those they replace.

    A person's work is not replaced: it is kept.
    """
    pending = [(frame, plan) for plan in plans for frame in plan.pending if not frame.lies]
    painted = sum(prod(plan.size) * _bytes_a_pixel(plan) for _, plan in pending)
    return max(0.0, painted - sum(_bytes(frame.file) for frame, _ in pending if not frame.altered))


def _bytes_a_pixel(plan: ShotPlan) -> float:
    return _BYTES_A_DEEP_PIXEL if plan.has_deep_frames else _BYTES_A_PIXEL


def seconds_left(plans: Sequence[ShotPlan]) -> float | None:
    """Return about how long the pending frames take at the pace of the last ones; None if unknown.

    The pace is what their files' times tell: the median over runs of frames, which neither the
    pause between two evenings nor frames finished in pairs disturb. Copies, whose times are all
    the same, tell none.
    """
    frames = [frame for plan in plans for frame in plan.frames if not frame.pending]
    times = sorted(_times(frame.file for frame in frames))[-100:]
    run = min(8, len(times) - 1)
    if run < 1:
        return None
    pace = median((last - first) / run for first, last in zip(times, times[run:], strict=False))
    waiting = sum(not frame.lies for plan in plans for frame in plan.pending)
    return pace * waiting if pace else None


def _times(files: Iterable[Path]) -> Iterator[float]:
    """Yield when files were written; those that are gone by now tell nothing."""
    for file in files:
        with suppress(FileNotFoundError):
            yield file.stat().st_mtime


def _bytes(file: Path) -> int:
    with suppress(FileNotFoundError):
        return file.lstat().st_size
    return 0
