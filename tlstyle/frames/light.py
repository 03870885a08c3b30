"""What follows from the light in stills, once that was measured: steps, and stills left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tlstyle.frames.measured import Kept
from tlstyle.project import Shot
from tlstyle.stills.light import LIGHT, Grid
from tlstyle.stills.odd import oddities
from tlstyle.stills.srgb import LUMA
from tlstyle.stills.still import Footage

_NOT_LOOKED_FOR = "odd stills are not left out yet: build looks for them when it measures the light"


def needs_light(shot: Shot) -> bool:
    """Tell whether a sequence's frames wait for the light in its stills to be measured."""
    return shot.skips_odd or _is_unlit(shot)


def _is_unlit(shot: Shot) -> bool:
    """Tell whether some of a sequence's steps do not know yet the light that they go by."""
    return any(step.needs_light for step in shot.steps)


def with_light(shot: Shot, work: Path, footage: Footage) -> Shot:
    """Return a sequence whose steps know the light in its stills, if all of it was measured."""
    if not _is_unlit(shot):
        return shot
    light = Kept(LIGHT, work, shot.name).all_of(footage)
    return shot if light is None else lit_by(shot, light)


def lit_by(shot: Shot, light: Grid) -> Shot:
    """Return a sequence whose steps know the light in its stills, [stills,ROWS,COLUMNS,3]."""
    lit = (step.with_light(light) if step.needs_light else step for step in shot.steps)
    return replace(shot, steps=tuple(lit))


def without_odd(shot: Shot, work: Path, footage: Footage) -> Footage:
    """Return a sequence's stills but those that stand out, if it goes without such.

    They are looked for once the light in all stills is measured.
    """
    if not shot.skips_odd or footage.filmed is not None:
        return footage
    light = Kept(LIGHT, work, shot.name).all_of(footage)
    if light is None:
        return replace(footage, warnings=(*footage.warnings, _NOT_LOOKED_FOR))
    odd = {oddity.number for oddity in oddities(light @ LUMA)}
    stills = tuple(still for number, still in enumerate(footage.stills) if number not in odd)
    return replace(footage, stills=stills, filmed=footage.stills)
