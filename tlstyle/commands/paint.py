"""`tlstyle paint`: paint what is pending, and write no film."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlstyle.checks.named import refuse_unknown
from tlstyle.commands.making import paint_pending
from tlstyle.commands.measuring import measure_stills
from tlstyle.commands.session import Manner, work
from tlstyle.commands.settled import chosen_of, room_needed, settled
from tlstyle.commands.studied import studied
from tlstyle.crews.crew import Crew
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.look import left_to_paint
from tlstyle.frames.plan import plan_shots
from tlstyle.frames.shard import Shard, share
from tlstyle.frames.unsteadied import trials_of
from tlstyle.system.room import refuse_little_room


def paint(
    file: Path,
    only: Sequence[str] | None,
    crew: Crew,
    manner: Manner,
    *,
    deep: bool,
    shard: Shard | None = None,
) -> None:
    """Paint what is pending, of the sequences named or of all, or of them a shard."""
    with work(file, manner, shard) as (console, checked):
        refuse_unknown(checked.project, only or ())
        if not manner.dry_run:
            checked = measure_stills(console, checked, only, crew.jobs, shard)
        plans = plan_shots(checked.project, checked.footages, force=crew.force, deep=deep)
        if not manner.dry_run:
            plans = settled(console, checked, plans)
        chosen = chosen_of(plans, only)
        own = _share(plans, chosen, shard) if shard else chosen
        console.status(own)
        if not manner.dry_run:
            if shard:  # the others fill the same disk
                refuse_little_room([room_needed(chosen)])
            own = studied(console, checked, own, plans, crew.device)
            beside = [*own, *trials_of(own)]
            with console.progress(beside) as display:
                paint_pending(beside, crew, display)
            if shard:
                console.shard_summary(shard, own, [left_to_paint(plan) for plan in chosen])


def _share(
    plans: Sequence[ShotPlan], chosen: Sequence[ShotPlan], shard: Shard
) -> tuple[ShotPlan, ...]:
    """Return a shard's frames of the chosen sequences."""
    names = {plan.shot.name for plan in chosen}
    return tuple(plan for plan in share(plans, shard) if plan.shot.name in names)
