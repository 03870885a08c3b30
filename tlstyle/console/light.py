"""What people are told of stills measured: how they flicker, as filmed and corrected; noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.unsteadied import recall
from tlstyle.steps import Deflicker, Steady
from tlstyle.words import sparkline


def flicker_of(plan: ShotPlan) -> tuple[float, float] | None:
    """Return a sequence's flicker in percent, as filmed and as corrected; None if unknown."""
    return plan.shot.step(Deflicker).flicker


def flicker_lines(plans: Sequence[ShotPlan], *, plain: bool) -> Iterator[str]:
    """Yield how much sequences flicker before and after, with both curves, where that is known."""
    for plan in plans:
        step = plan.shot.step(Deflicker)
        if step.flicker and step.brightness:
            before, after = step.flicker
            name = plan.shot.name
            yield f"{name}: exposure flickers by {before:.2f} %, corrected {after:.2f} %"
            ends = min(map(min, step.brightness)), max(map(max, step.brightness))
            for what, curve in zip(("as filmed", "corrected"), step.brightness, strict=True):
                yield f"  {what} {sparkline(curve, ends, plain=plain)}"


def steady_lines(plans: Sequence[ShotPlan]) -> Iterator[str]:
    """Yield what the noise of sequences asked for, and what `steady` is worth, where known."""
    for plan in plans:
        step = plan.shot.step(Steady)
        if step.noise is not None:
            noise = f"by its noise of {step.noise:.1f} levels of 255"
            yield f"{plan.shot.name}: steady = {step.neighbours}, {noise}"
        if found := recall(plan):
            steadied, without = found
            flicker = (
                f"painted frames flicker by {steadied:.2f} %, {without:.2f} % without `steady`"
            )
            yield f"{plan.shot.name}: {flicker}, by two of them"
