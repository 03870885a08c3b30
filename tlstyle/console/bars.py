"""How far a build is, on a terminal that can move its cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock

from rich.console import Console as Screen
from rich.console import RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.painting.progress import study_line
from tlstyle.study import News
from tlstyle.words import printable

_SPEED_OVER = 120.0
"""Seconds that a bar's speed is averaged over."""


class Speed(ProgressColumn):
    """Frames a second."""

    def render(self, task: Task) -> Text:
        """Return the speed, or nothing where nothing moves."""
        speed = None if task.fields.get("study") else task.finished_speed or task.speed
        return Text(f"{speed:.1f} frames/s" if speed else "", "cyan")


class Workbench(Progress):
    """Bars, and below them a line for each worker, as far as the terminal has room."""

    workers: Sequence[str] = ()

    def get_renderables(self) -> Iterable[RenderableType]:
        """Yield the bars, then the lines."""
        yield from super().get_renderables()
        yield from (Text(printable(worker), "dim", no_wrap=True) for worker in self.workers)


class Bars:
    """A bar for each sequence, one for all painting, and one for each film encoded.

    Names take a third of the terminal at most, so that a bar and its numbers have room.
    """

    def __init__(self, terminal: Screen, plans: Sequence[ShotPlan]) -> None:
        name = Column(no_wrap=True, max_width=terminal.width // 3)
        number = Column(no_wrap=True)
        self.progress = Workbench(
            TextColumn("{task.description}", markup=False, table_column=name),
            BarColumn(),
            MofNCompleteColumn(table_column=number),
            Speed(table_column=number),
            TimeRemainingColumn(table_column=number),
            console=terminal,
            speed_estimate_period=_SPEED_OVER,
        )
        self.count = 0
        self._lock = Lock()
        self._bars = {plan.shot.name: self._add(plan) for plan in plans if plan.pending}
        total = sum(len(plan.frames) for plan in plans)
        pending = sum(len(plan.pending) for plan in plans)
        if len(self._bars) > 1:
            self._all = self.progress.add_task("all", total=total, completed=total - pending)
        self._films: dict[str, TaskID] = {}
        self._studies: dict[str, TaskID] = {}

    def _add(self, plan: ShotPlan) -> TaskID:
        total = len(plan.frames)
        name = printable(plan.shot.name)
        return self.progress.add_task(name, total=total, completed=total - len(plan.pending))

    def painted(self, plan: ShotPlan, frame: Frame) -> None:
        """Move the sequence's bar, and the one for all."""
        with self._lock:
            self.count += 1
        self.progress.advance(self._bars[plan.shot.name])
        if len(self._bars) > 1:
            self.progress.advance(self._all)

    def studied(self, name: str, news: News) -> None:
        """Move a study's bar, in hundredths, with its distances in a line below."""
        if name not in self._studies:
            self._studies[name] = self.progress.add_task(printable(name), total=100, study=True)
        self.progress.update(self._studies[name], completed=round(100 * news.share))
        self.progress.workers = [] if news.share == 1 else [study_line(name, news)]

    def encoded(self, film: str, done: int, total: int) -> None:
        """Move a film's bar, made when its first frame is encoded."""
        if film not in self._films:
            self._films[film] = self.progress.add_task(printable(film), total=total)
        self.progress.update(self._films[film], completed=done)

    def note(self, text: str) -> None:
        """Print a line above the bars."""
        self.progress.console.print(Text(printable(text)))

    def at_work(self, workers: Sequence[str]) -> None:
        """Show a line for each worker below the bars."""
        self.progress.workers = workers
