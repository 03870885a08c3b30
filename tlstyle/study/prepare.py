"""All that a practice needs: the painting looked at, scenes cut out, a learner and a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf

from tlstyle.painters.builtin.network import MULTIPLE
from tlstyle.painters.builtin.painter import BuiltinPainter
from tlstyle.painters.painter import STYLE_SIDE, StyleCode, mix
from tlstyle.painters.processor import paints_in_bfloat16
from tlstyle.pixels import Pixels
from tlstyle.stills.style import style_square
from tlstyle.study.crops import Scene, choose, gather, pairs_of
from tlstyle.study.features import Features
from tlstyle.study.goal import goal_of
from tlstyle.study.learner import Learner
from tlstyle.study.lesson import Lesson
from tlstyle.study.painting import show
from tlstyle.study.picture import CELL, Sheet
from tlstyle.study.practice import Practice
from tlstyle.study.regions import border_of, liveliness

SIDE = 192
"""Width and height of the crops, where the canvas is as large."""


def prepare(
    lesson: Lesson,
    canvas_of: Callable[[int], Pixels],
    file: Path,
    picture: Path,
    warn: Callable[[str], None],
) -> Practice:
    """Return a practice ready to run; see `study` for arguments and errors."""
    shown = [show(picture, lesson.side) for picture in lesson.pictures]
    for line in filter(None, (each.warning() for each in shown)):
        warn(line)
    tf.keras.utils.set_random_seed(lesson.seed)
    features = Features(half=paints_in_bfloat16())
    goal = goal_of(shown, features)
    on_sheet = _Remembered(canvas_of, pairs_of(lesson.stills)[len(pairs_of(lesson.stills)) // 2][0])
    side = min(SIDE, *(length // MULTIPLE * MULTIPLE for length in lesson.canvas))
    scenes = list(gather(on_sheet, lesson.stills, lesson.canvas, side, lesson.seed))
    learner = Learner(_code(lesson), goal, features, _border(scenes))
    sheet = _sheet(picture, shown[0].pixels, on_sheet.canvas, lesson.seed)
    return Practice(lesson, learner, scenes, sheet, file)


class _Remembered:
    """Canvases passed on, one of which is kept for the sheet."""

    def __init__(self, canvas_of: Callable[[int], Pixels], number: int) -> None:
        self._canvas_of, self._number = canvas_of, number
        self.canvas: Pixels = np.empty(0, np.uint8)

    def __call__(self, number: int) -> Pixels:
        canvas = self._canvas_of(number)
        if number == self._number:
            self.canvas = canvas
        return canvas


def _code(lesson: Lesson) -> StyleCode:
    """Return the style's code as the film has it: of several pictures, their mean."""
    painter = BuiltinPainter()
    squares = [style_square(p.file, p.crop, STYLE_SIDE) for p in lesson.pictures]
    return mix([painter.encode(square) for square in squares], [p.weight for p in lesson.pictures])


def _border(scenes: Sequence[Scene]) -> float:
    """Return what parts the sequence's calm places from its lively ones."""
    crops = (tf.constant(scene.still, tf.float32) / 255 for scene in scenes)
    return border_of(np.concatenate([liveliness(each) for each in crops]))


def _sheet(picture: Path, painting: Pixels, canvas: Pixels, seed: int) -> Sheet:
    places = list(choose(canvas, min(CELL, *canvas.shape[:2]), np.random.default_rng(seed)))
    return Sheet(picture, painting, canvas, places[:3])
