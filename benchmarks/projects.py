"""Projects to measure with: drawn, or painted already."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.footage import SHOT, draw_stills, link_stills, still_size, write_music
from tlstyle.checks.check import Checked, check
from tlstyle.crews.crew import Alone
from tlstyle.demo.art import PICTURES
from tlstyle.demo.folder import jpeg
from tlstyle.demo.shots import SHOTS, draw_still
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.frames.plan import plan_shots
from tlstyle.frames.recipe import provenance
from tlstyle.painters.models import model_digest
from tlstyle.painters.painter import STYLE_SIDE, Painter
from tlstyle.painting.paint import Means, paint_shots
from tlstyle.size import Size
from tlstyle.steps.write import write_frame
from tlstyle.study import News
from tlstyle.system.digests import content_digest

HD = Size(1920, 1080)
SQUARE = Size(1920, 1920)
SMALL = Size(320, 180)
"""Of frames whose ends alone are read."""
FPS = 24
_CUT = "[edit]\ndissolve = 0.0\nfade_in = 0.0\nfade_out = 0.0\n"
"""For projects that are only painted, of as few stills as may be."""


def write_project(
    file: Path,
    shots: Sequence[str],
    size: Size = HD,
    *,
    music: bool = False,
    **style: Any,
) -> Path:
    """Write a project of shots, one for each folder beside it, and its style picture and music.

    `style` are keys of [style], such as `steady=1`; the canvas is as large as the film otherwise.
    """
    picture = file.parent / "wave.jpg"
    if not picture.exists():
        picture.write_bytes(jpeg(PICTURES["wave"](256)))
    sequences = [
        f'[[sequence]]\nname = "{shot}"\nframes = "{shot}"\nstyle = "wave.jpg"' for shot in shots
    ]
    head = f"size = {list(size)}\nfps = {FPS}\n"
    keys = {"canvas": size, **style}.items()
    painted = "\n".join(["[style]", *(f"{key} = {json.dumps(value)}" for key, value in keys), ""])
    track = '[music]\nfile = "music.wav"\nloop = true\n' if music else _CUT
    file.write_text("\n".join([head, painted, track, *sequences]))
    return file


def linked_project(folder: Path, count: int, shots: Sequence[str] = (SHOT,)) -> Path:
    """Return a project of `count` stills, all the same file, whose small frames are all painted."""
    file = folder / "film.toml"
    if file.exists():
        return file
    folder.mkdir(parents=True)
    still = draw_still(SHOT, 0, still_size(HD))
    content = jpeg(still)
    (folder / "still.jpg").write_bytes(content)
    for shot in shots:
        link_stills(folder / shot, [folder / "still.jpg"], count // len(shots))
    write_music(folder / "music.wav", 20)
    write_project(file, shots, SMALL, music=True)
    pixels = np.zeros((SMALL.height, SMALL.width, 3), np.uint8)
    digest = content_digest(content)
    for plan in planned(file)[1]:
        for frame in plan.frames:
            write_frame(frame.file, pixels, provenance(frame, digest))
    return file


def planned(file: Path, *, force: bool = False) -> tuple[Checked, tuple[ShotPlan, ...]]:
    """Return a project, looked at, and its plan."""
    checked = check(file)
    return checked, plan_shots(checked.project, checked.footages, force=force)


class Silence:
    """A display that shows nothing."""

    count = 0

    def painted(self, plan: ShotPlan, frame: Frame) -> None:
        """Pass over a painted frame."""

    def studied(self, name: str, news: News) -> None:
        """Pass over a study."""

    def encoded(self, film: str, done: int, total: int) -> None:
        """Pass over an encoded frame."""

    def note(self, text: str) -> None:
        """Pass over a note."""

    def at_work(self, workers: Sequence[str]) -> None:
        """Pass over workers."""


@cache
def means() -> Means:
    """Return what `tlstyle paint --device cpu` paints with; every network is loaded once."""
    hands = Alone(device="cpu", jobs=0, force=True)
    usual = hands.means(Silence())
    return replace(usual, open_painter=cache(usual.open_painter))


def network(model: str) -> Painter:
    """Return a network on the CPU, loaded once."""
    return means().open_painter(model, model_digest(model))


def painting(file: Path) -> Callable[[], None]:
    """Return the work of painting a project's every frame, stills on disk to frames on disk."""
    _, plans = planned(file, force=True)
    return lambda: paint_shots(plans, means())


def warm_up(*projects: Path) -> None:
    """Paint one canvas of every project, so that compiling is no frame's time."""
    for project in projects:
        shot = planned(project)[0].project.shots[0]
        painter = network(shot.style.model)
        width, height = shot.canvas
        canvas = np.zeros((1, height, width, 3), np.uint8)
        painter.paint(canvas, painter.encode(np.zeros((STYLE_SIDE, STYLE_SIDE, 3), np.uint8)))


def painted_project(folder: Path, distinct: int, count: int, size: Size) -> Path:
    """Return a project, painted, of four shots of `count` stills with music; painted once.

    Each shot's first `distinct` stills are drawn and painted, and come again and again.
    """
    file = folder / "film.toml"
    if file.exists():
        return file
    draw_stills(folder / "drawn", distinct, still_size(size), tuple(SHOTS))
    for shot in SHOTS:
        link_stills(folder / shot, sorted((folder / "drawn" / shot).iterdir()), count)
    write_music(folder / "music.wav", 20)
    write_project(file, tuple(SHOTS), size, music=True)
    _, plans = planned(file)
    paint_shots([replace(plan, frames=plan.frames[:distinct]) for plan in plans], means())
    for plan in plans:
        for number, frame in enumerate(plan.frames[distinct:]):
            os.link(plan.frames[number % distinct].file, frame.file)
    return file


def drawn_project(folder: Path, count: int, size: Size = HD, **style: Any) -> Path:
    """Return a project of one drawn shot of `count` stills; drawn once.

    `style` are keys of [style].
    """
    draw_stills(folder, count, still_size(size))
    return write_project(folder / "film.toml", [SHOT], size, **style)
