"""What the commands do that paint nothing: check, status, new, sheet, schema, demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tlstyle.answers import check_answer, status_answer, trouble_answer
from tlstyle.begin import begin
from tlstyle.build import film_standing
from tlstyle.check import Checked, check, look_deep, parts_of
from tlstyle.console import Console
from tlstyle.edit import film_of
from tlstyle.errors import OptionError, PaintError, Problem, ProjectError, TlstyleError
from tlstyle.film import FINAL
from tlstyle.films import films_troubles
from tlstyle.frames.file import JPEG
from tlstyle.frames.frame import PREVIEW, ShotPlan
from tlstyle.frames.plan import plan_shots
from tlstyle.lock import at_work
from tlstyle.preview import preview_of
from tlstyle.project import ProjectTable
from tlstyle.session import checked_project
from tlstyle.shard import Shard
from tlstyle.sheet import refuse_foreign_sheet, write_sheet
from tlstyle.survey import out_of_place
from tlstyle.words import command


def check_project(file: Path, *, deep: bool, json: bool, subset: Shard | None = None) -> None:
    """Say everything that is wrong with a project, or print its timeline.

    Deep looks are at a subset of each sequence's stills and frames, if one is named; the first
    has the films too.
    """
    console = Console()
    try:
        if subset and not deep:
            raise OptionError(f"--subset {subset}: is a part of what --deep looks at: add --deep")
        checked = _checked(console, file, deep=deep, subset=subset, quiet=json)
        plans = plan_shots(checked.project, checked.footages, deep=deep and not subset)
        if deep:
            checked = _deeper(console, checked, plans, subset, quiet=json)
    except TlstyleError as error:
        if json:
            console.json(trouble_answer(error))
        raise
    if json:
        console.json(check_answer(checked, plans))
    else:
        console.timeline(checked, plans)


def status(file: Path, *, json: bool) -> None:
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
    check_project(file, deep=False, json=False)
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
    if output.suffix.lower() not in {".png", *JPEG}:
        raise OptionError(f"--output {output}: a sheet is a picture, named .png or .jpg")
    if trouble := out_of_place(output, checked.project, checked.footages):
        raise PaintError(f"{output}: {trouble}")
    try:
        refuse_foreign_sheet(output, checked.project)
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


def _checked(
    console: Console, file: Path, *, deep: bool, subset: Shard | None, quiet: bool
) -> Checked:
    """Return a sound project, with its warnings said, as they are where it is not sound."""
    try:
        checked = check(file, deep=deep, subset=subset)
    except ProjectError as error:
        console.warnings(file, () if quiet else error.warnings)
        raise
    console.warnings(file, () if quiet else checked.warnings)
    return checked


def _deeper(
    console: Console,
    checked: Checked,
    plans: Sequence[ShotPlan],
    subset: Shard | None,
    *,
    quiet: bool,
) -> Checked:
    file = checked.project.file
    found, broken = look_deep(checked, _deep_plans(checked, subset) if subset else plans)
    if not subset or subset.number == 1:
        found += tuple(map(Problem, films_troubles(checked.project)))
    console.warnings(file, () if quiet else found)
    warnings = (*checked.warnings, *found)
    if broken:
        raise ProjectError(str(file), broken, warnings)
    return replace(checked, warnings=warnings)


def _deep_plans(checked: Checked, subset: Shard) -> tuple[ShotPlan, ...]:
    """Return plans of a part of each sequence, their frames decoded."""
    names = [shot.name for shot in checked.project.shots]
    parts = parts_of(dict(zip(names, checked.footages, strict=True)), subset)
    shots = tuple(shot for shot in checked.project.shots if shot.name in parts)
    return plan_shots(replace(checked.project, shots=shots), list(parts.values()), deep=True)
