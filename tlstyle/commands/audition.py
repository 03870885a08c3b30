"""`tlstyle audition`: a sequence's stills by every candidate, and the one that is taken."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path

from tlstyle.checks.check import Checked, refuse_unknown
from tlstyle.commands.making import paint_pending
from tlstyle.commands.pictures import refuse_place, writing
from tlstyle.commands.session import Manner, checked_project, work
from tlstyle.commands.studied import studied
from tlstyle.console.terminal import Terminal
from tlstyle.crews.crew import Crew
from tlstyle.errors import FootageError, OptionError, PaintError
from tlstyle.exports.audition import Entry, write_audition
from tlstyle.frames.frame import AUDITIONS, ShotPlan
from tlstyle.frames.look import look_again
from tlstyle.frames.pace import seconds_expected
from tlstyle.frames.plan import plan_shots
from tlstyle.project.auditions import Candidate, take, trial_of
from tlstyle.project.owner import owner_of
from tlstyle.stills.picture import read_header
from tlstyle.stills.still import Footage
from tlstyle.system.whole import write_whole

_MOST = 100
"""Candidates at once."""


def audition(
    file: Path,
    pictures: Sequence[Path],
    sequence: str | None,
    strengths: str | None,
    strokes: str | None,
    study: str | None,
    output: Path | None,
    crew: Crew,
    manner: Manner,
) -> None:
    """Paint a sequence's first, middle and last still by every candidate, on one picture.

    Brushes that candidates ask for are studied first, on the whole sequence: they are the film's
    own where one is taken.

    Raises:
        OptionError: there are no candidates, or too many.
    """
    candidates = _candidates(pictures, strengths, strokes, study)
    with work(file, manner) as (console, checked):
        name, footage = _sequence(checked, sequence)
        project = checked.project
        output = output or project.output.with_name(f"{project.output.stem}.audition.png")
        refuse_place(output, checked, "an audition")
        trial = trial_of(project, name, candidates)
        whole = plan_shots(trial, [footage] * len(candidates), folder=AUDITIONS, force=crew.force)
        plans = [_shown(plan) for plan in whole]
        plans = list(studied(console, checked, plans, plans, crew.device))
        with console.progress(plans) as display:
            paint_pending(plans, crew, display)
        entries = [
            Entry(_painted(plan), candidate.words, _seconds(each))
            for plan, each, candidate in zip(plans, whole, candidates, strict=True)
        ]
        title = f"{name}: {len(candidates)} candidates"
        with writing(output):
            write_audition(output, title, entries, owner_of(project))
        _remember(project.work / AUDITIONS / name, candidates)
        console.say(str(output))
        console.say(f"tlstyle audition {file} --sequence {name} --take N writes one into {file}")


def take_candidate(file: Path, sequence: str | None, number: int) -> None:
    """Write a candidate of the last audition into the project file.

    Raises:
        OptionError: there was no audition, or it had no such candidate.
    """
    console = Terminal()
    checked = checked_project(console, file)
    name, _ = _sequence(checked, sequence)
    candidates = _recall(checked.project.work / AUDITIONS / name)
    if not candidates:
        raise OptionError(f"--take {number}: {name} had no audition: name pictures first")
    if not 1 <= number <= len(candidates):
        raise OptionError(f"--take {number}: the audition of {name} had 1 to {len(candidates)}")
    chosen = candidates[number - 1]
    try:
        take(file, name, chosen)
    except OSError as error:
        raise OptionError(f"{file}: cannot be written ({error.strerror})") from error
    said = ", ".join([chosen.picture.name, *chosen.words])
    console.say(f"{file}: {name} is painted by {said}")


def _sequence(checked: Checked, name: str | None) -> tuple[str, Footage]:
    """Return the sequence that is named, or the only one, and its stills."""
    refuse_unknown(checked.project, [name] if name else [])
    shots = [shot.name for shot in checked.project.shots]
    if name is None and len(shots) > 1:
        raise OptionError(f"--sequence: say which of {', '.join(shots)}")
    own = name or shots[0]
    return own, checked.footages[shots.index(own)]


def _candidates(
    pictures: Sequence[Path], strengths: str | None, strokes: str | None, study: str | None
) -> list[Candidate]:
    files = list(_files(pictures))
    keys = _numbers(strengths, "--strengths"), _numbers(strokes, "--strokes"), _studies(study)
    found = [Candidate(file.absolute(), *each) for file in files for each in product(*keys)]
    if len(found) > _MOST:
        raise OptionError(f"{len(found)} candidates are more than {_MOST}: name fewer")
    return found


def _files(pictures: Iterable[Path]) -> Iterator[Path]:
    """Yield pictures, and of folders those in them.

    Raises:
        FootageError: one is no picture.
        OptionError: a folder holds none.
    """
    for place in pictures:
        if not place.is_dir():
            read_header(place, is_style=True)
            yield place
            continue
        inside = [each for each in sorted(place.iterdir()) if _is_picture(each)]
        if not inside:
            raise OptionError(f"{place}: holds no picture: name pictures, or another folder")
        yield from inside


def _is_picture(file: Path) -> bool:
    with suppress(FootageError):
        return file.is_file() and bool(read_header(file, is_style=True))
    return False


def _numbers(text: str | None, option: str) -> list[float | None]:
    if text is None:
        return [None]
    try:
        return [float(each) for each in text.split(",")]
    except ValueError:
        raise OptionError(f"{option} {text}: write numbers with commas, as 0.4,0.7,1") from None


def _studies(text: str | None) -> list[float | str | None]:
    """Return how long brushes study: minutes, or "300 steps" as the key has them."""
    asked = [None] if text is None else [each.strip() for each in text.split(",")]
    return [each if each and "step" in each else _numbers(each, "--study")[0] for each in asked]


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


def _remember(place: Path, candidates: Sequence[Candidate]) -> None:
    told = [{**asdict(each), "picture": str(each.picture)} for each in candidates]
    write_whole(place.with_suffix(".json"), json.dumps(told, indent=1).encode())


def _recall(place: Path) -> list[Candidate]:
    with suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads(place.with_suffix(".json").read_text("utf-8"))
        return [Candidate(Path(each.pop("picture")), **each) for each in told]
    return []
