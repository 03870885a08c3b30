"""`tlstyle status`: what is painted, what is pending, and how the film stands."""

from __future__ import annotations

from pathlib import Path

from tlstyle.checks.check import check
from tlstyle.commands.making import film_standing
from tlstyle.console.answers import status_answer
from tlstyle.console.beats import unheard_lines
from tlstyle.console.shake import shake_lines
from tlstyle.console.terminal import Terminal
from tlstyle.film.cut import film_of, shapes_of
from tlstyle.frames.plan import plan_shots
from tlstyle.system.lock import at_work


def status(file: Path, *, json: bool) -> None:
    """Say what is painted, what is pending and why, how the film stands, and who is at work."""
    console = Terminal()
    checked = check(file, looks=True)
    plans = plan_shots(checked.project, checked.footages)
    project = checked.project
    cut = film_of(checked.project, plans, checked.timeline)
    film, who = film_standing(cut, plans), at_work(checked.project.work)
    shapes = list(shapes_of(project, plans, checked.timeline))
    standings = {name: film_standing(shape, plans) for name, shape in shapes}
    if json:
        console.json(status_answer(plans, film, who, standings))
        return
    console.status(plans)
    console.light(plans)
    for line in (*shake_lines(plans), *unheard_lines(project)):
        console.say(line)
    console.say(f"{cut.output}: {film}")
    for name, shape in shapes:
        console.say(f"{shape.output}: {standings[name]}")
    if who:
        console.say(f"{who} at work on it")
