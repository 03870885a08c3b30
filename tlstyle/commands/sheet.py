"""`tlstyle sheet`: the film on one picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tlstyle.checks.check import Checked
from tlstyle.commands.pictures import refuse_place, say_and_show, writing
from tlstyle.commands.session import checked_project
from tlstyle.console.console import Console
from tlstyle.console.terminal import Terminal
from tlstyle.exports.plots import Plot, plots_of, plots_of_film
from tlstyle.exports.sheet import PLOTS, SHEET, write_sheet
from tlstyle.film.score import cues_of
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.plan import plan_preview, plan_shots
from tlstyle.project.preview import preview_of


def sheet(file: Path, output: Path | None, *, plots: bool, show: bool, quiet: bool) -> None:
    """Draw the film on one picture; if `plots`, with each sequence's numbers below it.

    If `show`, it is shown on the terminal too.
    """
    console = Terminal(quiet=quiet)
    checked = checked_project(console, file, looks=True)
    plans = plan_shots(checked.project, checked.footages)
    previews = plan_preview(preview_of(checked.project), checked.footages)
    output = output or checked.project.beside(PLOTS if plots else SHEET)
    refuse_place(output, checked, "a sheet")
    drawn = _plots(console, checked, plans) if plots else [[]] * (len(plans) + 1)
    with writing(output):
        write_sheet(output, checked.project, checked.timeline, plans, previews, drawn)
    say_and_show(console, output, is_shown=show)


def _plots(console: Console, checked: Checked, plans: Sequence[ShotPlan]) -> list[list[Plot]]:
    """Return the plots of each sequence, and last the film's."""
    with console.progress(()) as display:
        drawn = [
            plots_of(plan, partial(display.encoded, f"pictures of {plan.shot.name}"))
            for plan in plans
        ]
    cues = cues_of(checked.project, checked.timeline)
    return [*drawn, plots_of_film(cues, checked.timeline.length)]
