"""What the commands do: load, find stills, plan, paint, lay out the timeline, write the film."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tlstyle.answers import check_answer, problems_answer, status_answer
from tlstyle.build import Hands, paint_pending, refuse_pending, write_cut
from tlstyle.check import Checked, check
from tlstyle.console import Console
from tlstyle.edit import Cut, clips_of, film_of
from tlstyle.errors import Problem, ProjectError
from tlstyle.film import FINAL, QUICK
from tlstyle.plan import FRAMES, PREVIEW, ShotPlan, plan_shots
from tlstyle.preview import preview_of
from tlstyle.project import ProjectTable, nearest, write_project
from tlstyle.sheet import write_sheet


def build(
    file: Path, only: Sequence[str] | None, hands: Hands, *, dry_run: bool, quiet: bool
) -> None:
    """Paint what is pending, of the sequences named or of all, and write the film."""
    console = Console(quiet=quiet)
    checked = _checked(console, file)
    plans = plan_shots(checked.project, checked.footages, force=hands.force)
    console.status(plans)
    chosen = _chosen(checked, plans, only)
    if not dry_run:
        cut = film_of(checked.project, plans, checked.timeline, FINAL)
        _build(console, plans, chosen, cut, hands)


def preview(file: Path, hands: Hands, *, true: bool, dry_run: bool, quiet: bool) -> None:
    """Make a quick cut, small, or if `true` of frames that count for the film."""
    console = Console(quiet=quiet)
    checked = _checked(console, file)
    small = preview_of(checked.project, true=true)
    folder, step = FRAMES if true else PREVIEW, small.preview.step
    plans = plan_shots(small, checked.footages, folder=folder, step=step, force=hands.force)
    console.status(plans)
    if not dry_run:
        cut = film_of(small, plans, checked.timeline, QUICK)
        _build(console, plans, plans, cut, hands)


def paint(
    file: Path, only: Sequence[str] | None, hands: Hands, *, dry_run: bool, quiet: bool
) -> None:
    """Paint what is pending, of the sequences named or of all."""
    console = Console(quiet=quiet)
    checked = _checked(console, file)
    plans = plan_shots(checked.project, checked.footages, force=hands.force)
    chosen = _chosen(checked, plans, only)
    console.status(chosen)
    if not dry_run:
        with console.progress(chosen) as display:
            paint_pending(chosen, hands, display)


def film(file: Path, *, clips: bool, force: bool, quiet: bool) -> None:
    """Write the film from painted frames, and if `clips` each sequence on its own too."""
    console = Console(quiet=quiet)
    checked = _checked(console, file)
    plans = plan_shots(checked.project, checked.footages)
    refuse_pending(plans)
    cuts = [film_of(checked.project, plans, checked.timeline, FINAL)]
    cuts += clips_of(checked.project, plans, FINAL) if clips else []
    with console.progress(()) as display:
        for cut in cuts:
            write_cut(cut, force, display)
    for cut in cuts:
        console.say(str(cut.output))


def say_check(file: Path, *, json: bool) -> None:
    """Say everything that is wrong with a project, or print its timeline."""
    console = Console()
    try:
        checked = _checked(console, file, quiet=json)
    except ProjectError as error:
        if json:
            console.json({"problems": problems_answer(error.problems)})
        raise
    plans = plan_shots(checked.project, checked.footages)
    if json:
        console.json(check_answer(checked, plans))
    else:
        console.timeline(checked, plans)


def say_status(file: Path, *, json: bool) -> None:
    """Say what is painted, what is pending and why, and how long the rest will take."""
    console = Console()
    checked = _checked(console, file, quiet=True)
    plans = plan_shots(checked.project, checked.footages)
    if json:
        console.json(status_answer(plans))
    else:
        console.status(plans)


def new(file: Path, folders: Sequence[Path], styles: Sequence[Path]) -> None:
    """Write a project file for folders of stills."""
    write_project(file, folders, styles)
    Console().say(f"{file}: written; next: tlstyle check {file}")


def sheet(file: Path, output: Path | None) -> None:
    """Draw the film on one picture."""
    console = Console()
    checked = _checked(console, file)
    plans = plan_shots(checked.project, checked.footages)
    output = output or checked.project.output.with_suffix(".sheet.png")
    write_sheet(output, checked.project, checked.timeline, plans)
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


def _checked(console: Console, file: Path, *, quiet: bool = False) -> Checked:
    checked = check(file)
    for warning in () if quiet else checked.warnings:
        console.warn(f"{file}: {warning}")
    return checked


def _chosen(
    checked: Checked, plans: Sequence[ShotPlan], names: Sequence[str] | None
) -> tuple[ShotPlan, ...]:
    known = {plan.shot.name for plan in plans}
    for name in names or ():
        if name not in known:
            problem = Problem(f"there is no sequence {name!r}{nearest(name, known)}")
            raise ProjectError(str(checked.project.file), (problem,))
    return tuple(plan for plan in plans if not names or plan.shot.name in names)


def _build(
    console: Console, plans: Sequence[ShotPlan], chosen: Sequence[ShotPlan], cut: Cut, hands: Hands
) -> None:
    """Paint the chosen sequences and write the film if none is left."""
    started = time.monotonic()
    painted = sum(len(plan.pending) for plan in chosen)
    with console.progress(chosen) as display:
        paint_pending(chosen, hands, display)
        refuse_pending([plan for plan in plans if plan not in chosen])
        is_new = write_cut(cut, hands.force, display)
    total = sum(len(plan.frames) for plan in plans)
    seconds = time.monotonic() - started
    console.summary(cut, painted, total - painted, seconds, is_new)
