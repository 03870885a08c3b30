"""How fast this machine paints, remembered for the first words about a film that is to be painted.

It lies in the user's cache, by network, as seconds a megapixel of canvas, on the device that
painted last. Where it is lost or cannot be kept, nothing is said before the first frames.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from math import prod
from pathlib import Path
from threading import Lock
from typing import Any

from platformdirs import user_cache_dir

from tlstyle.frames.file import parsed
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.steps import Mask
from tlstyle.steps.studying import Studying
from tlstyle.system.whole import write_whole

STUDY = "study"
"""What the pace of studying brushes is kept as, in seconds a step."""

_LEAST = 4
"""Frames of a network that a run must paint, beside each sequence's first, to tell its pace."""


class Meter:
    """Takes the time of the frames of a run, but of those with which a sequence begins."""

    def __init__(self, painted: Callable[[ShotPlan, Frame], None]) -> None:
        self._painted, self._lock = painted, Lock()
        self._last: tuple[str, float] | None = None
        self._taken: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def __call__(self, plan: ShotPlan, frame: Frame) -> None:
        """Take the time of a frame that is on the disk, and pass on that it is."""
        with self._lock:
            now = time.monotonic()
            if self._last and self._last[0] == plan.shot.name:
                taken = now - self._last[1], _megapixels(plan)
                self._taken[plan.network[1]].append(taken)
            self._last = plan.shot.name, now
        self._painted(plan, frame)

    def paces(self) -> dict[str, float]:
        """Return the seconds that each network took for a megapixel."""
        return {
            model: sum(seconds for seconds, _ in taken) / sum(pixels for _, pixels in taken)
            for model, taken in self._taken.items()
            if len(taken) >= _LEAST
        }


def remember(device: str, paces: Mapping[str, float]) -> None:
    """Keep how fast networks painted on a device; where it cannot be kept it is not."""
    if paces:
        known = _known() | {m: {"device": device, "seconds": pace} for m, pace in paces.items()}
        with suppress(OSError):
            write_whole(_file(), json.dumps(known).encode())


def seconds_expected(plans: Sequence[ShotPlan]) -> float | None:
    """Return about how long the pending frames take at this machine's last pace; None if unknown.

    Frames that are only to be moved take none.
    """
    known = _known()
    waiting = {plan.shot.name: sum(not frame.lies for frame in plan.pending) for plan in plans}
    try:
        return sum(
            waiting[plan.shot.name] * _megapixels(plan) * float(known[plan.network[1]]["seconds"])
            for plan in plans
            if waiting[plan.shot.name]
        )
    except (KeyError, TypeError, ValueError):
        return None


def last_pace(model: str) -> float | None:
    """Return the seconds that a network, by its digest, last took for a megapixel, if known."""
    with suppress(KeyError, TypeError, ValueError):
        return float(_known()[model]["seconds"])
    return None


def study_expected(brushes: Iterable[Studying]) -> float | None:
    """Return about how long brushes are studied: minutes that are asked for, or what steps take.

    None where steps are asked for, and this machine has never studied.
    """
    try:
        return sum(
            60 * asked.minutes if asked.minutes else asked.steps * float(_known()[STUDY]["seconds"])
            for asked in brushes
        )
    except (KeyError, TypeError, ValueError):
        return None


def _megapixels(plan: ShotPlan) -> float:
    paintings = 2 if plan.shot.step(Mask).pictures else 1
    return paintings * prod(plan.shot.painted) / 1e6


def _known() -> dict[str, Any]:
    try:
        return parsed(_file().read_text("utf-8")) or {}
    except (OSError, ValueError):
        return {}


def _file() -> Path:
    return Path(user_cache_dir("tlstyle"), "pace.json")
