"""Painting on the CPU against the parts that it cannot do without, each measured alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.clock import core_seconds
from benchmarks.projects import SQUARE, drawn_project, network, painting, planned
from benchmarks.rows import Missing, Row, at_most, figure, ratio
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.painters.painter import STYLE_SIDE
from tlstyle.pixels import Pixels
from tlstyle.steps.cut import cut
from tlstyle.steps.write import write_frame
from tlstyle.stills.picture import fit, read_upright


def rows(bench: Bench) -> Iterator[Row]:
    """Measure the pipeline and its parts, with both networks."""
    builtin = drawn_project(bench.folder / "builtin", bench.choose(48, 6))
    yield from _compare(bench, "built-in, 1920x1080", builtin)
    try:
        model = str(bench.savedmodel())
    except Missing as missing:
        yield Row("painting (SavedModel) against its parts", str(missing))
        return
    square = drawn_project(bench.folder / "square", bench.choose(16, 2), canvas=SQUARE, model=model)
    yield from _compare(bench, "SavedModel, 1920 square", square)


def _compare(bench: Bench, what: str, project: Path) -> Iterator[Row]:
    plan = planned(project, force=True)[1][0]
    frames, cores = len(plan.frames), os.cpu_count() or 1
    count = min(frames, bench.choose(8, 2))
    parts = _parts(plan, count)
    parts["network"]()
    paint = painting(project)
    spent: dict[str, list[float]] = {name: [] for name in parts}
    walls, used = [], []
    for _ in range(bench.choose(5, 2)):
        for name, part in parts.items():
            spent[name].append(core_seconds(part) / count)
        begun = time.perf_counter()
        used.append(core_seconds(paint) / frames)
        walls.append((time.perf_counter() - begun) / frames)
    needed = [sum(taken) for taken in zip(*spent.values(), strict=True)]
    ideal = [seconds / cores for seconds in needed]
    apart = ", ".join(f"{name} {figure(taken).median:.2g}" for name, taken in spent.items())
    yield Row(
        f"painting ({what}), seconds a frame",
        figure(walls).text(" s"),
        f"the parts' core-seconds over {cores} cores: {figure(ideal).text(' s')}",
        ratio(walls, ideal),
        at_most(1.08),
    )
    yield Row(
        f"painting ({what}), core-seconds a frame",
        figure(used).text(" s"),
        f"the parts': {figure(needed).text(' s')}: {apart}",
        ratio(used, needed),
    )


def _parts(plan: ShotPlan, count: int) -> dict[str, Callable[[], object]]:
    """Return what painting a plan's first frames cannot spare, each part as work of its own."""
    style, frames = plan.shot.style, plan.frames[:count]
    pictures = [read_upright(frame.still.file) for frame in frames]
    canvases = [fit(picture, plan.shot.canvas, plan.shot.anchor) for picture in pictures]
    painter = network(style.model)
    code = painter.encode(canvases[0][:STYLE_SIDE, :STYLE_SIDE])
    painted = cut(painter.paint(canvases[0][None], code)[0], plan.size, plan.shot.anchor)
    frames[0].file.parent.mkdir(parents=True, exist_ok=True)
    return {
        "decode": lambda: [read_upright(frame.still.file) for frame in frames],
        "resize": lambda: [fit(each, plan.shot.canvas, plan.shot.anchor) for each in pictures],
        "network": lambda: [painter.paint(canvas[None], code) for canvas in canvases],
        "compress": lambda: [_written(frame, painted) for frame in frames],
    }


def _written(frame: Frame, painted: Pixels) -> Frame:
    write_frame(frame.file, painted, {})
    return frame
