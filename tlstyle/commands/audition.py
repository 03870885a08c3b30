"""`tlstyle audition`: a sequence's stills by every candidate, and the one that is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tlstyle.checks.check import Checked
from tlstyle.checks.named import refuse_unknown
from tlstyle.commands.making import paint_pending
from tlstyle.commands.pictures import refuse_place, writing
from tlstyle.commands.session import Manner, checked_project, work
from tlstyle.commands.studied import studied
from tlstyle.console.console import Console
from tlstyle.console.terminal import Terminal
from tlstyle.crews.crew import Crew
from tlstyle.errors import OptionError, PaintError
from tlstyle.exports.audition import Entry, auditioned, write_audition
from tlstyle.frames.frame import AUDITIONS, ShotPlan
from tlstyle.frames.look import look_again
from tlstyle.frames.pace import seconds_expected
from tlstyle.frames.plan import plan_shots
from tlstyle.project import Project
from tlstyle.project.auditions import Candidate, take, trial_of
from tlstyle.project.owner import owner_of
from tlstyle.stills.still import Footage
from tlstyle.words import command


def audition(
    file: Path,
    candidates: Sequence[Candidate],
    sequence: str | None,
    output: Path | None,
    crew: Crew,
    manner: Manner,
) -> None:
    """Paint a sequence's first, middle and last still by every candidate, on one picture.

    Brushes that candidates ask for are studied first, on the whole sequence: they are the film's
    own where one is taken.

    Raises:
        OptionError: there is no such sequence, or a candidate's number is none that its key takes.
    """
    with work(file, manner) as (console, checked):
        name, footage = _sequence(checked, sequence)
        place = output or _page_of(checked.project)
        refuse_place(place, checked, "an audition")
        signed = owner_of(checked.project).signature(place)
        entries = painted_by(console, checked, (name, footage), candidates, crew)
        with writing(place):
            write_audition(place, name, entries, signed)
        console.say(str(place))
        where = ["--output", str(output)] if output else []
        taken = command("audition", file, "--sequence", name, *where, "--take", "N")
        console.say(f"{taken} writes one into {file}")


def painted_by(
    console: Console,
    checked: Checked,
    sequence: tuple[str, Footage],
    candidates: Sequence[Candidate],
    crew: Crew,
) -> list[Entry]:
    """Paint what candidates are shown on, and return them as they stand on a page.

    Args:
        console: Shows how far it is.
        checked: The project.
        sequence: The name of the one that is shown, and its stills.
        candidates: What it is painted by.
        crew: Who paints.

    Raises:
        OptionError: a candidate's number is none that its key takes.
        PaintError: a still is not painted.
    """
    name, footage = sequence
    trial = trial_of(checked.project, name, candidates)
    whole = plan_shots(trial, [footage] * len(candidates), folder=AUDITIONS, force=crew.force)
    plans = [_shown(plan) for plan in whole]
    plans = list(studied(console, checked, plans, plans, crew.device))
    with console.progress(plans) as display:
        paint_pending(plans, crew, display)
    return [
        Entry(_painted(plan), candidate, _seconds(each))
        for plan, each, candidate in zip(plans, whole, candidates, strict=True)
    ]


def take_candidate(file: Path, sequence: str | None, output: Path | None, number: int) -> None:
    """Write a candidate of an audition, whose page remembers it, into the project file.

    Raises:
        OptionError: there was no audition, or it had no such candidate.
    """
    console = Terminal()
    checked = checked_project(console, file)
    refuse_unknown(checked.project, [sequence] if sequence else [])
    page = output or _page_of(checked.project)
    signed, name, candidates = auditioned(page)
    is_ours = owner_of(checked.project).owns(page, signed)
    if not is_ours or name not in [shot.name for shot in checked.project.shots]:
        raise OptionError(f"--take {number}: {page} is no audition of {file}: name pictures first")
    if sequence and name != sequence:
        what = f"{page} is an audition of {name}, not of {sequence}: name pictures first"
        raise OptionError(f"--take {number}: {what}")
    chosen = chosen_from(candidates, number, name)
    try:
        take(file, name, chosen)
    except OSError as error:
        raise OptionError(f"{file}: cannot be written ({error.strerror})") from error
    said = ", ".join([chosen.picture.name, *chosen.words])
    console.say(f"{file}: {name} is painted by {said}")


def chosen_from(candidates: Sequence[Candidate], number: int, name: str) -> Candidate:
    """Return the candidate that has a number on a page, from 1.

    Raises:
        OptionError: none has.
    """
    if not 1 <= number <= len(candidates):
        raise OptionError(f"--take {number}: the audition of {name} had 1 to {len(candidates)}")
    return candidates[number - 1]


def _page_of(project: Project) -> Path:
    return project.output.with_name(f"{project.output.stem}.audition.png")


def _sequence(checked: Checked, name: str | None) -> tuple[str, Footage]:
    """Return the sequence that is named, or the only one, and its stills."""
    refuse_unknown(checked.project, [name] if name else [])
    shots = [shot.name for shot in checked.project.shots]
    if name is None and len(shots) > 1:
        raise OptionError(f"--sequence: say which of {', '.join(shots)}")
    own = name or shots[0]
    return own, checked.footages[shots.index(own)]


def _shown(plan: ShotPlan) -> ShotPlan:
    """Return of a plan the first, the middle and the last frame."""
    return plan.part((plan.shown[0], plan.shown[len(plan.shown) // 2], plan.shown[-1]))


def _painted(plan: ShotPlan) -> ShotPlan:
    again = look_again(plan)
    if again.pending:
        raise PaintError(f"{again.pending[0].file}: was not painted: run it again")
    return again


def _seconds(plan: ShotPlan) -> tuple[float, float] | None:
    """Return what a frame takes on this machine, and the whole sequence, if that is known."""
    frames = tuple(replace(frame, pending="tried", lies=None) for frame in plan.frames)
    expected = seconds_expected([replace(plan, frames=frames)])
    return None if expected is None else (expected / len(frames), expected)
