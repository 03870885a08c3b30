"""What a camera's own files cost: large JPEG with a sensor's noise, read, measured and painted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, _imaging

from benchmarks.bench import Bench
from benchmarks.clock import alternate, core_seconds, each
from benchmarks.footage import SHOT, draw_stills, still_size
from benchmarks.projects import HD, means, planned, warm_up, write_project
from benchmarks.rows import Row, at_least, at_most, figure, ratio
from tlstyle.painters.processor import paints_in_bfloat16
from tlstyle.painting.paint import paint_shots
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.steps import Read, step_of
from tlstyle.stills.fitted import read_fitted
from tlstyle.stills.framing import Aim
from tlstyle.stills.light import measured
from tlstyle.stills.picture import KEPT, fit
from tlstyle.stills.source import Source, sources

CAMERA = Size(6000, 4000)
"""Pixels of a camera's stills of 24 megapixels."""

_AT_A_TIME = 4
"""Stills that are read one after the other, as a sequence's are."""

_NOISE = 6
"""Levels of a sensor's noise, which makes a JPEG as hard to decode as a camera's."""


def rows(bench: Bench, plain: Path) -> Iterator[Row]:
    """Measure reading and painting a camera's stills, beside a project of smaller ones."""
    camera = _project(bench)
    yield from _reading(bench, camera)
    yield from _painting(bench, camera, plain)


def _project(bench: Bench) -> Path:
    """Return a project of a few stills of 24 megapixels with a sensor's noise; drawn once."""
    folder = bench.folder / "camera"
    draw_stills(folder / "small", 1, still_size(HD), (SHOT,))
    (small,) = (folder / "small" / SHOT).iterdir()
    picture = Image.open(small).resize(CAMERA, Image.Resampling.BICUBIC)
    random = np.random.default_rng(0)
    (folder / SHOT).mkdir(parents=True)
    for number in range(bench.choose(24, 8)):
        noise = random.normal(0, _NOISE, (CAMERA.height, CAMERA.width, 1)).astype(np.int16)
        pixels = np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / SHOT / f"DSC{number:04}.jpg", quality=92)
    return write_project(folder / "film.toml", [SHOT])


def _reading(bench: Bench, project: Path) -> Iterator[Row]:
    _, (plan, *_) = planned(project)
    read = step_of(plan.shot.steps, Read)
    (source,) = sources([plan.footage.stills[0]])
    content = source.content()

    def whole() -> object:
        return fit(Image.open(BytesIO(content)).convert("RGB"), read.canvas, read.anchor)

    def scaled() -> Pixels:
        return read_fitted(source.still.file, content, read.canvas, read.anchor)

    def some(kept: int, work: Callable[[], object]) -> None:
        _imaging.set_blocks_max(kept)
        for _ in range(_AT_A_TIME):
            work()

    rounds = bench.choose(9, 3)
    works = partial(some, KEPT, scaled), partial(some, 0, whole)  # as Pillow is by itself
    laps = alternate(rounds, *works, clock=time.process_time)
    fitted, theirs = (each(taken, _AT_A_TIME) for taken in laps)
    yield Row(
        "decoding and fitting a JPEG of 24 megapixels, core-seconds",
        figure(fitted).text(" s"),
        f"all of it decoded by Pillow, and LANCZOS: {figure(theirs).text(' s')}",
        ratio(fitted, theirs),
        at_most(0.3),
    )
    off = np.abs(scaled().astype(float) - np.asarray(whole())).mean()
    yield Row("its pixels, from that", "", "", figure([off]), at_most(1, " levels, mean"))
    _imaging.set_blocks_max(KEPT)
    ours = [core_seconds(partial(read.apply, source)) for _ in range(rounds)]
    yield Row(
        "reading the same, its file and its digest too, core-seconds",
        figure(ours).text(" s"),
        figure=figure(ours),
        goal=at_most(0.15, " s"),
    )
    yield from _aimed(read, source, ours)


def _aimed(read: Read, source: Source, plain: Sequence[float]) -> Iterator[Row]:
    """Measure what a camera that moves adds to reading."""
    for what, aim in (("zoomed", Aim(1.2, 0, 0)), ("zoomed and turned", Aim(1.2, 0, 0, 1.5))):
        moved = [core_seconds(partial(read.apply, source, aim)) for _ in plain]
        yield Row(
            f"reading the same, {what} by a camera, core-seconds",
            figure(moved).text(" s"),
            f"without one: {figure(plain).text(' s')}",
            figure(moved),
            at_most(1.0, " s"),
        )


def _painting(bench: Bench, camera: Path, plain: Path) -> Iterator[Row]:
    _, (large, *_) = planned(camera, force=True)
    _, (small, *_) = planned(plain, force=True)
    count = min(len(large.frames), len(small.frames))
    plans = [replace(plan, frames=plan.frames[:count]) for plan in (large, small)]
    warm_up(plain)
    works = [lambda plan=plan: paint_shots([plan], means()) for plan in plans]
    ours, theirs = (each(laps, count) for laps in alternate(bench.choose(5, 2), *works))
    yield Row(
        "painting from stills of 24 megapixels",
        figure(1 / lap for lap in ours).text(" frames/s"),
        f"from 1920x1280: {figure(1 / lap for lap in theirs).text(' frames/s')}",
        ratio(theirs, ours),
        at_least(0.75 if paints_in_bfloat16() else 0.85),
    )
    footage = large.footage
    few = list(sources(footage.stills[:count]))
    measuring = [core_seconds(partial(measured, still, footage.size)) for still in few]
    painting = core_seconds(works[0]) / count
    yield Row(
        "the light of a still of 24 megapixels measured, core-seconds",
        figure(measuring).text(" s"),
        f"painting it: {painting:.3f} s",
        figure(light / painting for light in measuring),
        at_most(0.15),
    )
