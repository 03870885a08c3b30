"""Planning: what a frame costs, by how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.clock import alternate, each
from benchmarks.projects import linked_project, planned
from benchmarks.rows import Row, at_most, figure, ratio

COUNTS = (100, 1000, 10000)


def rows(bench: Bench) -> Iterator[Row]:
    """Measure checking and planning projects that are painted already."""
    projects = [linked_project(bench.folder / f"linked-{count}", count) for count in COUNTS]
    laps = alternate(bench.choose(7, 2), *map(_planning, projects))
    costs = [each(taken, count) for taken, count in zip(laps, COUNTS, strict=True)]
    texts = [figure(1e6 * cost for cost in taken).text(" µs") for taken in costs]
    yield Row(
        "planning, time a frame: 10,000 frames",
        texts[2],
        f"100 frames: {texts[0]}, 1,000: {texts[1]}",
        ratio(costs[2], costs[0]),
        at_most(1.15),
    )
    yield Row("planning 10,000 frames", "", "", figure(laps[2]), at_most(3, " s"))


def _planning(project: Path) -> Callable[[], object]:
    return lambda: planned(project)
