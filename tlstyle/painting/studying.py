"""Brushes studied before anything is painted by them, each once, whoever waits for it."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from tlstyle.errors import TlstyleError
from tlstyle.frames.brush import known_brush, names_of
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.lesson import lesson_of
from tlstyle.frames.pace import STUDY, remember
from tlstyle.painters.models import choose_device
from tlstyle.painting.canvases import Canvases
from tlstyle.painting.progress import Display
from tlstyle.pixels import Pixels
from tlstyle.study import Lesson, News, study
from tlstyle.system.lock import locked


def study_brushes(
    brushes: Mapping[Path, Sequence[ShotPlan]], device: str, display: Display
) -> dict[Path, News]:
    """Study brushes in this process, each for the sequences that share it.

    Where another shard is at work on them it is waited for, and what it has studied is taken.

    Returns:
        What was studied here, and how well.

    Raises:
        TlstyleError: a sequence's brush cannot be studied.
    """
    display.note("starting TensorFlow")
    device = choose_device(device)
    display.note(f"studying on the {device}")
    found = {}
    for brush, plans in brushes.items():
        with locked(brush.parent, wait=True, report=display.note):
            if known_brush(brush):
                continue
            pupil = _Pupil(plans, display)
            _study(brush, plans, pupil)
        remember(device, pupil.pace())
        if pupil.news:
            found[brush] = pupil.news
    return found


def lesson_for(plans: Sequence[ShotPlan]) -> Lesson:
    """Return what the brush learns that sequences share, on all their stills."""
    stills = sum(len(plan.footage.stills) for plan in plans)
    lesson = lesson_of(plans[0].shot, plans[0].footage, stills)
    if not lesson:
        raise ValueError(f"{plans[0].shot.name} is painted without a study")
    return lesson


def sheet_of(brush: Path, plans: Sequence[ShotPlan]) -> Path:
    """Return the picture that shows how a brush comes on, named after the first that share it."""
    return brush.with_name(f"{plans[0].shot.name}.png")


class _Pupil:
    """Whose brush is studied, what was last told of it, and how fast its steps are."""

    def __init__(self, plans: Sequence[ShotPlan], display: Display) -> None:
        self._name = names_of(plans)
        self.news: News | None = None
        self._display = display
        self._first: tuple[float, int] | None = None
        self._last: tuple[float, int] | None = None

    def __call__(self, news: News) -> None:
        """Pass on how far it has come."""
        self.news, self._last = news, (time.monotonic(), news.steps)
        self._first = self._first or self._last
        self._display.studied(self._name, news)

    def pace(self) -> dict[str, float]:
        """Return the seconds a step took, if more than one was told of."""
        if not self._first or not self._last or self._first[1] == self._last[1]:
            return {}
        seconds, steps = (last - first for first, last in zip(self._first, self._last, strict=True))
        return {STUDY: seconds / steps}


def _study(brush: Path, plans: Sequence[ShotPlan], pupil: _Pupil) -> None:
    brush.unlink(missing_ok=True)  # a damaged one
    try:
        study(
            lesson_for(plans), _canvases(plans), brush.parent, pupil, sheet=sheet_of(brush, plans)
        )
    except TlstyleError as error:
        lines = (f"sequence {plans[0].shot.name!r}: {line}" for line in error.args)
        raise type(error)(*lines) from error


def _canvases(plans: Sequence[ShotPlan]) -> Callable[[int], Pixels]:
    """Return what gives a still of sequences, laid end to end, by its number, as a canvas."""
    each = [Canvases(plan.shot, plan.footage.stills) for plan in plans]
    ends = list(accumulate(len(plan.footage.stills) for plan in plans))

    def canvas_of(number: int) -> Pixels:
        place = bisect_right(ends, number)
        return each[place](number - (ends[place - 1] if place else 0))

    return canvas_of
