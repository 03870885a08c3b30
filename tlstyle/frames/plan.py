"""What is painted, what is pending and why: a project against its work folder. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from tlstyle.frames.brush import brush_file, known_brush
from tlstyle.frames.frame import ADOPTED, FRAMES, PREVIEW, Frame, ShotPlan
from tlstyle.frames.look import looked_at
from tlstyle.frames.moved import with_found
from tlstyle.frames.recipe import recipe_of
from tlstyle.project import Project, Shot
from tlstyle.stills.still import Footage, Still
from tlstyle.system.whole import remove_partials


def plan_shots(
    project: Project,
    footages: Sequence[Footage],
    *,
    folder: str = FRAMES,
    step: int = 1,
    force: bool = False,
    deep: bool = False,
) -> tuple[ShotPlan, ...]:
    """Return every sequence's frames in a folder of the work folder, done or pending.

    Args:
        project: What to paint; its sizes are the frames'.
        footages: Each sequence's stills.
        folder: `FRAMES` or `PREVIEW`.
        step: Paint every step-th still.
        force: Call every frame pending, whatever is there.
        deep: Decode every frame that is there, and call pending what cannot be decoded.

    Raises:
        FootageError: a still or a style picture cannot be read.
        ModelError: a model folder cannot be read.
    """
    plans = tuple(
        _plan_shot(project, shot, footage, project.work / folder / shot.name, step, force, deep)
        for shot, footage in zip(project.shots, footages, strict=True)
    )
    return tuple(map(_with_left_over, with_found(plans)))


def remove_unfinished_frames(work: Path) -> None:
    """Remove what runs that were killed left half written in a work folder."""
    places = f"{FRAMES}/*", f"{PREVIEW}/*", f"{ADOPTED}/*/*"
    for folder in chain.from_iterable(map(work.glob, places)):
        remove_partials(folder)


def _plan_shot(
    project: Project,
    shot: Shot,
    footage: Footage,
    folder: Path,
    step: int,
    force: bool,
    deep: bool,
) -> ShotPlan:
    recipe = recipe_of(shot, footage, project.size)
    brush = brush_file(project.work, recipe["study"])
    recipe["brush"] = known_brush(brush)
    frames = _frames(footage.stills, shot.style.steady, step, folder)
    looked = looked_at(frames, project.size, recipe, deep=deep, force=force)
    return ShotPlan(shot, footage, project.size, step, recipe, looked, brush=brush)


def _with_left_over(plan: ShotPlan) -> ShotPlan:
    """Return a plan that knows how many frames lie in its folder of stills that left it."""
    folder = plan.frames[0].file.parent
    kept = {f"{still.stem}.png" for still in plan.footage.stills}
    kept |= {frame.lies.name for frame in plan.frames if frame.lies}
    found = {file.name for file in folder.glob("[!.]*.png")}
    return replace(plan, left_over=len(found - kept))


def _frames(stills: Sequence[Still], steady: int, step: int, folder: Path) -> list[Frame]:
    """Return the frames of every `step`-th still, not yet looked at."""
    return [
        Frame(
            stills[number],
            tuple(stills[max(0, number - steady) : number + steady + 1]),
            folder / f"{stills[number].stem}.png",
        )
        for number in range(0, len(stills), step)
    ]
