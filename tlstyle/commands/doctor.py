"""`tlstyle doctor`: what this machine has for painting and films, and what would be slow here."""

from __future__ import annotations

from pathlib import Path

from tlstyle.console.machine import machine_answer, machine_lines
from tlstyle.console.terminal import Terminal
from tlstyle.errors import ProjectError, TlstyleError
from tlstyle.machine.advice import advice, troubles
from tlstyle.machine.machine import machine
from tlstyle.project import Project, read_draft


def doctor(place: Path, *, json: bool) -> None:
    """Say what this machine has for a project, or for one in a folder.

    Raises:
        ProjectError: it is neither a folder nor a sound project file.
        TlstyleError: nothing can be painted, or written, here.
    """
    console = Terminal()
    found = machine(place if place.is_dir() else _project(place))
    slow, wrong = list(advice(found)), list(troubles(found))
    if json:
        console.json(machine_answer(found, slow, wrong))
    else:
        for name, text in machine_lines(found):
            console.say(f"{name:<13}{text}")
        for line in slow:
            console.warn(line)
    if wrong:
        raise TlstyleError(*wrong)


def _project(file: Path) -> Project:
    draft = read_draft(file)
    if draft.problems or not draft.project:
        raise ProjectError(str(file), draft.problems)
    return draft.project
