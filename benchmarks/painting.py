"""Painting on the CPU against the notebook's loop."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.clock import Laps, alternate, each
from benchmarks.footage import SHOT
from benchmarks.peers import notebook
from benchmarks.projects import HD, SQUARE, drawn_project, painting, warm_up
from benchmarks.rows import Row, at_least, figure, ratio


def rows(bench: Bench) -> Iterator[Row]:
    """Measure frames a second, stills on disk to frames on disk, with both networks."""
    model = bench.savedmodel()
    counts = bench.choose((48, 16, 4), (6, 2, 2))
    builtin = drawn_project(bench.folder / "builtin", counts[0])
    square = drawn_project(bench.folder / "square", counts[1], canvas=SQUARE, model=str(model))
    stills = sorted((builtin.parent / SHOT).iterdir())
    warm_up(builtin, square)
    module = notebook.load_module(model)
    style = notebook.load_style(builtin.parent / "wave.jpg")

    def loop(count: int = counts[2]) -> None:
        notebook.paint(stills[:count], module, style, bench.folder / "notebook", HD)

    loop(1)
    laps = alternate(bench.choose(5, 2), painting(builtin), painting(square), loop)
    ours, same, theirs = (each(taken, count) for taken, count in zip(laps, counts, strict=True))
    yield _faster("painting 1920x1080 with the built-in network", ours, theirs, 10)
    yield _faster("painting with the notebook's network on its 1920 square", same, theirs, 1.7)


def steady(bench: Bench) -> Iterator[Row]:
    """Measure what it takes to steady every still by a neighbour on either side."""
    count = bench.choose(48, 8)
    plain = drawn_project(bench.folder / "builtin", count)
    steadied = drawn_project(bench.folder / "steady", count, steady=1)
    warm_up(plain, steadied)
    contenders = painting(steadied), painting(plain)
    for clock, seconds in ((time.perf_counter, "seconds"), (time.process_time, "core-seconds")):
        laps = alternate(bench.choose(5, 2), *contenders, clock=clock)
        ours, without = (each(taken, count) for taken in laps)
        yield Row(
            f"painting 1920x1080 with the built-in network, steady = 1, {seconds} a frame",
            figure(ours).text(" s"),
            f"steady = 0: {figure(without).text(' s')}",
            ratio(ours, without),
        )


def _faster(what: str, ours: Laps, theirs: Laps, goal: float) -> Row:
    """Return a row that compares seconds a frame by frames a second."""
    return Row(
        what,
        _rate(ours),
        f"the notebook's loop: {_rate(theirs)}",
        ratio(theirs, ours),
        at_least(goal),
    )


def _rate(seconds: Laps) -> str:
    return figure(1 / lap for lap in seconds).text(" frames/s")
