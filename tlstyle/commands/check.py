"""`tlstyle check`: all that is wrong with a project, or its timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tlstyle.checks.check import Checked, check, look_deep
from tlstyle.checks.deep import parts_of
from tlstyle.checks.survey import can_be_written
from tlstyle.console.answers import check_answer, trouble_answer
from tlstyle.console.terminal import Terminal
from tlstyle.errors import FilmError, OptionError, Problem, ProjectError, TlstyleError
from tlstyle.film.cut import film_of, preview_film_of, shapes_of
from tlstyle.film.damage import films_troubles
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.light import lit_by
from tlstyle.frames.look import look_again
from tlstyle.frames.plan import plan_shots
from tlstyle.frames.shard import Shard, stretch
from tlstyle.project.preview import preview_of
from tlstyle.stills.light import Grid


def check_project(file: Path, *, deep: bool, json: bool, subset: Shard | None = None) -> None:
    """Say everything that is wrong with a project, or print its timeline.

    Deep looks are at a subset of each sequence's stills and frames, if one is named; the first
    has the films too.
    """
    console = Terminal()
    try:
        if subset and not deep:
            raise OptionError(f"--subset {subset}: is a part of what --deep looks at: add --deep")
        checked = _checked(console, file, deep=deep, subset=subset, quiet=json)
        plans = plan_shots(checked.project, checked.footages, deep=deep and not subset)
        checked = _with_taken_places(console, file, checked, plans, quiet=json)
        if deep:
            checked, plans = _deeper(console, file, checked, plans, subset, quiet=json)
    except TlstyleError as error:
        if json:
            console.json(trouble_answer(error))
        raise
    if json:
        console.json(check_answer(checked, plans))
    else:
        console.timeline(checked, plans)
        if deep:
            console.light(plans)


def _checked(
    console: Terminal, file: Path, *, deep: bool, subset: Shard | None, quiet: bool
) -> Checked:
    """Return a sound project, with its warnings said, as they are where it is not sound."""
    try:
        looks = not can_be_written(file.resolve().parent)
        checked = check(file, deep=deep, subset=subset, looks=looks)
    except ProjectError as error:
        console.warnings(file, () if quiet else error.warnings)
        raise
    console.warnings(file, () if quiet else checked.warnings)
    return checked


def _with_taken_places(
    console: Terminal, file: Path, checked: Checked, plans: Sequence[ShotPlan], *, quiet: bool
) -> Checked:
    """Return a project with a warning for each film that may not be written where it belongs."""
    taken = tuple(taken_places(checked, plans))
    console.warnings(file, () if quiet else taken)
    return replace(checked, warnings=(*checked.warnings, *taken))


def taken_places(checked: Checked, plans: Sequence[ShotPlan]) -> Iterator[Problem]:
    """Yield a word on each film in whose place stands what tlstyle does not replace."""
    small = preview_of(checked.project)
    film = film_of(checked.project, plans, checked.timeline)
    preview = preview_film_of(small, plans, checked.timeline)
    shapes = shapes_of(checked.project, plans, checked.timeline)
    for cut in (film, preview, *(cut for _, cut in shapes)):
        try:
            cut.refuse_foreign()
        except FilmError as error:
            yield checked.draft.problem(str(error), "output")


def _deeper(
    console: Terminal,
    file: Path,
    checked: Checked,
    plans: Sequence[ShotPlan],
    subset: Shard | None,
    *,
    quiet: bool,
) -> tuple[Checked, tuple[ShotPlan, ...]]:
    """Return a project with what decoding all of it brought to light, and its plans."""
    insight = look_deep(checked, _deep_plans(plans, subset) if subset else plans)
    found = insight.found
    if not subset or subset.number == 1:
        found += tuple(map(Problem, films_troubles(checked.project)))
    console.warnings(file, () if quiet else found)
    warnings = (*checked.warnings, *found)
    if insight.broken:
        raise ProjectError(str(file), insight.broken, warnings)
    light = {} if subset else insight.light
    return replace(checked, warnings=warnings), tuple(_lit(plan, light) for plan in plans)


def _lit(plan: ShotPlan, light: Mapping[str, Grid]) -> ShotPlan:
    """Return a plan that knows the light in its stills, if that was looked at."""
    own = light.get(plan.shot.name)
    return plan if own is None else replace(plan, shot=lit_by(plan.shot, own))


def _deep_plans(plans: Sequence[ShotPlan], subset: Shard) -> tuple[ShotPlan, ...]:
    """Return plans of a part of each sequence's stills and of its frames, which are decoded."""
    parts = parts_of({plan.shot.name: plan.footage for plan in plans}, subset)
    return tuple(
        look_again(
            replace(
                plan,
                footage=parts[plan.shot.name],
                frames=tuple(stretch(plan.frames, subset)),
            ),
            deep=True,
        )
        for plan in plans
        if plan.shot.name in parts
    )
