"""Time and memory of painting a frame, each network in a process of its own."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tlstyle.system import memory

FRAME = (1080, 1920, 3)
ROUNDS = 6


class Cost(NamedTuple):
    """Seconds for a frame, the best of some rounds, and the process's largest memory."""

    seconds: float
    megabytes: float


def paint_like_a_film(which: str, path: Path) -> Cost:
    """Return what a 1920x1080 frame costs, from uint8 to uint8, `which`: "builtin" or "teacher"."""
    # A fresh process, since peak memory is counted over a process's whole life.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return Cost(*pool.apply(_measure, (which, path)))


def _measure(which: str, path: Path) -> tuple[float, float]:
    random = np.random.default_rng(0)
    frame = random.integers(0, 256, (1, *FRAME), np.uint8)
    style = random.integers(0, 256, (256, 256, 3), np.uint8)
    paint = _builtin(path, style) if which == "builtin" else _teacher(path, style)
    paint(frame)
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        paint(frame)
        seconds.append(time.perf_counter() - begun)
    return min(seconds), memory.peak() / 2**20


def _builtin(weights: Path, style: Any) -> Callable[[Any], Any]:
    from tlstyle.painters.builtin.painter import BuiltinPainter

    painter = BuiltinPainter(weights)
    code = painter.encode(style)
    return lambda frame: painter.paint(frame, code)


def _teacher(folder: Path, style: Any) -> Callable[[Any], Any]:
    import tensorflow as tf

    from training.teacher import Teacher

    teacher = Teacher(folder)
    vector = teacher.encode(style[None].astype(np.float32) / 255)

    @tf.function  # type: ignore[untyped-decorator]
    def paint(frame: Any) -> Any:
        painted = teacher.paint(tf.cast(frame, tf.float32) / 255, vector)
        return tf.cast(tf.round(painted * 255), tf.uint8)

    return lambda frame: paint(tf.convert_to_tensor(frame)).numpy()
