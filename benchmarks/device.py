"""What a card does of a frame's way, and the whole way, against the network alone on it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.bench import Bench
from benchmarks.clock import Laps, alternate, each
from benchmarks.projects import drawn_project, planned
from benchmarks.rows import Row, at_least, at_most, figure, ratio
from tlstyle.painters import card
from tlstyle.painters.painter import GraphPainter, StyleCode
from tlstyle.painters.processor import computes_in_bfloat16
from tlstyle.painting.device import Way
from tlstyle.painting.load import Load
from tlstyle.painting.paint import Means, paint_shots
from tlstyle.size import Size
from tlstyle.steps import Cut, Steady, Step

LOAD = Load(stacks=2, batch=16)
"""What a card is given at once at most."""

CALLS = 10
STILLS = 480, 48
"""That are painted, or where there is little time."""

FEW = 4
"""Frames that are compared with the processor's."""

Work = Callable[[], object]


def way_rows(
    bench: Bench, name: str, canvas: Size, painter: GraphPainter, alone: Work, count: int
) -> Iterator[Row]:
    """Measure the graph from stills in this machine's memory to frames there.

    Args:
        bench: How exactly.
        name: The card.
        canvas: The size that is painted.
        painter: The network.
        alone: It alone at its best batch, on canvases in the card's memory.
        count: The canvases that `alone` paints.
    """
    for neighbours in (0, 1):
        before: list[Step] = [Steady(neighbours)] if neighbours else []
        way = Way(painter, [*before, Cut(canvas, (0.5, 0.5))])
        load = LOAD.within(card.room(0), canvas)
        pieces = _pieces(canvas, load.batch, neighbours)
        code: StyleCode = painter.encode(np.zeros((256, 256, 3), np.uint8))
        paint = partial(way.paint, pieces, [code] * load.batch)
        paint()  # so that compiling is no frame's time
        laps = alternate(bench.choose(5, 2), partial(_at_once, paint, load.stacks), alone)
        ours, theirs = each(laps[0], load.batch * CALLS), each(laps[1], count)
        yield _against(f"{name}, memory to memory, steady = {neighbours}", ours, theirs)


def placed_row(name: str, painter: GraphPainter) -> Row:
    """Tell whether a card knows every operation of the graph: TensorFlow hides those it does not.

    Where it does not, the processor does them, and pictures go back and forth.
    """
    import tensorflow as tf

    canvas = Size(64, 48)
    way = Way(painter, [Steady(1), Cut(canvas, (0.5, 0.5))])
    code = painter.encode(np.zeros((256, 256, 3), np.uint8))
    tf.config.set_soft_device_placement(False)
    try:
        way.paint(_pieces(canvas, 2, 1), [code] * 2)
    except Exception as error:  # whatever it may be, the rest is worth measuring
        return Row(f"{name}: operations that it does not know", str(error)[:300])
    finally:
        tf.config.set_soft_device_placement(True)
    return Row(f"{name}: operations that it does not know", "none")


def paint_rows(
    bench: Bench, name: str, canvas: Size, painter: GraphPainter, alone: Work, count: int
) -> Iterator[Row]:
    """Measure `tlstyle paint`, stills on disk to frames on disk, and what comes of it.

    Arguments are those of `way_rows`.
    """
    stills = bench.choose(*STILLS)
    for neighbours in (0, 1):
        file = drawn_project(bench.folder / "gpu", stills, canvas, steady=neighbours)
        if not neighbours:
            yield _first_frame(name, file)
        paint, frames = _painting(file, painter)
        paint()
        before = [frame.read_bytes() for frame in frames]
        laps = alternate(bench.choose(3, 1), paint, alone)
        ours, theirs = each(laps[0], stills), each(laps[1], count)
        what = f"{name}, stills on disk to frames on disk, steady = {neighbours}"
        yield replace(_against(what, ours, theirs), goal=at_least(0.85))
        others = sum(one != frame.read_bytes() for one, frame in zip(before, frames, strict=True))
        yield Row(f"{what}: frames that are others the next time", "", "", figure([others]), _NONE)
    yield _against_processor(name, file, frames)


_NONE = at_most(0)


def _against(what: str, ours: Laps, theirs: Laps) -> Row:
    return Row(
        what,
        figure(1 / lap for lap in ours).text(" frames/s"),
        f"the network alone: {figure(1 / lap for lap in theirs).text(' frames/s')}",
        ratio(theirs, ours),
    )


def _pieces(canvas: Size, batch: int, neighbours: int) -> Any:
    """Return what a way takes for a batch of frames that follow each other."""
    random = np.random.default_rng(0)
    shape = (canvas.height, canvas.width, 3)
    stills = [random.integers(0, 256, shape, np.uint8) for _ in range(batch + 2 * neighbours)]
    wide = 2 * neighbours + 1
    return [SimpleNamespace(around=stills[place : place + wide]) for place in range(batch)]


def _at_once(paint: Work, stacks: int) -> None:
    """Paint some stacks, so many at once."""
    with ThreadPoolExecutor(stacks) as pool:
        for done in [pool.submit(paint) for _ in range(CALLS)]:
            done.result()


def _painting(file: Path, painter: GraphPainter) -> tuple[Work, list[Path]]:
    """Return the work of painting a project on the card, and its frames."""
    _, plans = planned(file, force=True)
    means = Means(
        open_painter=lambda *_: painter,
        device="GPU 0",
        load=LOAD,
        jobs=os.cpu_count() or 1,
        on_frame=lambda plan, frame: None,
        report=lambda text: None,
        apart=True,
        room=card.room(0),
    )
    return partial(paint_shots, plans, means), [frame.file for frame in plans[0].frames]


def _first_frame(name: str, file: Path) -> Row:
    """Measure how long a program of its own takes until its first frame is on disk."""
    frames = [frame.file for frame in planned(file)[1][0].frames]
    begun = time.perf_counter()
    with subprocess.Popen(_program(file)) as program:
        while not any(frame.exists() for frame in frames) and program.poll() is None:
            time.sleep(0.005)
        took = time.perf_counter() - begun
        program.kill()
    return Row(
        f"{name}: until the first frame is on disk", "", "", figure([took]), at_most(6, " s")
    )


def _against_processor(name: str, file: Path, frames: list[Path]) -> Row:
    """Compare the first frames with those that the processor paints."""
    here = [np.asarray(Image.open(frame)).astype(float) for frame in frames[:FEW]]
    for frame in frames[:FEW]:
        frame.unlink()
    subprocess.run([*_program(file), "--device", "cpu"], check=True)
    off = [np.abs(np.asarray(Image.open(f)) - one) for f, one in zip(frames, here, strict=False)]
    most = f"{np.max(off):.0f} at most"
    by = "bfloat16" if computes_in_bfloat16() else "float32"
    what = f"{name}: levels from the processor's, which computes in {by}"
    return Row(what, most, "", figure([float(np.mean(off))]))


def _program(file: Path) -> list[str]:
    return [sys.executable, "-m", "tlstyle", "paint", str(file), "--quiet"]
