"""Two frames of a sequence as they would be without `steady`: what that is worth is told by them.

They are painted beside the others, looked at, and removed; what they said is kept in the work
folder, and may be lost.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.frames.frame import TRIALS, Frame, ShotPlan
from tlstyle.frames.recipe import memory_of
from tlstyle.steps import Steady, Step, reach_of, step_of
from tlstyle.stills.light import LIGHT
from tlstyle.system.whole import write_whole
from tlstyle.tempo import STILL

_VERSION = 1
"""Goes up when the same frames' flicker is measured differently."""

_FEWEST = 48
"""Frames of a sequence for which two more are no matter."""

Flickers = tuple[float, float]
"""By how many hundredths of white two neighbouring frames differ, steadied and without."""


def trials_of(plans: Sequence[ShotPlan]) -> list[ShotPlan]:
    """Return what is to be painted without `steady`, of plans that have frames to paint."""
    wanted = (plan for plan in plans if plan.pending and recall(plan) is None)
    pairs = ((plan, pair_of(plan)) for plan in wanted)
    return [_trial(plan, pair) for plan, pair in pairs if pair]


def pair_of(plan: ShotPlan) -> tuple[Frame, Frame] | None:
    """Return two neighbouring frames from a sequence's middle; None of one that goes without."""
    if len(plan.frames) < _FEWEST or not step_of(plan.shot.steps, Steady).neighbours:
        return None
    middle = len(plan.frames) // 2
    pairs = pairwise(plan.frames[middle:])
    return next((pair for pair in pairs if pair[1].moment - pair[0].moment == STILL), None)


def _trial(plan: ShotPlan, pair: tuple[Frame, Frame]) -> ShotPlan:
    """Return a plan of two frames alone, without `steady`."""
    shot = replace(
        plan.shot, name=f"{plan.shot.name}, not steadied", steps=_without(plan.shot.steps)
    )
    frames = tuple(_unsteadied(frame) for frame in pair)
    return replace(plan, shot=shot, frames=frames, shown=())


def _unsteadied(frame: Frame) -> Frame:
    steps = _without(frame.steps)
    place, reach = frame.window.index(frame.still), reach_of(steps)
    return replace(
        frame,
        steps=steps,
        window=frame.window[max(0, place - reach) : place + reach + 1],
        recipe={key: value for key, value in frame.recipe.items() if key != "steady"},
        file=_trial_file(frame),
        pending="to be compared",
        altered=None,
        stamp=None,
    )


def _without(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(replace(s, neighbours=0) if isinstance(s, Steady) else s for s in steps)


def _trial_file(frame: Frame) -> Path:
    """Return where a frame is painted without `steady`."""
    folder = frame.file.parent
    return folder.parents[1] / TRIALS / folder.name / frame.file.name


def compare(plans: Sequence[ShotPlan]) -> None:
    """Look at the frames of plans that were painted without `steady`, and keep what they say."""
    for plan in plans:
        pair = pair_of(plan)
        if pair and all(_trial_file(frame).exists() for frame in pair):
            with suppress(OSError):  # somebody removed one meanwhile, or the disk is full
                steadied = _change(*(frame.file for frame in pair))
                without = _change(*map(_trial_file, pair))
                known = {"of": _key(pair), "flicker": [steadied, without]}
                write_whole(flicker_file(plan), json.dumps(known).encode())
    for folder in {plan.frames[0].file.parents[2] / TRIALS for plan in plans if plan.frames}:
        shutil.rmtree(folder, ignore_errors=True)


def recall(plan: ShotPlan) -> Flickers | None:
    """Return how two frames of a sequence flicker, steadied and without; None where unknown."""
    pair = pair_of(plan)
    if pair is None:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(flicker_file(plan).read_text("utf-8"))
        if kept["of"] == _key(pair):
            steadied, without = map(float, kept["flicker"])
            return steadied, without
    return None


def flicker_file(plan: ShotPlan) -> Path:
    """Return the file that keeps how a sequence's frames flicker."""
    return plan.frames[0].file.parents[2] / LIGHT.name / f"{plan.shot.name}.steady.json"


def _key(pair: Sequence[Frame]) -> Any:
    """Return what tells two frames from any others, as JSON keeps it."""
    frames = [[dict(frame.recipe), memory_of(frame)] for frame in pair]
    return json.loads(json.dumps([_VERSION, frames]))


def _change(*files: Path) -> float:
    """Return by how many hundredths of white two frames differ where they differ least.

    The mean of the half of the picture that changes less: what moves is in the other one.
    """
    one, other = (_pixels(file) for file in files)
    change = np.abs(one - other).mean(axis=2).ravel()
    least = np.partition(change, len(change) // 2)[: len(change) // 2]
    return float(100 * least.mean() / 255)


def _pixels(file: Path) -> NDArray[np.float32]:
    with Image.open(file) as image:
        return np.asarray(image.convert("RGB"), np.float32)
