"""The steps that follow from how a sequence's stills have shaken, once that was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tlstyle.frames.measured import Kept
from tlstyle.project import Shot
from tlstyle.stills.shake import SHAKE
from tlstyle.stills.still import Footage


def needs_shake(shot: Shot) -> bool:
    """Tell whether a sequence's frames wait for its stills' shake to be measured."""
    return any(step.needs_shake for step in shot.steps)


def with_shake(shot: Shot, work: Path, footage: Footage) -> Shot:
    """Return a sequence whose steps know how its stills have shaken, if all were measured."""
    if not needs_shake(shot):
        return shot
    shake = Kept(SHAKE, work, shot.name).all_of(footage)
    if shake is None:
        return shot
    steps = (step.with_shake(shake) if step.needs_shake else step for step in shot.steps)
    return replace(shot, steps=tuple(steps))
