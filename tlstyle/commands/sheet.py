"""`tlstyle sheet`: the film on one picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tlstyle.commands.pictures import refuse_place
from tlstyle.commands.session import checked_project
from tlstyle.console.console import Console
from tlstyle.console.terminal import Terminal
from tlstyle.errors import PaintError
from tlstyle.exports.plots import Plot, plots_of
from tlstyle.exports.sheet import write_sheet
from tlstyle.frames.frame import PREVIEW, ShotPlan
from tlstyle.frames.plan import plan_shots
from tlstyle.project.preview import preview_of


def sheet(file: Path, output: Path | None, *, plots: bool, quiet: bool) -> None:
    """Draw the film on one picture; if `plots`, with each sequence's numbers below it."""
    console = Terminal(quiet=quiet)
    checked = checked_project(console, file, quiet=quiet)
    plans = plan_shots(checked.project, checked.footages)
    small = preview_of(checked.project)
    step = small.preview.step
    previews = plan_shots(small, checked.footages, folder=PREVIEW, step=step)
    output = output or checked.project.sheet_output
    refuse_place(output, checked, "a sheet")
    drawn = _plots(console, plans) if plots else [[] for _ in plans]
    try:
        write_sheet(output, checked.project, checked.timeline, plans, previews, drawn)
    except OSError as error:
        raise PaintError(f"{output}: cannot be written ({error.strerror})") from error
    console.say(str(output))


def _plots(console: Console, plans: Sequence[ShotPlan]) -> list[list[Plot]]:
    with console.progress(()) as display:
        return [plots_of(plan, partial(display.encoded, plan.shot.name)) for plan in plans]
