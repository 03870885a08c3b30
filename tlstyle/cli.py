"""Arguments, wiring and exit codes: load, find stills, plan, paint, lay out, write the film."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Annotated, TypeAlias

import typer

from tlstyle import __version__
from tlstyle.answers import check_answer, problems_answer, status_answer
from tlstyle.check import Checked, check, look_deep
from tlstyle.console import Console, standing
from tlstyle.edit import Cut, clips_of, film_of
from tlstyle.errors import (
    FilmError,
    ModelError,
    PaintError,
    Problem,
    ProjectError,
    Stopped,
    TlstyleError,
)
from tlstyle.film import FINAL, QUICK, remove_unfinished
from tlstyle.images import is_ours
from tlstyle.lock import locked
from tlstyle.models import choose_device, open_painter
from tlstyle.paint import Studio, paint_shots
from tlstyle.plan import (
    CLIPS,
    FRAMES,
    PREVIEW,
    ShotPlan,
    disk_needed,
    plan_shots,
    remove_unfinished_frames,
)
from tlstyle.preview import preview_of
from tlstyle.progress import Display
from tlstyle.project import ProjectTable, nearest, write_project
from tlstyle.room import refuse_little_room
from tlstyle.sheet import write_sheet

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Time-lapse sequences, each painted in the style of a picture, as one finished film.",
)

_EXIT_CODES = {ProjectError: 2, ModelError: 2, Stopped: 130}

_KEPT = "all that is painted is kept, and the same command goes on from there"

_GPU_BATCH = 4
"""Canvases painted at once on a GPU, to begin with; memory running out halves it."""

File: TypeAlias = Annotated[Path, typer.Argument(metavar="PROJECT.toml")]
Only: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--sequence", metavar="NAME", help="Only this sequence; may be repeated."),
]
Device: TypeAlias = Annotated[
    str, typer.Option(help="auto, cpu, gpu, or gpu:1 for the second one.", metavar="DEVICE")
]
Jobs: TypeAlias = Annotated[
    int, typer.Option(min=0, help="Threads that read, and that write; 0: one for each core.")
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Do again what is done.")]
Deep: TypeAlias = Annotated[
    bool, typer.Option("--deep", help="Decode every picture that is painted.")
]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")]
Wait: TypeAlias = Annotated[
    bool, typer.Option("--wait", help="Wait for another run that is at work on this project.")
]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", help="Say nothing but trouble.")]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Answer a program.")]


@app.command()
def build(
    context: typer.Context,
    project: File,
    sequence: Only = None,
    device: Device = "auto",
    jobs: Jobs = 0,
    force: Force = False,
    deep: Deep = False,
    dry_run: DryRun = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Paint what is pending and write the film."""
    console = Console(quiet=quiet)
    checked = _checked(console, project)
    if not dry_run:
        _hold(context, console, checked, wait)
    plans = plan_shots(checked.project, checked.footages, force=force, deep=deep)
    console.status(plans)
    chosen = _chosen(checked, plans, sequence)
    if not dry_run:
        cut = film_of(checked.project, plans, checked.timeline, FINAL)
        _build(console, plans, chosen, cut, Hands(device, jobs, force))


@app.command()
def preview(
    context: typer.Context,
    project: File,
    true: Annotated[
        bool, typer.Option("--true", help="Paint as the film will; these frames count for it.")
    ] = False,
    device: Device = "auto",
    jobs: Jobs = 0,
    force: Force = False,
    dry_run: DryRun = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Make a quick, small cut with the film's own timing."""
    console = Console(quiet=quiet)
    checked = _checked(console, project)
    if not dry_run:
        _hold(context, console, checked, wait)
    small = preview_of(checked.project, true=true)
    folder, step = FRAMES if true else PREVIEW, small.preview.step
    plans = plan_shots(small, checked.footages, folder=folder, step=step, force=force)
    console.status(plans)
    if not dry_run:
        cut = film_of(small, plans, checked.timeline, QUICK)
        _build(console, plans, plans, cut, Hands(device, jobs, force))


@app.command()
def paint(
    context: typer.Context,
    project: File,
    sequence: Only = None,
    device: Device = "auto",
    jobs: Jobs = 0,
    force: Force = False,
    deep: Deep = False,
    dry_run: DryRun = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Paint what is pending, and write no film."""
    console = Console(quiet=quiet)
    checked = _checked(console, project)
    if not dry_run:
        _hold(context, console, checked, wait)
    plans = plan_shots(checked.project, checked.footages, force=force, deep=deep)
    chosen = _chosen(checked, plans, sequence)
    console.status(chosen)
    if not dry_run:
        with console.progress(chosen) as display:
            _paint(chosen, Hands(device, jobs, force), display)


@app.command()
def film(
    context: typer.Context,
    project: File,
    clips: Annotated[
        bool, typer.Option("--clips", help="Write each sequence as a clip of its own too.")
    ] = False,
    force: Force = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Write the film from painted frames."""
    console = Console(quiet=quiet)
    checked = _checked(console, project)
    _hold(context, console, checked, wait)
    plans = plan_shots(checked.project, checked.footages)
    _refuse_pending(plans)
    cuts = [film_of(checked.project, plans, checked.timeline, FINAL)]
    cuts += clips_of(checked.project, plans, FINAL) if clips else []
    with console.progress(()) as display:
        for cut in cuts:
            _write(cut, force, display)
    for cut in cuts:
        console.say(str(cut.output))


@app.command(name="check")
def check_(
    project: File,
    deep: Annotated[
        bool, typer.Option("--deep", help="Decode every still and every painted frame.")
    ] = False,
    json: Json = False,
) -> None:
    """Say everything that is wrong with a project, or print its timeline."""
    console = Console()
    try:
        checked = _checked(console, project, quiet=json)
    except ProjectError as error:
        if json:
            console.json({"problems": problems_answer(error.problems)})
        raise
    plans = plan_shots(checked.project, checked.footages, deep=deep)
    if deep:
        checked = _deeper(console, checked, plans, quiet=json)
    if json:
        console.json(check_answer(checked, plans))
    else:
        console.timeline(checked, plans)


@app.command()
def status(project: File, json: Json = False) -> None:
    """Say what is painted, what is pending and why, and how long the rest will take."""
    console = Console()
    checked = _checked(console, project, quiet=True)
    plans = plan_shots(checked.project, checked.footages)
    if json:
        console.json(status_answer(plans))
    else:
        console.status(plans)


@app.command()
def new(
    project: File,
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...")],
    style: Annotated[
        list[Path],
        typer.Option(metavar="PICTURE", help="One for all sequences, or one for each in turn."),
    ],
) -> None:
    """Write a project file for folders of stills, to go on from."""
    write_project(project, folders, style)
    Console().say(f"{project}: written; next: tlstyle check {project}")


@app.command()
def sheet(
    project: File,
    output: Annotated[Path | None, typer.Option(help="Where to, as PNG.")] = None,
) -> None:
    """Draw the film on one picture: styles, stills and their paintings."""
    console = Console()
    checked = _checked(console, project)
    plans = plan_shots(checked.project, checked.footages)
    file = output or checked.project.output.with_suffix(".sheet.png")
    if file.exists() and not is_ours(file):
        raise PaintError(f"{file}: was not written by tlstyle and is left alone: move it")
    write_sheet(file, checked.project, checked.timeline, plans)
    console.say(str(file))


@app.command()
def schema() -> None:
    """Print the project file's JSON schema, with which editors complete and check it."""
    Console().json(ProjectTable.model_json_schema())


@app.command()
def demo(folder: Annotated[Path, typer.Argument(metavar="FOLDER")], quiet: Quiet = False) -> None:
    """Draw the sample footage: four shots of San Francisco Bay, four pictures, music."""
    from tlstyle import demo as footage

    console = Console(quiet=quiet)
    with console.drawing() as report:
        footage.render(folder, report=report)
    console.say(str(folder))


@dataclass(frozen=True, slots=True)
class Hands:
    """What does the work: a device, and threads beside it; `force` does it all again."""

    device: str
    jobs: int
    force: bool

    def studio(self, display: Display) -> Studio:
        """Return what painting needs, with the device made ready."""
        display.note("starting TensorFlow")
        device = choose_device(self.device)
        display.note(f"painting on the {device}")
        return Studio(
            open_painter=lambda model: open_painter(model, display.note),
            batch=1 if device == "CPU" else _GPU_BATCH,
            jobs=self.jobs or os.cpu_count() or 1,
            on_frame=display.painted,
            report=display.note,
        )


def _checked(console: Console, project: Path, *, quiet: bool = False) -> Checked:
    checked = check(project)
    for warning in () if quiet else checked.warnings:
        console.warn(f"{project}: {warning}")
    return checked


def _deeper(
    console: Console, checked: Checked, plans: Sequence[ShotPlan], *, quiet: bool
) -> Checked:
    found = look_deep(checked, plans)
    for warning in () if quiet else found:
        console.warn(f"{checked.project.file}: {warning}")
    return replace(checked, warnings=(*checked.warnings, *found))


def _hold(context: typer.Context, console: Console, checked: Checked, wait: bool) -> None:
    """Keep other runs out of the project's work folder, and clear what killed ones left there."""
    project = checked.project
    context.with_resource(locked(project.work, wait=wait, report=console.warn))
    remove_unfinished_frames(project.work)
    for folder in (project.output.parent, project.work / CLIPS):
        remove_unfinished(folder)


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
    if not hands.force:
        cut.refuse_foreign()
    if any(plan.pending for plan in chosen):
        frames = chosen[0].frames[0].file.parent
        needs = [(frames, disk_needed(chosen)), (cut.output.parent, cut.disk_needed())]
        refuse_little_room(needs)
    started = time.monotonic()
    painted = sum(len(plan.pending) for plan in chosen)
    with console.progress(chosen) as display:
        _paint(chosen, hands, display)
        _refuse_pending([plan for plan in plans if plan not in chosen])
        is_new = _write(cut, hands.force, display)
    total = sum(len(plan.frames) for plan in plans)
    seconds = time.monotonic() - started
    console.summary(cut, painted, total - painted, seconds, is_new)


def _paint(plans: Sequence[ShotPlan], hands: Hands, display: Display) -> None:
    """Paint what is pending; TensorFlow is not even imported if nothing is."""
    if not any(plan.pending for plan in plans):
        return
    refuse_little_room([(plans[0].frames[0].file.parent, disk_needed(plans))])
    try:
        paint_shots(plans, hands.studio(display))
    except KeyboardInterrupt:
        kept = f"{display.count} frames were painted now, and all that is painted is kept"
        raise Stopped(f"stopped: {kept}; the same command goes on from there") from None


def _write(cut: Cut, force: bool, display: Display) -> bool:
    """Write a film unless it is written; tell whether it had to be."""
    if not force and cut.is_written():
        return False
    if not force:
        cut.refuse_foreign()
    refuse_little_room([(cut.output.parent, cut.disk_needed())])
    try:
        cut.write(lambda done, total: display.encoded(cut.output.name, done, total))
    except KeyboardInterrupt:
        kept = "the painted frames are kept, and so is the film before this one, if any"
        raise Stopped(f"stopped: {cut.output} is not written; {kept}") from None
    return True


def _refuse_pending(plans: Sequence[ShotPlan]) -> None:
    waiting = [standing(plan) for plan in plans if plan.pending]
    if waiting:
        raise FilmError(f"no film yet, frames are pending: {'; '.join(waiting)}; paint them first")


def _say_version(wanted: bool) -> None:
    if wanted:
        Console().say(f"tlstyle {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: 0, 1 failed, 2 wrong, 3 a bug, 130 stopped."""
    debug = "--debug" in arguments
    try:
        app([argument for argument in arguments if argument != "--debug"])
    except KeyboardInterrupt:  # before typer has its own eyes open
        return _failed([f"stopped: {_KEPT}"], 130)
    except SystemExit as ended:
        if ended.code == 130:  # before or between painting and encoding, which say more
            return _failed([f"stopped: {_KEPT}"], 130)
        return ended.code if isinstance(ended.code, int) else 0
    except TlstyleError as error:
        return _failed(map(str, error.args), _EXIT_CODES.get(type(error), 1))
    except Exception as error:
        if debug:
            traceback.print_exc()
        where = "" if debug else "; run it with --debug and send us what it prints"
        return _failed([f"a bug in tlstyle: {type(error).__name__}: {error}{where}"], 3)
    return 0  # typer leaves by SystemExit, so only a mocked command ends here


def main() -> None:
    """Run the command line."""
    warnings.filterwarnings("ignore", module="PIL")  # of odd EXIF and size: the pixels decide
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    code = run(sys.argv[1:])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(code))
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(code)  # all is written; neither signals nor a canvas still at work hold up the end


def _failed(lines: Iterable[str], code: int) -> int:
    Console().fail(lines)
    return code


def _stop(number: int, frame: FrameType | None) -> None:
    """Stop in good order; the second time at once."""
    for again in (signal.SIGINT, signal.SIGTERM):
        signal.signal(again, lambda *_: os._exit(130))
    raise KeyboardInterrupt
