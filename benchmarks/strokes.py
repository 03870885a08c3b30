"""What other strokes, and masks, take of a frame's time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from benchmarks.bench import Bench
from benchmarks.clock import alternate, core_seconds, each
from benchmarks.projects import HD, drawn_project, painting, warm_up
from benchmarks.rows import Row, at_least, at_most, figure, ratio
from tlstyle.steps import Mask, Strokes

_TIMES = 2.0


def rows(bench: Bench) -> Iterator[Row]:
    """Measure frames with strokes twice as large against the network's own, and masks."""
    count = bench.choose(48, 8)
    plain = drawn_project(bench.folder / "builtin", count)
    broad = drawn_project(bench.folder / "broad", count, strokes=_TIMES)
    warm_up(plain, broad)
    goals = {"seconds": 1.2, "core-seconds": 1.4}
    for clock, seconds in ((time.perf_counter, "seconds"), (time.process_time, "core-seconds")):
        laps = alternate(bench.choose(5, 2), painting(broad), painting(plain), clock=clock)
        ours, own = (each(taken, count) for taken in laps)
        yield Row(
            f"painting 1920x1080 with the built-in network, strokes = 2, {seconds} a frame",
            figure(ours).text(" s"),
            f"strokes = 1: {figure(own).text(' s')}",
            ratio(own, ours),
            at_least(goals[seconds]),
        )
    yield from _steps(bench)


def _steps(bench: Bench) -> Iterator[Row]:
    noise = np.random.default_rng(0).integers(0, 256, (HD.height, HD.width, 3), np.uint8)
    file = bench.folder / "mask.png"
    Image.fromarray(noise[..., 0]).save(file)
    strokes, mask = Strokes(HD, _TIMES), Mask(file, HD, (0.5, 0.5))
    small = np.asarray(Image.fromarray(noise).resize(strokes.painted))
    works: list[tuple[str, Callable[[], object], float]] = [
        ("bringing a painting of half the size back", lambda: strokes.apply(small, noise), 0.12),
        ("laying a mask over a painting", lambda: mask.apply(noise, noise), 0.03),
    ]
    for name, work, goal in works:
        work()
        taken = figure(core_seconds(work) for _ in range(bench.choose(9, 3)))
        yield Row(f"{name}, 1920x1080, core-seconds", "", "", taken, at_most(goal, " s"))
