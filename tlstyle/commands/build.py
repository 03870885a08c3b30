"""`tlstyle build` and `preview`: paint what is pending, then write the film."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from tlstyle.checks.check import Checked, part_of
from tlstyle.checks.named import refuse_unknown
from tlstyle.commands.making import (
    Written,
    make_places,
    paint_pending,
    refuse_pending,
    write_cuts,
)
from tlstyle.commands.measuring import measure_stills
from tlstyle.commands.session import Manner, work
from tlstyle.commands.settled import chosen_of, room_needed, settled
from tlstyle.commands.studied import studied
from tlstyle.console.console import Console
from tlstyle.crews.crew import Crew
from tlstyle.film.cut import Cut, clips_of, film_of, preview_film_of, shapes_of
from tlstyle.film.damage import is_damaged
from tlstyle.frames.frame import FRAMES, PREVIEW, ShotPlan
from tlstyle.frames.look import left_to_paint, look_again
from tlstyle.frames.plan import plan_shots
from tlstyle.frames.unsteadied import trials_of
from tlstyle.project import Project
from tlstyle.project.preview import preview_of
from tlstyle.system.room import refuse_little_room


def build(
    file: Path, only: Sequence[str] | None, crew: Crew, manner: Manner, *, deep: bool
) -> None:
    """Paint what is pending, of the sequences named or of all, and write the film if it can be."""
    with work(file, manner) as (console, checked):
        refuse_unknown(checked.project, only or ())
        if not manner.dry_run:
            checked = measure_stills(console, checked, only, crew.jobs)
        plans = plan_shots(checked.project, checked.footages, force=crew.force, deep=deep)
        console.status(plans)
        if not manner.dry_run:
            films = _films(checked, plans)
            for film in films:
                film.refuse_foreign(force=crew.force)
            plans = settled(console, checked, plans)
            chosen = chosen_of(plans, only)
            others = [plan for plan in plans if plan not in chosen]
            waiting = _build(console, checked, chosen, others, films, crew, deep=deep)
            if waiting:
                console.partly(file, films[0], waiting)
                return
            if deep:
                _mend_clips(console, checked.project, plans)


def preview(
    file: Path, only: Sequence[str] | None, crew: Crew, manner: Manner, *, true: bool
) -> None:
    """Make a quick cut, small, or if `true` of frames that count for the film.

    Of sequences named, it is a film of them alone.
    """
    with work(file, manner) as (console, checked):
        shown = part_of(checked, only) if only else checked
        if not manner.dry_run:
            shown = measure_stills(console, shown, only, crew.jobs)
        small = preview_of(shown.project, true=true)
        folder, step = FRAMES if true else PREVIEW, small.preview.step
        plans = plan_shots(small, shown.footages, folder=folder, step=step, force=crew.force)
        console.status(plans)
        if not manner.dry_run:
            cut = preview_film_of(small, plans, shown.timeline)
            cut.refuse_foreign(force=crew.force)
            plans = settled(console, shown, plans)
            # Read in any case: it is small.
            _build(console, shown, plans, [], [cut], crew, deep=True)


def _build(
    console: Console,
    checked: Checked,
    chosen: Sequence[ShotPlan],
    others: Sequence[ShotPlan],
    films: Sequence[Cut],
    crew: Crew,
    *,
    deep: bool,
) -> list[ShotPlan]:
    """Paint the chosen sequences, and write the films unless others wait, which are returned.

    The first is the film, the others are its other shapes. If `deep`, what is there is read first.
    """
    make_places(films)
    if any(plan.pending for plan in chosen):
        rooms = chain.from_iterable(film.room_needed() for film in films)
        refuse_little_room([room_needed(chosen), *rooms])
    started = time.monotonic()
    chosen = studied(console, checked, chosen, [*chosen, *others], crew.device)
    painted = sum(len(plan.pending) for plan in chosen)
    beside = [*chosen, *trials_of(chosen)]
    with console.progress(beside) as display:
        paint_pending(beside, crew, display)
        complete = [*chosen, *(plan for plan in others if not plan.pending)]
        refuse_pending([look_again(plan) for plan in complete] if painted else complete)
        waiting = [plan for plan in map(_left, others) if plan.pending]
        if waiting:
            return waiting
        written = write_cuts(films, crew.force, display, deep=deep)
    total = sum(len(plan.frames) for plan in (*chosen, *others))
    _say(console, films, written, (painted, total - painted), time.monotonic() - started)
    written.refuse_failures()
    return []


def _say(
    console: Console,
    films: Sequence[Cut],
    written: Written,
    counts: tuple[int, int],
    seconds: float,
) -> None:
    """Say of each film that it is as it should be, and of the first what it took.

    `counts` are the frames that were painted now, and those that were before.
    """
    cut, *shapes = films
    if (is_new := written.is_new.get(cut.output)) is not None:
        heard = cut.loudness() if is_new else None
        console.summary(cut, *counts, seconds, is_new=is_new, heard=heard)
    for shape in shapes:
        if (is_new := written.is_new.get(shape.output)) is not None:
            console.film(shape, is_new=is_new)


def _films(checked: Checked, plans: Sequence[ShotPlan]) -> list[Cut]:
    """Return a project's film and its other shapes."""
    project, timeline = checked.project, checked.timeline
    return [
        film_of(project, plans, timeline),
        *(cut for _, cut in shapes_of(project, plans, timeline)),
    ]


def _left(plan: ShotPlan) -> ShotPlan:
    """Return a plan with what is still to be painted of it, damaged frames too, as it is now."""
    again = look_again(plan)
    return again if again.pending else left_to_paint(plan)


def _mend_clips(console: Console, project: Project, plans: Sequence[ShotPlan]) -> None:
    """Write those clips anew of which the disk has lost something."""
    with console.progress(()) as display:
        for clip in clips_of(project, plans):
            if is_damaged(clip.output):
                write_cuts([clip], False, display, deep=True).refuse_failures()
