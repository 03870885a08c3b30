"""`tlstyle clean`: what of the work folder nothing needs."""

from __future__ import annotations

from pathlib import Path

from tlstyle.checks.beats import without_fit
from tlstyle.commands.session import Manner, work
from tlstyle.console.answers import clean_answer
from tlstyle.console.terminal import Terminal
from tlstyle.film.unneeded import remove, unneeded
from tlstyle.frames.plan import plan_preview, plan_shots
from tlstyle.project.preview import preview_of


def clean(file: Path, manner: Manner, *, json: bool) -> None:
    """Say what in the work folder nothing of the project needs, and but in a dry run remove it."""
    with work(file, manner) as (console, checked):
        unfitted = without_fit(checked.project)  # of which other music would show other frames
        plans = [
            *plan_shots(unfitted, checked.footages),
            *plan_shots(checked.project, checked.footages),
            *plan_preview(preview_of(checked.project), checked.footages),
        ]
        files = unneeded(checked.project, plans)
        if not manner.dry_run:
            remove(each for each in files if each.is_ours)
        if json:
            Terminal().json(clean_answer(files, not manner.dry_run))
        else:
            console.unneeded(files, checked.project.work, not manner.dry_run)
