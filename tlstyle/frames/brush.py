"""The brush that a sequence's frames are painted by: where it is kept, and who waits for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tlstyle.errors import PaintError
from tlstyle.frames.frame import STUDIES, ShotPlan, brush_file
from tlstyle.frames.look import look_again
from tlstyle.study import brush_digest, is_sheet
from tlstyle.system.whole import remove_partials


def known_brush(file: Path | None) -> str | None:
    """Return what tells a brush from any other; None where there is none, or a damaged one."""
    try:
        return brush_digest(file) if file else None
    except (OSError, ValueError):
        return None


def unstudied(plans: Sequence[ShotPlan]) -> list[ShotPlan]:
    """Return the sequences whose frames wait for a brush; those only to be moved wait for none."""
    without = [plan for plan in plans if plan.brush and not _has_brush(plan)]
    return [plan for plan in without if any(not frame.lies for frame in plan.pending)]


def sharers(plans: Sequence[ShotPlan], among: Sequence[ShotPlan]) -> dict[Path, list[ShotPlan]]:
    """Return the brushes of sequences, each with all sequences among some that share it."""
    brushes = dict.fromkeys(plan.brush for plan in plans)
    return {brush: [plan for plan in among if plan.brush == brush] for brush in brushes if brush}


def names_of(plans: Iterable[ShotPlan]) -> str:
    """Return what a brush is called: by all the sequences that share it."""
    return ", ".join(plan.shot.name for plan in plans)


class Brushes:
    """The brushes of a work folder, each looked at once."""

    def __init__(self, work: Path) -> None:
        self._work, self._known = work, cache(known_brush)

    def told(self, recipe: Mapping[str, Any]) -> dict[str, Any]:
        """Return a recipe that says which brush it takes, as far as one is there."""
        others = {key: part for key, part in recipe.items() if key != "brush"}
        brush = self._known(brush_file(self._work, recipe))
        return {**others, "brush": brush} if brush else others


def with_brush(plan: ShotPlan) -> ShotPlan:
    """Return a plan that knows the brush that is there now.

    Frames that another one has painted are pending, as if that one had been lost.

    Raises:
        FootageError: a still cannot be read.
        PaintError: there is none for frames that wait for it.
    """
    if not known_brush(plan.brush):
        if not unstudied([plan]):
            return plan
        raise PaintError(f"{plan.brush}: cannot be read, though it was studied: run it again")
    brushes = Brushes(plan.frames[0].file.parents[2])
    recipes = {id(f.recipe): brushes.told(f.recipe) for f in plan.frames}
    frames = tuple(replace(f, recipe=recipes[id(f.recipe)]) for f in plan.frames)
    looked = zip(frames, look_again(replace(plan, frames=frames)).frames, strict=True)
    return replace(plan, frames=tuple(old if old.pending else new for old, new in looked))


def remove_unfinished_studies(work: Path) -> None:
    """Remove what studies that were killed left half written in a work folder.

    Their checkpoints stay, from which they go on.
    """
    remove_partials(work / STUDIES)
    for partial in (work / STUDIES).glob(".*.npz.part"):
        partial.unlink(missing_ok=True)


def unneeded_studies(work: Path, plans: Sequence[ShotPlan]) -> Iterator[tuple[Path, bool]]:
    """Yield what lies among a work folder's brushes and no sequence needs, and whether it is ours.

    Args:
        work: The work folder.
        plans: All its sequences.
    """
    needed = {work / STUDIES / f"{plan.shot.name}.png" for plan in plans if plan.brush}
    for plan in plans:
        if plan.brush:
            needed.add(plan.brush if _has_brush(plan) else _checkpoint(plan.brush))
    for file in (work / STUDIES).glob("[!.]*"):
        if file not in needed and file.is_file():
            yield file, is_sheet(file) if file.suffix == ".png" else _is_ours(file)


def _has_brush(plan: ShotPlan) -> bool:
    return "brush" in plan.frames[0].recipe


def _checkpoint(brush: Path) -> Path:
    return brush.with_name(f"{brush.stem}.checkpoint.npz")


def _is_ours(file: Path) -> bool:
    """Tell whether a file is a brush or a checkpoint, by its name and what it holds."""
    if not re.fullmatch(r"[0-9a-f]{16}(\.checkpoint)?\.npz", file.name):
        return False
    return ".checkpoint" in file.name or known_brush(file) is not None
