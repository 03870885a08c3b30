"""A program's log, in the terminal's place."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from tlstyle.console.console import Console
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.painting.progress import Lines
from tlstyle.words import printable

_LOGGER = logging.getLogger("tlstyle")
_LOGGER.addHandler(logging.NullHandler())  # unheard, unless the program listens


class Log(Console):
    """Tells the logger "tlstyle": what is done as information, what may surprise as warnings.

    Each warning is told once, however often its project is looked at.
    """

    def __init__(self, painted: Callable[[ShotPlan, Frame], None] | None = None) -> None:
        self._painted = painted
        self._warned: set[str] = set()

    def telling(self, painted: Callable[[ShotPlan, Frame], None]) -> Log:
        """Return the same log, with somebody who is told of every painted frame, one at a time."""
        log = Log(painted)
        log._warned = self._warned
        return log

    def say(self, text: str, style: str = "") -> None:
        """Log a line."""
        _LOGGER.info("%s", printable(text))

    def warn(self, text: str) -> None:
        """Log a line about what may surprise."""
        if text not in self._warned:
            self._warned.add(text)
            _LOGGER.warning("%s", printable(text))

    def remind(self, file: Path, count: int) -> None:
        """Say nothing: it was told when the film was opened."""

    @contextmanager
    def progress(self, plans: Sequence[ShotPlan]) -> Iterator[Lines]:
        """Log how far a build is, now and then."""
        yield _Told(self.say, plans, self._painted) if self._painted else Lines(self.say, plans)


class _Told(Lines):
    """Lines, and somebody who is told of every frame."""

    def __init__(
        self,
        say: Callable[[str], None],
        plans: Sequence[ShotPlan],
        told: Callable[[ShotPlan, Frame], None],
    ) -> None:
        super().__init__(say, plans)
        self._told, self._telling = told, Lock()

    def painted(self, plan: ShotPlan, frame: Frame) -> None:
        """Count a painted frame, and tell of it."""
        super().painted(plan, frame)
        with self._telling:
            self._told(plan, frame)
