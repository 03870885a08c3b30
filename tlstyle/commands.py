"""What the commands do: load, find stills, plan, paint, lay out the timeline, write the film."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tlstyle.answers import clean_answer
from tlstyle.build import Crew, paint_pending, refuse_pending, write_cut
from tlstyle.check import Checked, part_of, refuse_unknown
from tlstyle.clean import remove, unneeded
from tlstyle.console import Console
from tlstyle.edit import Cut, clips_of, film_of
from tlstyle.film import FINAL, QUICK
from tlstyle.films import is_damaged
from tlstyle.frames.adopted import adopt
from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.frame import FRAMES, PREVIEW, ShotPlan
from tlstyle.frames.look import left_to_paint, look_again
from tlstyle.frames.moved import move
from tlstyle.frames.plan import plan_shots
from tlstyle.preview import preview_of
from tlstyle.project import Project
from tlstyle.room import refuse_little_room
from tlstyle.session import Manner, work
from tlstyle.shard import Shard, share
from tlstyle.stills.remembered import remember


def build(
    file: Path, only: Sequence[str] | None, crew: Crew, manner: Manner, *, deep: bool
) -> None:
    """Paint what is pending, of the sequences named or of all, and write the film if it can be."""
    with work(file, manner) as (console, checked):
        refuse_unknown(checked.project, only or ())
        plans = plan_shots(checked.project, checked.footages, force=crew.force, deep=deep)
        console.status(plans)
        if not manner.dry_run:
            cut = film_of(checked.project, plans, checked.timeline, FINAL)
            cut.refuse_foreign(force=crew.force)
            plans = _settled(console, checked, plans)
            chosen = _chosen(plans, only)
            others = [plan for plan in plans if plan not in chosen]
            waiting = _build(console, chosen, others, cut, crew, deep=deep)
            if waiting:
                console.partly(file, cut, waiting)
            elif deep:
                _mend_clips(console, checked.project, plans)


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
            cut.refuse_foreign(force=crew.force)
            plans = _settled(console, shown, plans)
            _build(console, plans, [], cut, crew, deep=True)  # it is small, and read in no time


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
        refuse_unknown(checked.project, only or ())
        plans = plan_shots(checked.project, checked.footages, force=crew.force, deep=deep)
        if not manner.dry_run:
            plans = _settled(console, checked, plans)
        chosen = _chosen(plans, only)
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
    with work(file, manner, away=True) as (console, checked):
        refuse_unknown(checked.project, only or ())
        plans = _settled(console, checked, plan_shots(checked.project, checked.footages))
        chosen = _chosen(plans, only)
        refuse_pending(chosen)
        cuts = [] if only else [film_of(checked.project, plans, checked.timeline, FINAL)]
        cuts += clips_of(checked.project, chosen, FINAL) if only or clips else []
        with console.progress(()) as display:
            for cut in cuts:
                write_cut(cut, force, display)
        for cut in cuts:
            console.say(str(cut.output))


def clean(file: Path, manner: Manner, *, json: bool) -> None:
    """Say what in the work folder nothing of the project needs, and but in a dry run remove it."""
    with work(file, manner) as (console, checked):
        small = preview_of(checked.project)
        plans = [
            *plan_shots(checked.project, checked.footages),
            *plan_shots(small, checked.footages, folder=PREVIEW, step=small.preview.step),
        ]
        files = unneeded(checked.project, plans)
        if not manner.dry_run:
            remove(each for each in files if each.is_ours)
        if json:
            console.json(clean_answer(files, not manner.dry_run))
        else:
            console.unneeded(files, checked.project.work, not manner.dry_run)


def _settled(console: Console, checked: Checked, plans: Sequence[ShotPlan]) -> tuple[ShotPlan, ...]:
    """Move frames that lie under other names; remember stills and what others' pictures are for."""
    plans, moved = move(plans)
    console.moved(moved)
    adopt(plans)
    found = {plan.shot: plan.footage for plan in plans}
    firsts = {plan.shot: plan.recipe["photograph"] for plan in plans}
    remember(checked.project.work, found, firsts)
    return plans


def _share(
    plans: Sequence[ShotPlan], chosen: Sequence[ShotPlan], shard: Shard
) -> tuple[ShotPlan, ...]:
    """Return a shard's frames of the chosen sequences."""
    names = {plan.shot.name for plan in chosen}
    return tuple(plan for plan in share(plans, shard) if plan.shot.name in names)


def _chosen(plans: Sequence[ShotPlan], names: Sequence[str] | None) -> tuple[ShotPlan, ...]:
    return tuple(plan for plan in plans if not names or plan.shot.name in names)


def _room_needed(plans: Sequence[ShotPlan]) -> tuple[Path, float]:
    return plans[0].frames[0].file.parent, disk_needed(plans)


def _build(
    console: Console,
    chosen: Sequence[ShotPlan],
    others: Sequence[ShotPlan],
    cut: Cut,
    crew: Crew,
    *,
    deep: bool,
) -> list[ShotPlan]:
    """Paint the chosen sequences, and write the film unless others wait, which are returned.

    If `deep`, the film that is there is read first.
    """
    if any(plan.pending for plan in chosen):
        refuse_little_room([_room_needed(chosen), *cut.room_needed()])
    started = time.monotonic()
    painted = sum(len(plan.pending) for plan in chosen)
    with console.progress(chosen) as display:
        paint_pending(chosen, crew, display)
        complete = [*chosen, *(plan for plan in others if not plan.pending)]
        refuse_pending([look_again(plan) for plan in complete] if painted else complete)
        waiting = [plan for plan in map(_left, others) if plan.pending]
        if waiting:
            return waiting
        is_new = write_cut(cut, crew.force, display, deep=deep)
    total = sum(len(plan.frames) for plan in (*chosen, *others))
    seconds = time.monotonic() - started
    console.summary(cut, painted, total - painted, seconds, is_new)
    return []


def _left(plan: ShotPlan) -> ShotPlan:
    """Return a plan with what is still to be painted of it, damaged frames too, as it is now."""
    again = look_again(plan)
    return again if again.pending else left_to_paint(plan)


def _mend_clips(console: Console, project: Project, plans: Sequence[ShotPlan]) -> None:
    """Write those clips anew of which the disk has lost something."""
    with console.progress(()) as display:
        for clip in clips_of(project, plans, FINAL):
            if is_damaged(clip.output):
                write_cut(clip, False, display, deep=True)
