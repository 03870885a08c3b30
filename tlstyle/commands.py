"""What the commands do: load, find stills, plan, paint, lay out the timeline, write the film."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tlstyle.answers import check_answer, status_answer, trouble_answer
from tlstyle.build import Crew, paint_pending, refuse_pending, write_cut
from tlstyle.check import Checked, check, look_deep, out_of_place
from tlstyle.console import Console
from tlstyle.edit import Cut, clips_of, film_of
from tlstyle.errors import PaintError, Problem, ProjectError, TlstyleError
from tlstyle.film import FINAL, QUICK, remove_unfinished
from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.file import is_picture_of_ours
from tlstyle.frames.frame import CLIPS, FRAMES, PREVIEW, ShotPlan
from tlstyle.frames.look import left_to_paint, look_again
from tlstyle.frames.plan import plan_shots, remove_unfinished_frames
from tlstyle.lock import locked
from tlstyle.preview import preview_of
from tlstyle.project import Project, ProjectTable, nearest, write_project
from tlstyle.room import refuse_little_room
from tlstyle.shard import Shard, share
from tlstyle.sheet import write_sheet


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command that paints or writes a film goes about it."""

    dry_run: bool = False
    """Say what is to be done, and do nothing."""
    wait: bool = False
    """Wait for another run that is at work on the project."""
    quiet: bool = False


def build(
    file: Path, only: Sequence[str] | None, crew: Crew, manner: Manner, *, deep: bool
) -> None:
    """Paint what is pending, of the sequences named or of all, and write the film."""
    with _work(file, manner) as (console, checked):
        plans = plan_shots(checked.project, checked.footages, force=crew.force, deep=deep)
        console.status(plans)
        chosen = _chosen(checked, plans, only)
        if not manner.dry_run:
            cut = film_of(checked.project, plans, checked.timeline, FINAL)
            _build(console, plans, chosen, cut, crew)


def preview(file: Path, crew: Crew, manner: Manner, *, true: bool) -> None:
    """Make a quick cut, small, or if `true` of frames that count for the film."""
    with _work(file, manner) as (console, checked):
        small = preview_of(checked.project, true=true)
        folder, step = FRAMES if true else PREVIEW, small.preview.step
        plans = plan_shots(small, checked.footages, folder=folder, step=step, force=crew.force)
        console.status(plans)
        if not manner.dry_run:
            cut = film_of(small, plans, checked.timeline, QUICK)
            _build(console, plans, plans, cut, crew)


def paint(
    file: Path,
    only: Sequence[str] | None,
    crew: Crew,
    manner: Manner,
    *,
    deep: bool,
    shard: Shard | None = None,
) -> None:
    """Paint what is pending, of the sequences named or of all, or of them a shard."""
    with _work(file, manner, shard) as (console, checked):
        plans = plan_shots(checked.project, checked.footages, force=crew.force, deep=deep)
        chosen = _chosen(checked, plans, only)
        own = _share(plans, chosen, shard) if shard else chosen
        console.status(own)
        if not manner.dry_run:
            if shard:  # the others fill the same disk
                refuse_little_room([_room_needed(chosen)])
            with console.progress(own) as display:
                paint_pending(own, crew, display)
            if shard:
                console.shard_summary(shard, own, [left_to_paint(plan) for plan in chosen])


def film(file: Path, manner: Manner, *, clips: bool, force: bool) -> None:
    """Write the film from painted frames, and if `clips` each sequence on its own too."""
    with _work(file, manner) as (console, checked):
        plans = plan_shots(checked.project, checked.footages)
        refuse_pending(plans)
        cuts = [film_of(checked.project, plans, checked.timeline, FINAL)]
        cuts += clips_of(checked.project, plans, FINAL) if clips else []
        with console.progress(()) as display:
            for cut in cuts:
                write_cut(cut, force, display)
        for cut in cuts:
            console.say(str(cut.output))


def say_check(file: Path, *, deep: bool, json: bool) -> None:
    """Say everything that is wrong with a project, or print its timeline."""
    console = Console()
    try:
        checked = _checked(console, file, quiet=json)
        plans = plan_shots(checked.project, checked.footages, deep=deep)
        if deep:
            checked = _deeper(console, checked, plans, quiet=json)
    except TlstyleError as error:
        if json:
            console.json(trouble_answer(error))
        raise
    if json:
        console.json(check_answer(checked, plans))
    else:
        console.timeline(checked, plans)


def say_status(file: Path, *, json: bool) -> None:
    """Say what is painted, what is pending and why, and how long the rest will take."""
    console = Console()
    checked = _checked(console, file, quiet=True)
    plans = plan_shots(checked.project, checked.footages)
    if json:
        console.json(status_answer(plans))
    else:
        console.status(plans)


def new(file: Path, folders: Sequence[Path], styles: Sequence[Path]) -> None:
    """Write a project file for folders of stills."""
    write_project(file, folders, styles)
    Console().say(f"{file}: written; next: tlstyle check {file}")


def sheet(file: Path, output: Path | None) -> None:
    """Draw the film on one picture."""
    console = Console()
    checked = _checked(console, file)
    plans = plan_shots(checked.project, checked.footages)
    output = output or checked.project.sheet_output
    if trouble := out_of_place(output, checked.project, checked.footages):
        raise PaintError(f"{output}: {trouble}")
    try:
        if output.exists() and not is_picture_of_ours(output):
            raise PaintError(f"{output}: is no sheet of tlstyle's and is left alone: move it")
        write_sheet(output, checked.project, checked.timeline, plans)
    except OSError as error:
        raise PaintError(f"{output}: cannot be written ({error.strerror})") from error
    console.say(str(output))


def schema() -> None:
    """Print the project file's JSON schema."""
    Console().json(ProjectTable.model_json_schema())


def demo(folder: Path, *, quiet: bool) -> None:
    """Draw the sample footage."""
    from tlstyle import demo as sample

    console = Console(quiet=quiet)
    with console.drawing() as report:
        sample.render(folder, report=report)
    console.say(str(folder))


def _checked(console: Console, file: Path, *, quiet: bool = False) -> Checked:
    checked = check(file)
    for warning in () if quiet else checked.warnings:
        console.warn(f"{file}: {warning}")
    return checked


def _deeper(
    console: Console, checked: Checked, plans: Sequence[ShotPlan], *, quiet: bool
) -> Checked:
    file = checked.project.file
    found, broken = look_deep(checked, plans)
    for warning in () if quiet else found:
        console.warn(f"{file}: {warning}")
    warnings = (*checked.warnings, *found)
    if broken:
        raise ProjectError(str(file), broken, warnings)
    return replace(checked, warnings=warnings)


@contextmanager
def _work(
    file: Path, manner: Manner, shard: Shard | None = None
) -> Iterator[tuple[Console, Checked]]:
    """Check a project and keep other runs out of its work folder; clear what killed ones left.

    A shard lets other shards in, and leaves the clearing to whoever has the folder alone.
    """
    console = Console(quiet=manner.quiet)
    checked = _checked(console, file)
    project = checked.project
    with ExitStack() as held:
        if not manner.dry_run:
            own = str(shard or "")
            held.enter_context(
                locked(project.work, wait=manner.wait, report=console.warn, shard=own)
            )
            if not shard:
                _clear(project)
        yield console, checked


def _clear(project: Project) -> None:
    remove_unfinished_frames(project.work)
    for folder in (project.output.parent, project.work / CLIPS):
        remove_unfinished(folder)


def _share(
    plans: Sequence[ShotPlan], chosen: Sequence[ShotPlan], shard: Shard
) -> tuple[ShotPlan, ...]:
    """Return a shard's frames of the chosen sequences."""
    names = {plan.shot.name for plan in chosen}
    return tuple(plan for plan in share(plans, shard) if plan.shot.name in names)


def _chosen(
    checked: Checked, plans: Sequence[ShotPlan], names: Sequence[str] | None
) -> tuple[ShotPlan, ...]:
    known = {plan.shot.name for plan in plans}
    for name in names or ():
        if name not in known:
            problem = Problem(f"there is no sequence {name!r}{nearest(name, known)}")
            raise ProjectError(str(checked.project.file), (problem,))
    return tuple(plan for plan in plans if not names or plan.shot.name in names)


def _room_needed(plans: Sequence[ShotPlan]) -> tuple[Path, float]:
    return plans[0].frames[0].file.parent, disk_needed(plans)


def _build(
    console: Console, plans: Sequence[ShotPlan], chosen: Sequence[ShotPlan], cut: Cut, crew: Crew
) -> None:
    """Paint the chosen sequences and write the film if none is left."""
    cut.refuse_foreign(force=crew.force)
    if any(plan.pending for plan in chosen):
        refuse_little_room([_room_needed(chosen), *cut.room_needed()])
    started = time.monotonic()
    painted = sum(len(plan.pending) for plan in chosen)
    with console.progress(chosen) as display:
        paint_pending(chosen, crew, display)
        refuse_pending([look_again(plan) for plan in plans] if painted else plans)
        is_new = write_cut(cut, crew.force, display)
    total = sum(len(plan.frames) for plan in plans)
    seconds = time.monotonic() - started
    console.summary(cut, painted, total - painted, seconds, is_new)
