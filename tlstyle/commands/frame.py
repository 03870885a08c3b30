"""`tlstyle frame`: one frame of the film, of which only what it shows is painted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from tlstyle.checks.survey import can_be_written
from tlstyle.commands.making import paint_pending, refuse_pending
from tlstyle.commands.measuring import measure_stills
from tlstyle.commands.pictures import refuse_place, say_and_show, writing
from tlstyle.commands.session import Manner, work
from tlstyle.commands.settled import settled
from tlstyle.commands.studied import studied
from tlstyle.crews.crew import Crew
from tlstyle.errors import OptionError, PaintError
from tlstyle.exports.frame import write_frame
from tlstyle.film.cut import film_of
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.look import look_again
from tlstyle.frames.plan import plan_shots
from tlstyle.project import Project
from tlstyle.project.owner import owner_of
from tlstyle.timeline import Shown, Timeline
from tlstyle.words import timecode

_TIMECODE = re.compile(r"(\d{1,3}):(\d\d):(\d\d):(\d\d)")


def frame(
    file: Path,
    at: str,
    output: Path | None,
    crew: Crew,
    manner: Manner,
    *,
    compare: bool,
    show: bool,
) -> None:
    """Draw a frame of the film; if `compare`, its still beside it; if `show`, on the terminal too.

    What it paints are frames of the film, which stay painted.

    Raises:
        OptionError: the film has no such frame, or a picture is not called so.
    """
    with work(file, manner, looks=True) as (console, checked):
        checked = measure_stills(console, checked, None, crew.jobs)
        project, timeline = checked.project, checked.timeline
        number = frame_at(at, timeline)
        output = output or project.output.with_name(_name(project.output, number, timeline))
        refuse_place(output, checked, "a frame")
        plans = settled(console, checked, plan_shots(project, checked.footages, force=crew.force))
        shown = next(each for place, each in enumerate(timeline.frames()) if place == number)
        needed: Sequence[ShotPlan] = _needed(plans, shown)
        _refuse_unpainted(project, needed)
        needed = studied(console, checked, needed, plans, crew.device)
        with console.progress(needed) as display:
            paint_pending(needed, crew, display)
        refuse_pending(list(map(look_again, needed)))
        film = film_of(project, plans, timeline).film
        signature = owner_of(project).signature(output)
        with writing(output):
            write_frame(output, film, shown, signature, plans if compare else ())
        say_and_show(console, output, is_shown=show)


def _refuse_unpainted(project: Project, needed: Sequence[ShotPlan]) -> None:
    """Make sure that nothing is to be painted where nothing can be written.

    Raises:
        PaintError: something is.
    """
    if any(plan.pending for plan in needed) and not can_be_written(project.work):
        what = f"{project.work}: cannot be written, and what the frame shows is not painted yet"
        raise PaintError(f"{what}: copy the project to a disk that takes it")


def frame_at(text: str, timeline: Timeline) -> int:
    """Return the number of the film's frame at a timecode, or at a number of seconds.

    Raises:
        OptionError: it is neither, or the film has ended by then.
    """
    rate = round(timeline.fps)
    if found := _TIMECODE.fullmatch(text):
        hours, minutes, seconds, frames = map(int, found.groups())
        number = ((hours * 60 + minutes) * 60 + seconds) * rate + frames
    elif re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text):
        number = int(Fraction(text) * timeline.fps)
    else:
        raise OptionError(f"--at {text}: write hours:minutes:seconds:frames, or seconds: 12.5")
    if number >= timeline.length:
        last = timecode(timeline.length - 1, timeline.fps)
        raise OptionError(f"--at {text}: the film ends before that: its last frame is {last}")
    return number


def _name(film: Path, number: int, timeline: Timeline) -> str:
    return f"{film.stem}.{timecode(number, timeline.fps).replace(':', '-')}.png"


def _needed(plans: Sequence[ShotPlan], shown: Shown) -> list[ShotPlan]:
    """Return what of plans a frame of the film shows."""
    wanted = {plans[layer.clip].pictures[layer.index] for layer in shown.layers}
    parts = [plan.part(f.moment for f in plan.frames if f.file in wanted) for plan in plans]
    return [part for part in parts if part.frames]
