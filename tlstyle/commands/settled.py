"""Plans with the work folder put in order, and what of them is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlstyle.checks.check import Checked
from tlstyle.checks.survey import can_be_written
from tlstyle.console.console import Console
from tlstyle.frames.adopted import adopt
from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.moved import move
from tlstyle.frames.remembered import remember
from tlstyle.stills.digests import first_digest


def settled(console: Console, checked: Checked, plans: Sequence[ShotPlan]) -> tuple[ShotPlan, ...]:
    """Move frames that lie under other names; remember stills and what others' pictures are for.

    Where nothing can be written all stays as it is.
    """
    if not can_be_written(checked.project.work):
        return tuple(plans)
    plans, moved = move(plans)
    console.moved(moved)
    adopt(plans)
    found = {plan.shot: plan.footage for plan in plans}
    firsts = {plan.shot: _first(plan) for plan in plans}
    remember(checked.project.work, found, firsts)
    return plans


def _first(plan: ShotPlan) -> str | None:
    """Return what tells a sequence's first still, where its frames depend on it."""
    recipe = plan.frames[0].recipe
    known: str | None = recipe.get("photograph")
    return known or (first_digest(plan.footage) if "study" in recipe else None)


def chosen_of(plans: Sequence[ShotPlan], names: Sequence[str] | None) -> tuple[ShotPlan, ...]:
    """Return the plans of the sequences named, or all."""
    return tuple(plan for plan in plans if not names or plan.shot.name in names)


def room_needed(plans: Sequence[ShotPlan]) -> tuple[Path, float]:
    """Return the folder that frames are painted into, and about how many bytes they will take."""
    return plans[0].frames[0].file.parent, disk_needed(plans)
