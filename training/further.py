"""Train both networks further, for the paintings themselves: `python -m training.further FOLDER`.

From the published weights. Stopped, it goes on from its last checkpoint; what it has learned so far
always lies beside it in the package's form, to be tried.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from tlstyle.painters.builtin.weights import publish
from tlstyle.study.features import Features
from training import schedule
from training.apprentice import LOSSES, Apprentice
from training.course import Course
from training.gallery import Collection, Gallery
from training.motifs import Motifs
from training.pictures import Picture, listed, read
from training.train import heed_stops, show

STYLES = 3
"""Styles of a step, all of one photograph."""
FIRST, MOST = 12, 420
"""Works that there are before learning begins, and that are kept."""
HURRIED, EVERY = 3, 6
"""Steps after which there is a new work: until every painting hangs as it is, and then."""


class Journey:
    """An apprentice among photographs and works, who learns from some of them in each step."""

    losses = LOSSES

    def __init__(self, apprentice: Apprentice, gallery: Gallery, motifs: Motifs) -> None:
        self.apprentice, self.gallery, self.motifs = apprentice, gallery, motifs
        while len(gallery) < FIRST:
            gallery.acquire()
        self.save, self.load = apprentice.save, apprentice.load

    def learn(self, progress: float, step: int) -> Any:
        """Learn from one motif and some works; which, only the step decides."""
        if step % (EVERY if self.gallery.complete else HURRIED) == 0:
            self.gallery.acquire()
        random = np.random.default_rng((0, step))
        works, motif = self.gallery.some(STYLES, random), self.motifs.any(random)
        rate = schedule.falling(schedule.FURTHER_RATE, progress, step)
        return self.apprentice.learn(motif, works, rate)


def course_of(journey: Journey, minutes: float, folder: Path) -> Course:
    """Return a journey's course, which leaves weights in a folder now and then and at the end."""

    def leave(steps: int) -> None:
        publish(folder / f"weights-{steps:05d}.npz", journey.apprentice.graduates())

    return Course(journey, minutes, folder / "checkpoint.npz", leave)


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
    journey = Journey(Apprentice(features), gallery, Motifs(photographs))
    course = course_of(journey, options.minutes, options.folder)
    heed_stops([course])
    show("painting", course, console)


if __name__ == "__main__":
    main()
