"""Stills measured before a run plans by it: their light, their noise and their shake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tlstyle.checks.cameras import camera_problems
from tlstyle.checks.check import Checked, without_odd_stills
from tlstyle.console.console import Console
from tlstyle.errors import ProjectError
from tlstyle.frames.light import needs_light
from tlstyle.frames.measured import Kept
from tlstyle.frames.noise import needs_noise
from tlstyle.frames.shake import needs_shake
from tlstyle.frames.shard import Shard
from tlstyle.painting.measuring import measure
from tlstyle.painting.noise import measure_noise
from tlstyle.project import Shot
from tlstyle.stills.light import LIGHT
from tlstyle.stills.measure import Measure
from tlstyle.stills.shake import SHAKE
from tlstyle.stills.still import Footage


def measure_stills(
    console: Console,
    checked: Checked,
    only: Sequence[str] | None,
    jobs: int = 0,
    shard: Shard | None = None,
) -> Checked:
    """Measure what steps wait for in the stills of the sequences named, or of all.

    Returns the project without the stills that stand out, where a sequence goes without such.

    Args:
        console: Where it is told how far that is.
        checked: The project.
        only: The sequences' names.
        jobs: Stills that are read at once; 0 as many as there are cores.
        shard: Whose share comes first, where several share the work folder.

    Raises:
        PaintError: a still cannot be read.
        ProjectError: what is left has no room for its edits, or the stills' shake none to be made
            good.
    """
    work = checked.project.work
    if waiting := _waiting(checked, only, needs_light):
        _measure(console, work, LIGHT, waiting, jobs, shard)
        checked = without_odd_stills(checked)
    for shot, footage in _waiting(checked, only, needs_noise):
        measure_noise(work, shot, footage)
    if waiting := _waiting(checked, only, needs_shake):
        _measure(console, work, SHAKE, waiting, jobs, shard)
        _refuse_shake_without_room(checked)
    return checked


def _measure(
    console: Console,
    work: Path,
    what: Measure,
    waiting: Sequence[tuple[Shot, Footage]],
    jobs: int,
    shard: Shard | None,
) -> None:
    with console.progress(()) as display:
        for shot, footage in waiting:
            report = partial(display.encoded, f"{what.name} in {shot.name}")
            stills = footage if what.is_by_first else footage.with_odd
            measure(Kept(what, work, shot.name), stills, jobs, report, shard)


def _waiting(
    checked: Checked, only: Sequence[str] | None, needs: Callable[[Shot], bool]
) -> list[tuple[Shot, Footage]]:
    """Return those of the sequences named, or of all, that need something, with their stills."""
    pairs = zip(checked.project.shots, checked.footages, strict=True)
    chosen = [(shot, footage) for shot, footage in pairs if not only or shot.name in only]
    return [(shot, footage) for shot, footage in chosen if needs(shot)]


def _refuse_shake_without_room(checked: Checked) -> None:
    """Make sure that stills have not shaken by more than there is room to make it good."""
    project = checked.project
    names = [shot.name for shot in project.shots]
    footages = dict(zip(names, checked.footages, strict=True))
    if problems := tuple(camera_problems(checked.draft, project, footages)):
        raise ProjectError(str(project.file), problems)
