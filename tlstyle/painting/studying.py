"""Brushes studied before anything is painted by them, each once, whoever waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tlstyle.errors import TlstyleError
from tlstyle.frames.brush import known_brush, names_of
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.pace import STUDY, remember
from tlstyle.painters import models
from tlstyle.painting.ahead import left
from tlstyle.painting.canvases import canvases_of
from tlstyle.painting.progress import Display
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.steps import Study, reach_of
from tlstyle.study import Lesson, News, study
from tlstyle.system.lock import locked


def study_brushes(
    brushes: Mapping[Path, Sequence[ShotPlan]],
    device: str,
    display: Display,
    *,
    force: bool = False,
) -> dict[Path, News]:
    """Study brushes in this process, each for the sequences that share it.

    Where another shard is at work on them it is waited for, and what it has studied is taken. If
    `force`, brushes that are there are studied anew.

    Returns:
        What was studied here, and how well.

    Raises:
        TlstyleError: a sequence's brush cannot be studied.
    """
    display.note("starting TensorFlow")
    device = models.choose_device(device)
    display.note(f"studying on the {device}")
    found = {}
    for brush, plans in brushes.items():
        with locked(brush.parent, wait=True, report=display.note):
            if known_brush(brush) and not force:
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
    return plans[0].shot.step(Study).lesson(plans[0].footage, stills)


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
    brush.unlink(missing_ok=True)  # a damaged one, or one that is to be another
    lesson, sheet = lesson_for(plans), sheet_of(brush, plans)
    try:
        study(lesson, _canvas_of(plans, lesson), brush.parent, pupil, sheet=sheet)
    except TlstyleError as error:
        lines = (f"sequence {plans[0].shot.name!r}: {line}" for line in error.args)
        raise type(error)(*lines) from error


def _canvas_of(plans: Sequence[ShotPlan], lesson: Lesson) -> Callable[[int], Pixels]:
    """Return what gives the canvases of stills, sequences laid end to end, in ascending order."""
    there = zip(lesson.looked_at, _canvases(plans, lesson.looked_at), strict=True)
    return lambda number: next(pixels for place, pixels in there if place == number)


def _canvases(plans: Sequence[ShotPlan], numbers: Sequence[int]) -> Iterator[Pixels]:
    before = 0
    for plan in plans:
        after = before + len(plan.footage.stills)
        own = [number - before for number in numbers if before <= number < after]
        if own:
            yield from _of_film(plan, own)
        before = after


def _of_film(plan: ShotPlan, numbers: Sequence[int]) -> Iterator[Pixels]:
    """Yield stills as the film's painter is handed them, whatever is to be painted now."""
    steps, strokes = plan.shot.step(Study).before, plan.shot.step(Study).strokes
    stills, reach = plan.footage.stills, reach_of(steps)
    looked_at = (
        replace(
            plan.frames[0],
            number=number,
            beyond=0,
            still=stills[number],
            window=stills[max(0, number - reach) : number + reach + 1],
            steps=steps,
            pending="looked at",
        )
        for number in numbers
    )
    film = replace(plan, shot=replace(plan.shot, steps=steps), frames=tuple(looked_at))
    with left(1) as readers:
        for _, canvas, _ in canvases_of(film, readers, depth=2):
            yield in_bytes(strokes.for_painter(canvas.pixels))
