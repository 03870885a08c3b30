"""What is painted, what is pending and why: a project against its work folder. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from tlstyle.frames.frame import ADOPTED, AUDITIONS, FRAMES, PREVIEW, ShotPlan
from tlstyle.frames.light import with_light
from tlstyle.frames.look import looked_at
from tlstyle.frames.moved import with_found
from tlstyle.frames.noise import with_noise
from tlstyle.frames.order import names_of, ordered
from tlstyle.frames.shake import with_shake
from tlstyle.project import Project, Shot
from tlstyle.stills.still import Footage
from tlstyle.system.whole import remove_partials
from tlstyle.tempo import held


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
        step: Paint what every step-th frame of a sequence shows, and hold it.
        force: Call every frame pending, whatever is there.
        deep: Decode every frame that is there, and call pending what cannot be decoded.

    Raises:
        FootageError: a still or a style picture cannot be read.
        ModelError: a model folder cannot be read.
    """
    pairs = zip(project.shots, footages, strict=True)
    shots = [_with_measures(project, shot, footage) for shot, footage in pairs]
    plans = tuple(
        _plan_shot(shot, footage, project.work / folder / shot.name, step, force, deep)
        for shot, footage in zip(shots, footages, strict=True)
    )
    return tuple(map(_with_left_over, with_found(plans)))


def plan_preview(small: Project, footages: Sequence[Footage]) -> tuple[ShotPlan, ...]:
    """Return the frames of a project's preview, which `preview_of` makes of it."""
    return plan_shots(small, footages, folder=PREVIEW, step=small.preview.step)


def remove_unfinished_frames(work: Path) -> None:
    """Remove what runs that were killed left half written in a work folder."""
    places = f"{FRAMES}/*", f"{PREVIEW}/*", f"{AUDITIONS}/*", f"{ADOPTED}/*/*"
    for folder in chain.from_iterable(map(work.glob, places)):
        remove_partials(folder)


def _with_measures(project: Project, shot: Shot, footage: Footage) -> Shot:
    """Return a sequence laid along its stills, whose steps know what was measured of these."""
    shot = with_light(shot.along(footage, project.fps), project.work, footage)
    shot = with_shake(shot, project.work, footage)
    return with_noise(shot, project.work, footage)


def _plan_shot(
    shot: Shot, footage: Footage, folder: Path, step: int, force: bool, deep: bool
) -> ShotPlan:
    shown = held(shot.tempo.order(len(footage.stills)), step)
    frames = list(ordered(shot, footage, set(shown), folder))
    looked = looked_at(frames, shot.frame_size, deep=deep, force=force)
    return ShotPlan(shot, footage, shot.frame_size, shown, looked)


def _with_left_over(plan: ShotPlan) -> ShotPlan:
    """Return a plan that knows how many frames lie in its folder that the film does not show."""
    folder, stills = plan.frames[0].file.parent, plan.footage.stills
    kept = {f"{name}.png" for name in names_of(stills, plan.shot.tempo.order(len(stills))).values()}
    kept |= {frame.lies.name for frame in plan.frames if frame.lies}
    found = {file.name for file in folder.glob("[!.]*.png")}
    return replace(plan, left_over=len(found - kept))
