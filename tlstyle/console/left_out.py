"""What people are told of stills that a sequence goes without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tlstyle.frames.frame import ShotPlan
from tlstyle.words import some


def left_out(plan: ShotPlan) -> list[str]:
    """Return the names of the stills that a sequence goes without."""
    return [still.name for still in (*plan.footage.skipped, *plan.footage.odd)]


def left_out_lines(plans: Sequence[ShotPlan]) -> Iterator[str]:
    """Yield which stills sequences go without, and why."""
    for plan in plans:
        footage, name = plan.footage, plan.shot.name
        for stills, why in ((footage.skipped, "by `skip`"), (footage.odd, "that stand out")):
            if stills:
                count = "1 still" if len(stills) == 1 else f"{len(stills)} stills"
                yield f"{name}: {count} left out {why}: {some([still.name for still in stills])}"
