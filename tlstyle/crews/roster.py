"""Who is at work: workers that come and go, what each is at, and how fast it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tlstyle.painting.progress import Display
from tlstyle.words import some


class Roster:
    """Tells a display of workers, which are called by their addresses."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._there: frozenset[str] = frozenset()
        self._speeds: dict[str, float] = {}

    def call(self, at_hand: Mapping[str, Sequence[str]]) -> None:
        """Tell what has changed: `at_hand` has for every worker the sequences it is at."""
        there = frozenset(at_hand)
        self._say("came", [worker for worker in at_hand if worker not in self._there], there)
        self._say("went", sorted(self._there - there), there)
        self._there = there
        self._display.at_work([self._line(*pair) for pair in at_hand.items()])

    def came_back(self, worker: str, frames: int, seconds: float) -> None:
        """Learn from a run how fast a worker is."""
        self._speeds[worker] = frames / max(seconds, 0.001)

    def _say(self, what: str, workers: Sequence[str], there: frozenset[str]) -> None:
        if workers:
            names = some([_name(worker) for worker in workers])
            self._display.note(f"{what}: {names}; workers: {len(there)}")

    def _line(self, worker: str, sequences: Sequence[str]) -> str:
        speed = self._speeds.get(worker)
        doing = " and ".join(dict.fromkeys(sequences)) or "idle"
        return f"{_name(worker)} {doing}" + (f" {speed:.1f} frames/s" if speed else "")


def _name(worker: str) -> str:
    return worker.partition("://")[2] or worker
