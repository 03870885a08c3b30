"""How far a build is, for whoever shows it; in a line now and then where nothing moves."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Protocol

from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.study import News
from tlstyle.words import duration, some

_LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal to draw bars on."""


class Display(Protocol):
    """Shows a build as it goes; `count` is how many frames were painted."""

    count: int

    def painted(self, plan: ShotPlan, frame: Frame) -> None:
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

    def __init__(self, say: Callable[[str], None], plans: Sequence[ShotPlan]) -> None:
        self.count = 0
        self._lock = Lock()
        self._say = say
        self._left = {plan.shot.name: len(plan.pending) for plan in plans}
        self._paces: dict[str, Pace] = defaultdict(Pace)
        self._spoke = time.monotonic()
        self._workers: Sequence[str] = ()

    def painted(self, plan: ShotPlan, frame: Frame) -> None:
        """Say, when it is time, how far the sequence is and how long all painting will take."""
        with self._lock:
            self.count += 1
            self._left[plan.shot.name] -= 1
            total = len(plan.frames)
            done = total - self._left[plan.shot.name]
            left = sum(self._left.values())
            self._line("", f"{plan.shot.name}: {done} of {total} painted", left, done == total)
            if done == total:
                self.note(f"{plan.shot.name}: {_all(total)}painted")

    def studied(self, name: str, news: News) -> None:
        """Say, when it is time, how far the study is."""
        if time.monotonic() - self._spoke >= _LINE_EVERY or news.share == 1:
            self.note(study_line(name, news))
            self._spoke = time.monotonic()

    def encoded(self, film: str, done: int, total: int) -> None:
        """Say, when it is time, how far the film is."""
        self._line(film, f"{film}: {done} of {total}", total - done, done == total)
        if done == total:
            self.note(f"{film}: {_all(total)}done")

    def note(self, text: str) -> None:
        """Say a line."""
        self._say(text)

    def at_work(self, workers: Sequence[str]) -> None:
        """Keep it for the next line that says how far it is."""
        self._workers = workers

    def _line(self, work: str, text: str, left: int, is_last: bool) -> None:
        self._paces[work].tick()
        if not is_last and time.monotonic() - self._spoke >= _LINE_EVERY:
            self.note(f"{text}{self._paces[work].words(left)}")
            if self._workers:
                self.note(f"at work: {some(self._workers)}")
            self._spoke = time.monotonic()


def _all(total: int) -> str:
    """Return how many of a thing there were, where there were several."""
    return "" if total == 1 else f"all {total} "


def study_line(name: str, news: News) -> str:
    """Return in words how far a brush has come, and how long it will still be studied."""
    left = "" if news.left is None or news.share == 1 else f", {duration(news.left)} left"
    return f"{name}: {news.share:.0%} studied, {news}{left}"
