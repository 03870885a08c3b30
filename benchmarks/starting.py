"""Commands that have nothing to paint, against Python starting and importing nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import numpy as np

from benchmarks.bench import Bench
from benchmarks.clock import alternate, run_program
from benchmarks.projects import linked_project, planned
from benchmarks.rows import Row, at_most, figure
from tlstyle.film import FINAL
from tlstyle.film.cut import film_of
from tlstyle.film.encode import encoder, join
from tlstyle.film.process import feed
from tlstyle.film.seal import seal
from tlstyle.size import Size

STILLS = 1000
SHOTS = ("one", "two", "three", "four")
GOALS = {"--help": 0.3, "check": 0.8, "build": 1.0}
TLSTYLE = "from tlstyle.cli.app import main; main()"


def rows(bench: Bench) -> Iterator[Row]:
    """Measure `tlstyle --help`, `check` and a build with nothing to do, on 1,000 stills."""
    project = linked_project(bench.folder / "linked", STILLS, SHOTS)
    _write_stand_in(project)
    commands = [["--help"], ["check", str(project)], ["build", str(project)]]
    programs = [["-c", "pass"], *(["-c", TLSTYLE, *command] for command in commands)]
    contenders = [
        lambda program=program: run_program([sys.executable, *program]) for program in programs
    ]
    bare, *ours = alternate(bench.choose(15, 5), *contenders)
    for (what, goal), laps in zip(GOALS.items(), ours, strict=True):
        more = [lap - least for lap, least in zip(laps, bare, strict=True)]
        yield Row(
            f"tlstyle {what}" + ("" if what == "--help" else f", {STILLS} stills painted"),
            figure(laps).text(" s"),
            f"Python alone: {figure(bare).text(' s')}",
            figure(more),
            at_most(goal, " s more"),
        )


def _write_stand_in(project: Path) -> None:
    """Write a film of one frame that says it is the project's: of a film, only that is read."""
    checked, plans = planned(project)
    cut = film_of(checked.project, plans, checked.timeline)
    black = np.zeros((32, 32, 3), np.uint8)
    part = cut.output.with_name("black.mp4")
    frames = repeat(black, cut.film.timeline.length)
    process = encoder(part, Size(32, 32), checked.timeline.fps, FINAL, "black")
    feed(process, (frame.data for frame in frames))
    join(cut.output, [part], cut.film, None, cut.provenance())
    seal(cut.output)
    part.unlink()
