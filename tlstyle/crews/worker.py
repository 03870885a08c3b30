"""What a worker does: paints runs, one at a time, with a network that it loads once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from threading import Lock
from typing import Any

from tlstyle.crews.crew import Alone
from tlstyle.crews.runs import Run
from tlstyle.errors import PaintError, TlstyleError
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.frames.recipe import differing, recipe_of
from tlstyle.painters import models
from tlstyle.painting.paint import Means, paint_shots
from tlstyle.steps import Step
from tlstyle.study import News


@dataclass(frozen=True, slots=True)
class Terms:
    """How all workers of a build paint; `threads` is a worker's share of its machine's cores."""

    alone: Alone
    threads: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went: how long it took, what stopped it, what the worker has to say."""

    seconds: float
    trouble: TlstyleError | None
    notes: tuple[str, ...]


class Notes:
    """A display that keeps what it is told until somebody asks."""

    def __init__(self) -> None:
        self.count = 0
        self._lines: list[str] = []

    def painted(self, plan: ShotPlan, frame: Frame) -> None:
        """Count a painted frame."""
        self.count += 1

    def studied(self, name: str, news: News) -> None:
        """Do nothing: workers study no brush."""

    def encoded(self, film: str, done: int, total: int) -> None:
        """Do nothing: workers encode no film."""

    def note(self, text: str) -> None:
        """Keep a line."""
        self._lines.append(text)

    def at_work(self, workers: Sequence[str]) -> None:
        """Do nothing: a worker has none."""

    def taken(self) -> tuple[str, ...]:
        """Return the lines since they were last asked for."""
        lines, self._lines = self._lines, []
        return tuple(lines)


class Seat:
    """A worker's means, with the notes it makes and the recipes it is known to follow."""

    def __init__(self, terms: Terms, part: int) -> None:
        alone = terms.alone
        if terms.threads:
            alone = replace(alone, device=models.share_machine(alone.device, part, terms.threads))
        self.notes = Notes()
        means = alone.means(self.notes)
        if terms.threads:  # all workers would look at the same free memory, and all take it
            means = replace(means, load=replace(means.load, stacks=1))
        self.means: Means = replace(means, open_painter=cache(means.open_painter))
        self._follows: set[str] = set()

    def refuse_another_recipe(self, plan: ShotPlan) -> None:
        """Make sure that here a sequence is painted as the plan says.

        Raises:
            PaintError: this worker has another version, network or style picture.
        """
        known = dict[Step, dict[str, Any]]()
        distinct = {id(frame.recipe): frame for frame in plan.frames}.values()
        for frame in (frame for frame in distinct if repr(frame.recipe) not in self._follows):
            self._refuse_another(plan, frame, known)
            self._follows.add(repr(frame.recipe))

    def _refuse_another(
        self, plan: ShotPlan, frame: Frame, known: dict[Step, dict[str, Any]]
    ) -> None:
        others = differing(frame.recipe, recipe_of(frame.steps, plan.footage, known))
        if others:
            raise PaintError(
                f"sequence {plan.shot.name!r}: the worker's {' and '.join(others)} differs from "
                "the project's: it needs the same tlstyle, models and files, and where tlstyle was "
                "replaced it must be started again"
            )


_seat = cache(Seat)

_one_at_a_time = Lock()


def paint_run(run: Run, terms: Terms, part: int) -> Outcome:
    """Paint what is left of a run, in this process.

    Args:
        run: The frames.
        terms: The same for all workers of a build.
        part: This worker's number on its machine, from 0.
    """
    with _one_at_a_time:
        started = time.monotonic()
        notes: tuple[str, ...] = ()
        trouble = None
        try:
            seat = _seat(terms, part)
            seat.refuse_another_recipe(run.plan)
            seat.means.open_painter(*run.plan.network)
            notes = seat.notes.taken()
            started = time.monotonic()
            paint_shots([run.left().plan], seat.means)
            notes += seat.notes.taken()
        except TlstyleError as error:
            trouble = error
        return Outcome(time.monotonic() - started, trouble, notes)
