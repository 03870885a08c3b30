"""The way of a frame without its network, and how soon the first is there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import camera
from benchmarks.bench import Bench
from benchmarks.clock import alternate, core_seconds, each, on_one_core
from benchmarks.held import held
from benchmarks.projects import HD, drawn_project, means, planned
from benchmarks.rows import Row, at_least, at_most, figure, ratio
from tlstyle.frames.frame import Frame
from tlstyle.frames.recipe import provenance
from tlstyle.painters.painter import StyleCode
from tlstyle.painting.paint import Means, paint_shots
from tlstyle.pixels import Value
from tlstyle.steps import Colour, Deflicker, Read, Shutter, Steady, Write, step_of
from tlstyle.steps.deflicker import STOP, Deflickering
from tlstyle.stills.source import sources

_STEADY = 9
"""The first frames of a run, which tell how long one takes once the first is there."""


class Instant:
    """A painter that takes no time."""

    mixes = True

    def encode(self, picture: NDArray[np.uint8]) -> StyleCode:
        """Return a code that nothing depends on."""
        return (np.zeros(1, np.float32),)

    def paint(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint8]:
        """Return canvases as they are, in 8 bits."""
        return canvases.astype(np.uint8, copy=False)


def rows(bench: Bench) -> Iterator[Row]:
    """Measure the steps, the cores, a camera's files, and the first frame."""
    count = bench.choose(48, 16)
    plain = drawn_project(bench.folder / "builtin", count)
    steadied = drawn_project(bench.folder / "steady", count, steady=1)
    yield from _cores(bench, {0: plain, 1: steadied}, count)
    yield from _lock(plain)
    yield from camera.rows(bench, plain)
    yield _first_frame(bench, plain)


def _cores(bench: Bench, projects: dict[int, Path], count: int) -> Iterator[Row]:
    cores = os.cpu_count() or 1
    goals = {0: 45, 1: 75}
    for steady, project in projects.items():
        all_of_them = _walking(project, cores)
        all_of_them()
        laps = alternate(bench.choose(5, 2), all_of_them, partial(on_one_core, all_of_them))
        together, single = (each(taken, count) for taken in laps)
        yield Row(
            f"all steps but the network, {cores} cores, steady = {steady}",
            figure(1 / lap for lap in together).text(" frames/s"),
            f"one core: {figure(1 / lap for lap in single).text(' frames/s')}",
            ratio(single, together),
            at_least(0.9 * cores),
        )
        used = [1000 * core_seconds(all_of_them) / count for _ in range(bench.choose(5, 2))]
        yield Row(
            f"all steps but the network, 1920x1280 JPEG, steady = {steady}",
            "",
            "",
            figure(used),
            at_most(goals[steady], " core-ms a frame"),
        )


def _walking(project: Path, jobs: int) -> Callable[[], None]:
    """Return the work of leading a project's frames along their way, past a painter in no time."""
    _, plans = planned(project, force=True)
    usual = means()
    instant = Means(
        lambda model, digest: Instant(),
        usual.device,
        usual.load,
        jobs,
        usual.on_frame,
        usual.report,
    )
    return lambda: paint_shots(plans, replace(instant, fitting={}))


def _lock(project: Path) -> Iterator[Row]:
    """Measure how long each step keeps Python from running anything else, a frame.

    The least of five rounds counts, since whatever else the machine does only adds.
    """
    _, (plan, *_) = planned(project, force=True)
    frames = plan.frames[:6]
    found = list(sources(frame.still for frame in frames))
    read = step_of(plan.shot.steps, Read)
    canvases = [read.apply(source)[1] for source in found]
    steady = {reach: Steady(reach) for reach in (1, 4)}
    deflicker = Deflicker(Deflickering(), ((STOP // 8,) * 3,))
    frames[0].file.parent.mkdir(parents=True, exist_ok=True)
    carried = provenance(frames[0], "")
    picture = canvases[0][: HD.height].astype(np.uint8)
    works: dict[str, Callable[[], object]] = {
        "read": lambda: read.apply(found[0]),
        "deflicker": lambda: deflicker.apply(canvases[:1], 0),
        "colour": lambda: Colour(0.5).apply(picture, canvases[0][: HD.height]),
        "shutter = 4": lambda: Shutter(4).apply(canvases[:5], 2),
        "steady = 1": lambda: steady[1].apply(canvases[:3], 1),
        "steady = 4": lambda: steady[4].apply([*canvases, *canvases[:3]], 4),
        "write": lambda: Write().apply(picture, frames[0].file, carried),
    }
    for name, work in works.items():
        kept = figure([min(held(work) for _ in range(5))])
        used = figure(1000 * core_seconds(work) for _ in range(5)).text(" core-ms in all")
        yield Row(f"Python's lock held by {name}, a frame", used, "", kept, at_most(2, " ms"))


def _first_frame(bench: Bench, project: Path) -> Row:
    frames = planned(project)[1][0].frames[:_STEADY]
    command = [sys.executable, "-m", "tlstyle", "paint", str(project), "--quiet"]
    beside: list[float] = []
    bare: list[float] = []
    for _ in range(bench.choose(5, 2)):
        for frame in frames:
            frame.file.unlink(missing_ok=True)
        begun = time.perf_counter()
        with subprocess.Popen(command) as process:
            first = _when(process, frames, 1)
            last = _when(process, frames, len(frames))
            process.kill()
        beside.append(first - begun - (last - first) / (len(frames) - 1))
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import tensorflow"], check=True, capture_output=True)
        bare.append(time.perf_counter() - begun)
    return Row(
        "until the first frame is on disk, the time of a frame apart",
        figure(beside).text(" s"),
        f"python -c 'import tensorflow': {figure(bare).text(' s')}",
        ratio(beside, bare),
        at_most(1.6),
    )


def _when(process: subprocess.Popen[bytes], frames: Sequence[Frame], count: int) -> float:
    """Wait until a process has so many frames on disk, and return when that was."""
    while sum(frame.file.exists() for frame in frames) < count:
        if process.poll():
            raise subprocess.CalledProcessError(process.returncode, process.args)
        time.sleep(0.005)
    return time.perf_counter()
