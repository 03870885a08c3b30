"""The whole training: pictures, teacher, the course in reading and the course in painting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tlstyle.painters.builtin.weights import float16_weights, publish
from training import sheet
from training.course import Course
from training.drawn import draw_style, inked, toned
from training.pictures import Album, Floats, Picture, listed, pairs, read, style_square
from training.reader import Reader
from training.student import Student

SIDE = 256
READING = 0.5
"""Share of the minutes that goes into reading styles; the rest goes into painting."""
DRAWN, TONED, INKED = 0.3, 0.25, 0.2
"""Shares of the style pictures that are drawn by code, bolder than most paintings are, and of the
others that are shown in drawn colours, and as prints."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train on, for how long, and where to put what comes of it."""

    photographs: Path
    styles: Path
    out: Path
    minutes: float
    batch: int = 4
    keep_out: int = 6
    """Pictures of each folder that are never trained on, for the contact sheets."""
    half: bool = False
    """Learn in bfloat16, where the processor is faster at it."""
    seed: int = 0


class School:
    """Both pupils, their courses and what they learn from."""

    def __init__(self, plan: Plan, teacher: Any) -> None:
        self.plan, self.teacher = plan, teacher
        plan.out.mkdir(parents=True, exist_ok=True)
        photographs, self.unseen_photographs = kept_apart(plan.photographs, plan.keep_out)
        styles, self.unseen_styles = kept_apart(plan.styles, plan.keep_out)
        self.photographs = Album.of_photographs(photographs, SIDE)
        self.styles = Album.of_styles(styles)
        random = np.random.default_rng(plan.seed)
        batches = pairs(self.photographs, self._styles(2), random, plan.batch)
        self.reader = Reader(teacher, self._styles(1), plan.seed, plan.half)
        self.student = Student(teacher, self.reader.graduate, batches, plan.seed, plan.half)
        self.courses = {
            "reading": Course(
                self.reader, plan.minutes * READING, plan.out / "reading.npz", self._publish
            ),
            "painting": Course(
                self.student, plan.minutes * (1 - READING), plan.out / "painting.npz", self._show
            ),
        }

    def _styles(self, which: int) -> Iterator[Floats]:
        """Yield style pictures, a share of them drawn, for ever."""
        random = np.random.default_rng((self.plan.seed, which))
        while True:
            if random.random() < DRAWN:
                yield draw_style(random)
            else:
                square = style_square(self.styles, self.photographs, random)
                shown = random.random()
                if shown < TONED:
                    square = toned(square, random)
                elif shown < TONED + INKED:
                    square = inked(square, random)
                yield square

    def _publish(self, _steps: int) -> None:
        """Write both networks, as far as they are, in the form in which the package holds them."""
        networks = {"painter": self.student.graduate(), "eye": self.reader.graduate()}
        publish(self.plan.out / "weights.npz", float16_weights(**networks))

    def _show(self, steps: int) -> None:
        """Write the weights and a contact sheet of unseen pictures."""
        self._publish(steps)
        sheet.draw(
            self.plan.out / f"sheet-{steps:06d}.png",
            (self.unseen_photographs, self.unseen_styles),
            (self.student.graduate(), self.reader.graduate()),
            self.teacher,
        )


def kept_apart(folder: Path, count: int) -> tuple[list[Picture], list[Picture]]:
    """Return a folder's pictures to learn from, and `count` evenly spread ones to keep out."""
    paths = listed(folder)
    every = max(1, len(paths) // count) if count else len(paths) + 1
    unseen = paths[every // 2 :: every][:count] if count else []
    return [read(p) for p in paths if p not in unseen], [read(p) for p in unseen]
