"""`tlstyle audition` before there is a project: of a folder's stills, and how to go on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tlstyle.checks.check import Checked, check
from tlstyle.commands.audition import chosen_from, painted_by
from tlstyle.commands.gathering import gather
from tlstyle.commands.pictures import refuse_among_stills, refuse_other_kind, writing
from tlstyle.console.terminal import Terminal
from tlstyle.crews.crew import Crew
from tlstyle.errors import OptionError, PaintError, ProjectError, Stopped
from tlstyle.exports.audition import auditioned, write_audition
from tlstyle.project import NewSequence, write_project
from tlstyle.project.auditions import Candidate
from tlstyle.system.processes import temporary_folder
from tlstyle.words import command

_STILLS = "stills"
"""What a page says of a project that is not yet there: where its stills are."""


def audition_stills(
    stills: Path,
    candidates: Sequence[Candidate],
    sequence: str | None,
    output: Path | None,
    crew: Crew,
    *,
    quiet: bool,
) -> None:
    """Paint stills of a folder, or of one of the sequences in it, by every candidate.

    They are painted as in a new project; but for the page, nothing is kept.

    Raises:
        OptionError: there are no stills, several sequences of which none is named, or a
            candidate's number is none that its key takes.
        PaintError: something else stands where the page is to be, or it would be a still itself.
    """
    console = Terminal(quiet=quiet)
    chosen = _chosen(stills, sequence)
    page = output or _page_of(stills, sequence)
    refuse_other_kind(page, "an audition")
    _refuse_foreign(page, stills)
    with temporary_folder("audition") as folder:
        folder.mkdir()
        checked = _checked(folder / "new.toml", chosen._replace(style=candidates[0].picture))
        console.warnings(stills, (replace(each, line=None) for each in checked.warnings))
        shown = chosen.name, checked.footages[0]
        refuse_among_stills(page, checked.project)
        try:
            entries = painted_by(console, checked, shown, candidates, crew)
        except Stopped:
            raise Stopped("stopped: nothing is written") from None
        with writing(page):
            write_audition(page, chosen.name, entries, {_STILLS: _told(stills)})
        console.say(str(page))
    more = [
        *(["--sequence", sequence] if sequence else []),
        *(["--output", page] if output else []),
    ]
    console.say(f"{command('audition', stills, *map(str, more), '--take', 'N')} says how to go on")


def say_how_to_go_on(stills: Path, sequence: str | None, output: Path | None, number: int) -> None:
    """Say which project a candidate of an audition is taken by.

    Raises:
        OptionError: there was no audition, or it had no such candidate.
    """
    page = output or _page_of(stills, sequence)
    signed, name, candidates = auditioned(page)
    if signed.get(_STILLS) != _told(stills):
        what = f"{page} is no audition of {stills}: name pictures first"
        raise OptionError(f"--take {number}: {what}")
    chosen = chosen_from(candidates, number, name)
    console = Terminal()
    picture = min(os.path.relpath(chosen.picture), str(chosen.picture), key=len)
    console.say(f"go on by: {command('new', 'film.toml', stills, '--style', picture)}")
    if chosen.keys:
        keys = " and ".join(f"{key} = {_written(value)}" for key, value in chosen.keys.items())
        console.say(f"and write {keys} below `style` of {name} in film.toml")


def _chosen(stills: Path, name: str | None) -> NewSequence:
    """Return the sequence that is named, or the only one there is.

    Raises:
        OptionError: there is none of that name, or there are several.
    """
    found = gather([stills], styled=True).sequences
    chosen = [each for each in found if name in (None, each.name)]
    if len(chosen) != 1:
        names = ", ".join(each.name for each in found)
        raise OptionError(f"--sequence{f' {name}' if name else ''}: say which of {names}")
    return chosen[0]


def _checked(file: Path, sequence: NewSequence) -> Checked:
    """Return a new project of one sequence, which is where nobody looks."""
    write_project(file, [sequence])
    try:
        return check(file)
    except ProjectError as error:
        raise PaintError(*(problem.what for problem in error.problems)) from error


def _page_of(stills: Path, sequence: str | None) -> Path:
    """Return the page's usual place: here, named after what it shows."""
    return Path(f"{sequence or stills.resolve().stem}.audition.png")


def _refuse_foreign(page: Path, stills: Path) -> None:
    if os.path.lexists(page) and auditioned(page)[0].get(_STILLS) != _told(stills):
        what = f"is no audition of {stills}, and is left alone: move it, or name another"
        raise PaintError(f"{page}: {what} with --output")


def _told(stills: Path) -> str:
    return str(stills.resolve())


def _written(value: float | str) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"
