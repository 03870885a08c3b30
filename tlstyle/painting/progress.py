"""How far a build is: bars on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Protocol

from rich.console import Console as Terminal
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

from tlstyle.frames.frame import ShotPlan
from tlstyle.study import News
from tlstyle.words import duration, printable

_LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal to draw bars on."""

_SPEED_OVER = 120.0
"""Seconds that a bar's speed is averaged over."""

_NAMED = 8
"""Workers that a line names; of a farm's hundreds it counts the rest."""


class Display(Protocol):
    """Shows a build as it goes; `count` is how many frames were painted."""

    count: int

    def painted(self, plan: ShotPlan) -> None:
        """Count a painted frame."""
        ...

    def studied(self, name: str, news: News) -> None:
        """Tell how far a brush has come that sequences of this name are painted by."""
        ...

    def encoded(self, film: str, done: int, total: int) -> None:
        """Tell how many of a film's frames are encoded."""
        ...

    def note(self, text: str) -> None:
        """Say something in between."""
        ...

    def at_work(self, workers: Sequence[str]) -> None:
        """Tell what every worker is at; none where this process paints itself."""
        ...


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

    def __init__(self, terminal: Terminal, plans: Sequence[ShotPlan]) -> None:
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

    def painted(self, plan: ShotPlan) -> None:
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


class Pace:
    """How fast frames come, from the first one on: loading a network is no frame's time."""

    def __init__(self) -> None:
        self._since, self._count = 0.0, 0

    def tick(self) -> None:
        """Count a frame."""
        self._since = self._since or time.monotonic()
        self._count += 1

    def words(self, left: int) -> str:
        """Return the speed and the time that so many more frames take; nothing before two."""
        if self._count < 2:
            return ""
        each = (time.monotonic() - self._since) / (self._count - 1)
        return f", {1 / max(each, 1e-6):.1f} frames/s, {duration(left * each)} left"


class Lines:
    """A line every ten seconds, and at the end of every sequence and film."""

    def __init__(self, terminal: Terminal, plans: Sequence[ShotPlan]) -> None:
        self.count = 0
        self._lock = Lock()
        self._terminal = terminal
        self._left = {plan.shot.name: len(plan.pending) for plan in plans}
        self._paces: dict[str, Pace] = defaultdict(Pace)
        self._spoke = time.monotonic()
        self._workers: Sequence[str] = ()

    def painted(self, plan: ShotPlan) -> None:
        """Say, when it is time, how far the sequence is and how long all painting will take."""
        with self._lock:
            self.count += 1
            self._left[plan.shot.name] -= 1
            total = len(plan.frames)
            done = total - self._left[plan.shot.name]
            self._line("", f"{plan.shot.name}: {done} of {total} painted", sum(self._left.values()))
            if done == total:
                self.note(f"{plan.shot.name}: all {total} painted")

    def studied(self, name: str, news: News) -> None:
        """Say, when it is time, how far the study is."""
        if time.monotonic() - self._spoke >= _LINE_EVERY or news.share == 1:
            self.note(study_line(name, news))
            self._spoke = time.monotonic()

    def encoded(self, film: str, done: int, total: int) -> None:
        """Say, when it is time, how far the film is."""
        self._line(film, f"{film}: {done} of {total}", total - done)
        if done == total:
            self.note(f"{film}: all {total} done")

    def note(self, text: str) -> None:
        """Print a line."""
        self._terminal.print(Text(printable(text)))

    def at_work(self, workers: Sequence[str]) -> None:
        """Keep it for the next line that says how far it is."""
        self._workers = workers

    def _line(self, work: str, text: str, left: int) -> None:
        self._paces[work].tick()
        if time.monotonic() - self._spoke >= _LINE_EVERY:
            self.note(f"{text}{self._paces[work].words(left)}")
            if self._workers:
                self.note(f"at work: {some(self._workers)}")
            self._spoke = time.monotonic()


def study_line(name: str, news: News) -> str:
    """Return in words how far a brush has come, and how long it will still be studied."""
    left = "" if news.left is None or news.share == 1 else f", {duration(news.left)} left"
    return f"{name}: {news.share:.0%} studied, {news}{left}"


def some(workers: Sequence[str]) -> str:
    """Return some of many workers in a line, and how many are left out."""
    left_out = len(workers) - _NAMED
    more = f" and {left_out} more" if left_out > 0 else ""
    return ", ".join(workers[:_NAMED]) + more
