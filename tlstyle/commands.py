"""What the commands do: load, find stills, plan, paint, lay out the timeline, write the film."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tlstyle.answers import check_answer, status_answer, trouble_answer
from tlstyle.begin import begin
from tlstyle.build import Crew, film_standing, paint_pending, refuse_pending, write_cut
from tlstyle.check import Checked, check, look_deep, part_of, refuse_unknown
from tlstyle.console import Console
from tlstyle.edit import Cut, clips_of, film_of
from tlstyle.errors import PaintError, ProjectError, TlstyleError
from tlstyle.film import FINAL, QUICK
from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.file import is_picture_of_ours
from tlstyle.frames.frame import FRAMES, PREVIEW, ShotPlan
from tlstyle.frames.look import left_to_paint, look_again
from tlstyle.frames.plan import plan_shots
from tlstyle.lock import at_work
from tlstyle.preview import preview_of
from tlstyle.project import ProjectTable
from tlstyle.room import refuse_little_room
from tlstyle.session import Manner, checked_project, work
from tlstyle.shard import Shard, share
from tlstyle.sheet import write_sheet
from tlstyle.survey import out_of_place
from tlstyle.words import command


def build(
    file: Path, only: Sequence[str] | None, crew: Crew, manner: Manner, *, deep: bool
) -> None:
    """Paint what is pending, of the sequences named or of all, and write the film if it can be."""
    with work(file, manner) as (console, checked):
        plans = plan_shots(checked.project, checked.footages, force=crew.force, deep=deep)
        console.status(plans)
        chosen = _chosen(checked, plans, only)
        if not manner.dry_run:
            cut = film_of(checked.project, plans, checked.timeline, FINAL)
            others = [plan for plan in plans if plan not in chosen]
            waiting = _build(console, chosen, others, cut, crew)
            if waiting:
                console.partly(file, cut, waiting)


def preview(
    file: Path, only: Sequence[str] | None, crew: Crew, manner: Manner, *, true: bool
) -> None:
    """Make a quick cut, small, or if `true` of frames that count for the film.

    Of sequences named, it is a film of them alone.
    """
    with work(file, manner) as (console, checked):
        shown = part_of(checked, only) if only else checked
        small = preview_of(shown.project, true=true)
        folder, step = FRAMES if true else PREVIEW, small.preview.step
        plans = plan_shots(small, shown.footages, folder=folder, step=step, force=crew.force)
        console.status(plans)
        if not manner.dry_run:
            cut = film_of(small, plans, shown.timeline, QUICK)
            _build(console, plans, [], cut, crew)


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
    with work(file, manner, shard) as (console, checked):
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


def film(
    file: Path, only: Sequence[str] | None, manner: Manner, *, clips: bool, force: bool
) -> None:
    """Write the film from painted frames, and if `clips` each sequence on its own too.

    Of sequences named, only their clips.
    """
    with work(file, manner) as (console, checked):
        plans = plan_shots(checked.project, checked.footages)
        chosen = _chosen(checked, plans, only)
        refuse_pending(chosen)
        cuts = [] if only else [film_of(checked.project, plans, checked.timeline, FINAL)]
        cuts += clips_of(checked.project, chosen, FINAL) if only or clips else []
        with console.progress(()) as display:
            for cut in cuts:
                write_cut(cut, force, display)
        for cut in cuts:
            console.say(str(cut.output))


def say_check(file: Path, *, deep: bool, json: bool) -> None:
    """Say everything that is wrong with a project, or print its timeline."""
    console = Console()
    try:
        checked = _checked(console, file, deep=deep, quiet=json)
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
    """Say what is painted, what is pending and why, how the film stands, and who is at work."""
    console = Console()
    checked = check(file)
    plans = plan_shots(checked.project, checked.footages)
    cut = film_of(checked.project, plans, checked.timeline, FINAL)
    film, who = film_standing(cut, plans), at_work(checked.project.work)
    if json:
        console.json(status_answer(plans, film, who))
        return
    console.status(plans)
    console.say(f"{cut.output}: {film}")
    if who:
        console.say(f"{who} at work on it")


def new(
    file: Path, folders: Sequence[Path], styles: Sequence[Path], music: Path | None, size: str
) -> None:
    """Write a project file for folders of stills, and check it."""
    begin(file, folders, styles, music, size)
    console = Console()
    console.say(f"{file}: written")
    say_check(file, deep=False, json=False)
    console.say(f"next: {command('preview', file)}")


def sheet(file: Path, output: Path | None) -> None:
    """Draw the film on one picture."""
    console = Console()
    checked = checked_project(console, file)
    plans = plan_shots(checked.project, checked.footages)
    small = preview_of(checked.project)
    step = small.preview.step
    previews = plan_shots(small, checked.footages, folder=PREVIEW, step=step)
    output = output or checked.project.sheet_output
    if trouble := out_of_place(output, checked.project, checked.footages):
        raise PaintError(f"{output}: {trouble}")
    try:
        if output.exists() and not is_picture_of_ours(output):
            raise PaintError(f"{output}: is no sheet of tlstyle's and is left alone: move it")
        write_sheet(output, checked.project, checked.timeline, plans, previews)
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


def _checked(console: Console, file: Path, *, deep: bool, quiet: bool) -> Checked:
    """Return a sound project, with its warnings said, as they are where it is not sound."""
    try:
        checked = check(file, deep=deep)
    except ProjectError as error:
        console.warnings(file, () if quiet else error.warnings)
        raise
    console.warnings(file, () if quiet else checked.warnings)
    return checked


def _deeper(
    console: Console, checked: Checked, plans: Sequence[ShotPlan], *, quiet: bool
) -> Checked:
    file = checked.project.file
    found, broken = look_deep(checked, plans)
    console.warnings(file, () if quiet else found)
    warnings = (*checked.warnings, *found)
    if broken:
        raise ProjectError(str(file), broken, warnings)
    return replace(checked, warnings=warnings)


def _share(
    plans: Sequence[ShotPlan], chosen: Sequence[ShotPlan], shard: Shard
) -> tuple[ShotPlan, ...]:
    """Return a shard's frames of the chosen sequences."""
    names = {plan.shot.name for plan in chosen}
    return tuple(plan for plan in share(plans, shard) if plan.shot.name in names)


def _chosen(
    checked: Checked, plans: Sequence[ShotPlan], names: Sequence[str] | None
) -> tuple[ShotPlan, ...]:
    refuse_unknown(checked.project, names or ())
    return tuple(plan for plan in plans if not names or plan.shot.name in names)


def _room_needed(plans: Sequence[ShotPlan]) -> tuple[Path, float]:
    return plans[0].frames[0].file.parent, disk_needed(plans)


def _build(
    console: Console, chosen: Sequence[ShotPlan], others: Sequence[ShotPlan], cut: Cut, crew: Crew
) -> list[ShotPlan]:
    """Paint the chosen sequences, and write the film unless others wait, which are returned."""
    cut.refuse_foreign(force=crew.force)
    if any(plan.pending for plan in chosen):
        refuse_little_room([_room_needed(chosen), *cut.room_needed()])
    started = time.monotonic()
    painted = sum(len(plan.pending) for plan in chosen)
    with console.progress(chosen) as display:
        paint_pending(chosen, crew, display)
        refuse_pending([look_again(plan) for plan in chosen] if painted else chosen)
        waiting = [plan for plan in map(_left, others) if plan.pending]
        if waiting:
            return waiting
        is_new = write_cut(cut, crew.force, display)
    total = sum(len(plan.frames) for plan in (*chosen, *others))
    seconds = time.monotonic() - started
    console.summary(cut, painted, total - painted, seconds, is_new)
    return []


def _left(plan: ShotPlan) -> ShotPlan:
    """Return a plan with what is still to be painted of it, damaged frames too, as it is now."""
    again = look_again(plan)
    return again if again.pending else left_to_paint(plan)
