"""What is painted, what is pending and why: a project against its work folder. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tlstyle.frames.frame import FRAMES, PREVIEW, Frame, ShotPlan
from tlstyle.frames.look import decoded, reasons_of, with_reasons
from tlstyle.frames.recipe import recipe_of
from tlstyle.project import Project, Shot
from tlstyle.stills.still import Footage, Still
from tlstyle.whole import remove_partials


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
    return tuple(
        _plan_shot(project, shot, footage, project.work / folder / shot.name, step, force, deep)
        for shot, footage in zip(project.shots, footages, strict=True)
    )


def remove_unfinished_frames(work: Path) -> None:
    """Remove what runs that were killed left half written in a work folder."""
    for folder in (*work.glob(f"{FRAMES}/*"), *work.glob(f"{PREVIEW}/*")):
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
    frames = _frames(footage.stills, shot.style.steady, step, folder)
    if force:
        reasons: list[str | None] = ["forced"] * len(frames)
    else:
        reasons = reasons_of(frames, project.size, recipe, deep)
    if deep:
        with ThreadPoolExecutor() as readers:
            reasons = list(readers.map(decoded, [frame.file for frame in frames], reasons))
    return ShotPlan(shot, footage, project.size, step, recipe, with_reasons(frames, reasons))


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
