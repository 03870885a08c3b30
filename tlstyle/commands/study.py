"""`tlstyle study`: study brushes, and paint nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlstyle.checks.named import refuse_unknown
from tlstyle.commands.measuring import measure_stills
from tlstyle.commands.session import Manner, work
from tlstyle.commands.settled import chosen_of
from tlstyle.commands.studied import study_all
from tlstyle.console.studies import study_lines
from tlstyle.frames.brush import known_brush, sharers
from tlstyle.frames.plan import plan_shots
from tlstyle.words import command


def study(
    file: Path, only: Sequence[str] | None, device: str, manner: Manner, *, force: bool
) -> None:
    """Study the brushes of the sequences named, or of all, that are not studied yet.

    If `force`, study them anew; frames of a brush that comes out otherwise are then pending.
    """
    with work(file, manner) as (console, checked):
        refuse_unknown(checked.project, only or ())
        if not manner.dry_run:
            checked = measure_stills(console, checked, None)
        plans = plan_shots(checked.project, checked.footages)
        brushes = sharers(chosen_of(plans, only), plans)
        if not brushes:
            console.say("nothing to study: `study` in [style] or in a sequence says how long")
            return
        wanted = {b: p for b, p in brushes.items() if force or not known_brush(b)}
        for line in study_lines(brushes, wanted):
            console.say(line)
        if wanted and not manner.dry_run:
            study_all(console, checked, wanted, device, force=force)
            console.say(f"next: {command('build', file)}")
