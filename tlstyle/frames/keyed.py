"""Numbers of a sequence that have keyframes, as they are in the frames that the film shows."""

from __future__ import annotations

from tlstyle.curves import Curve
from tlstyle.frames.frame import ShotPlan
from tlstyle.tempo import STILL


def keyed_values(plan: ShotPlan) -> dict[str, list[float]]:
    """Return what keyed numbers are in every frame that the film shows of it, by their keys."""
    speed = plan.shot.tempo.speed
    curves = {"speed": speed} if isinstance(speed, Curve) else {}
    for step in plan.shot.steps:
        curves |= {".".join(step.place_of(name)): each for name, each in step.curves.items()}
    stills = [moment / STILL for moment in plan.shown]
    return {key: [curve.at(still) for still in stills] for key, curve in curves.items()}
