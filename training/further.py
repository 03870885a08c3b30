"""Train both networks further, for the paintings themselves: `python -m training.further FOLDER`.

From the published weights. Killed, it goes on from its last checkpoint; what it has learned so far
always lies beside it in the package's form, to be tried.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from tlstyle.painters.builtin.weights import publish
from tlstyle.study.features import Features
from training import schedule
from training.apprentice import LOSSES, Apprentice
from training.gallery import Collection, Gallery
from training.motifs import Motifs
from training.pictures import Picture, listed, read

STYLES = 3
"""Styles of a step, all of one photograph."""
FIRST, MOST = 12, 420
"""Works that there are before learning begins, and that are kept."""
HURRIED, EVERY = 3, 6
"""Steps after which there is a new work: until every painting hangs as it is, and then."""
SAVE_EVERY, TELL_EVERY = 240.0, 20
"""Seconds between checkpoints; steps between news, which tell their mean losses."""
LONGEST_STEP = 60.0
"""Seconds of a step that count, so that a stopped and continued training is not robbed of time."""


class Journey:
    """An apprentice under way, for some minutes; it goes on from its checkpoint, if any."""

    def __init__(
        self, apprentice: Apprentice, gallery: Gallery, motifs: Motifs, minutes: float, folder: Path
    ) -> None:
        self.apprentice, self.gallery, self.motifs = apprentice, gallery, motifs
        self.minutes, self.folder, self.checkpoint = minutes, folder, folder / "checkpoint.npz"
        self.steps, self.seconds = 0, 0.0
        self.history: list[NDArray[np.float32]] = []
        """Every step's losses."""
        if self.checkpoint.exists():
            self._resume()

    @property
    def share(self) -> float:
        """How much of the time is spent, 0 to 1."""
        return min(1.0, self.seconds / (60 * self.minutes))

    def run(self) -> Iterator[str]:
        """Learn to the end, and yield a line of news now and then."""
        saved = self.seconds
        while len(self.gallery) < FIRST:
            self.gallery.acquire()
        while self.share < 1:
            begun = time.monotonic()
            self._learn()
            self.seconds += min(time.monotonic() - begun, LONGEST_STEP)
            if self.steps % TELL_EVERY == 0:
                yield self._news()
            if self.share == 1 or self.seconds - saved > SAVE_EVERY:
                saved = self.seconds
                self._save()

    def _learn(self) -> None:
        """Learn from one motif and some works; which, only the step decides."""
        if self.steps % (EVERY if self.gallery.complete else HURRIED) == 0:
            self.gallery.acquire()
        random = np.random.default_rng((0, self.steps))
        works, motif = self.gallery.some(STYLES, random), self.motifs.any(random)
        rate = schedule.falling(schedule.FURTHER_RATE, self.share, self.steps)
        self.history.append(self.apprentice.learn(motif, works, rate))
        self.steps += 1

    def _news(self) -> str:
        means = np.mean(self.history[-TELL_EVERY:], 0)
        losses = "  ".join(f"{name} {mean:.4f}" for name, mean in zip(LOSSES, means, strict=True))
        return f"{self.share:6.1%}  step {self.steps}  {len(self.gallery)} works  {losses}"

    def _save(self) -> None:
        progress = {"steps": self.steps, "seconds": self.seconds, "history": self.history}
        publish(self.checkpoint, {**progress, **self.apprentice.state()})
        publish(self.folder / f"weights-{self.steps:05d}.npz", self.apprentice.graduates())

    def _resume(self) -> None:
        with np.load(self.checkpoint) as stored:
            state: dict[str, Any] = dict(stored)
        self.steps, self.seconds = int(state["steps"]), float(state["seconds"])
        self.history = list(state["history"])
        self.apprentice.restore(state)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the built-in network further.")
    parser.add_argument("--styles", type=Path, required=True, help="folder of style pictures")
    parser.add_argument("--photographs", type=Path, required=True, help="folder of photographs")
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("folder", type=Path, help="where checkpoints and weights are written")
    return parser.parse_args()


def _pictures(folder: Path) -> list[Picture]:
    return [read(file) for file in listed(folder)]


def main() -> None:
    """Train, and say how it goes."""
    options, console = _options(), Console(width=160)
    works = options.folder / "works"
    works.mkdir(parents=True, exist_ok=True)
    photographs, features = _pictures(options.photographs), Features(half=True)
    collection = Collection(_pictures(options.styles), photographs)
    gallery = Gallery(collection, features, works, MOST, seed=0)
    apprentice, motifs = Apprentice(features), Motifs(photographs)
    journey = Journey(apprentice, gallery, motifs, options.minutes, options.folder)
    for line in journey.run():
        console.print(line)


if __name__ == "__main__":
    main()
