"""What each step of the craft takes of a frame, by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.bench import Bench
from benchmarks.clock import core_seconds
from benchmarks.projects import HD, drawn_project, planned
from benchmarks.rows import Row, at_most, figure
from tlstyle.film.move import moved
from tlstyle.steps import Colour, Deflicker, Read, Steady, step_of
from tlstyle.steps.deflicker import STOP, Deflickering
from tlstyle.stills.framing import Aim
from tlstyle.stills.source import sources


def rows(bench: Bench) -> Iterator[Row]:
    """Measure core-milliseconds of a frame of 1920x1080, step by step."""
    _, (plan, *_) = planned(drawn_project(bench.folder / "steps", 3), force=True)
    read = step_of(plan.shot.steps, Read)
    source, *_ = found = list(sources(plan.footage.stills[:3]))
    canvases = [read.apply(each)[1] for each in found]
    still = canvases[0].astype(np.uint8)
    painting = np.ascontiguousarray(still[::-1, ::-1])
    near, turned = Aim(1.3, 0.1, 0.2, 0.0), Aim(1.3, 0.1, 0.2, 1.0)
    deflicker = Deflicker(Deflickering(), ((STOP // 8,) * 3,))
    works: dict[str, tuple[Callable[[], object], float]] = {
        "reading, as it is": (lambda: read.apply(source), 25),
        "reading, zoomed by a camera": (lambda: read.apply(source, near), 300),
        "reading, zoomed and turned": (lambda: read.apply(source, turned), 700),
        "deflicker": (lambda: deflicker.apply(canvases[:1], 0), 20),
        "steady = 1": (lambda: Steady(1).apply(canvases, 1), 60),
        "colour = 1": (lambda: Colour(1.0).apply(painting, still), 100),
        "a painting moved by a camera": (lambda: moved(painting, HD, near), 300),
    }
    for name, (work, most) in works.items():
        work()
        taken = figure(1000 * core_seconds(work) for _ in range(bench.choose(9, 3)))
        yield Row(f"{name}, a frame of 1920x1080", "", "", taken, at_most(most, " core-ms"))
