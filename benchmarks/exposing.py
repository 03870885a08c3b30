"""What longer exposures and in-betweens cost a frame, beside the stills' own mean."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec

import numpy as np

from benchmarks.bench import Bench
from benchmarks.clock import alternate
from benchmarks.projects import drawn_project, planned
from benchmarks.rows import Row, at_most, figure
from tlstyle.pixels import Pixels
from tlstyle.steps import Between, Read, Shutter, step_of
from tlstyle.stills.source import sources

_STILLS = 9


def rows(bench: Bench) -> Iterator[Row]:
    """Measure core-milliseconds of a frame of 1920x1080, made of stills that are read."""
    _, (plan, *_) = planned(drawn_project(bench.folder / "time", _STILLS), force=True)
    read = step_of(plan.shot.steps, Read)
    canvases: list[Pixels] = [
        read.apply(source)[1].astype(np.uint8) for source in sources(plan.footage.stills)
    ]
    pair = canvases[0], canvases[1]
    works: dict[str, tuple[Callable[[], object], int, float]] = {
        "shutter = 4": (lambda: Shutter(4).apply(canvases[:5], 2), 1, 100),
        "shutter = 8": (lambda: Shutter(8).apply(canvases, 4), 1, 160),
        'between = "blend"': (lambda: Between("blend").apply(*pair, [0.5]), 1, 60),
    }
    if find_spec("cv2"):
        flow = Between("flow")
        works['between = "flow"'] = (lambda: flow.apply(*pair, [0.5]), 1, 600)
        quarters = [0.25, 0.5, 0.75]
        works['between = "flow", three between two stills'] = (
            lambda: flow.apply(*pair, quarters),
            3,
            450,
        )
    for name, (work, frames, most) in works.items():
        work()
        (laps,) = alternate(bench.choose(7, 3), work, clock=time.process_time)
        taken = figure(1000 * lap / frames for lap in laps)
        yield Row(f"{name}, a frame of 1920x1080", "", "", taken, at_most(most, " core-ms"))
