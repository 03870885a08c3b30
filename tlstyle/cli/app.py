"""Arguments and exit codes.

Every command imports what it runs when it is called, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tlstyle import __version__
from tlstyle.cli.streams import standard_streams
from tlstyle.errors import ModelError, OptionError, ProjectError, Stopped, TlstyleError
from tlstyle.system.stop import end_when_stopped, heed_stops, is_stop

if TYPE_CHECKING:
    from tlstyle.crews.hands import Crew, Hands

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Time-lapse sequences, each painted in the style of a picture, as one finished film.",
)

_EXIT_CODES = {ProjectError: 2, OptionError: 2, ModelError: 2}

_KEPT = "all that is painted is kept, and the same command goes on from there"

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
WorkerCount: TypeAlias = Annotated[
    int,
    typer.Option("--workers", min=0, help="Paint in N processes of this machine.", metavar="N"),
]
Scheduler: TypeAlias = Annotated[
    str,
    typer.Option(
        "--scheduler", help="Paint by a Dask cluster: tcp://host:8786.", metavar="ADDRESS"
    ),
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Answer a program.")]


@app.command()
def build(
    project: File,
    sequence: Only = None,
    device: Device = "auto",
    jobs: Jobs = 0,
    force: Force = False,
    deep: Deep = False,
    workers: WorkerCount = 0,
    scheduler: Scheduler = "",
    dry_run: DryRun = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Paint what is pending and write the film."""
    from tlstyle.commands.build import build as command
    from tlstyle.commands.session import Manner
    from tlstyle.crews.hands import Hands

    crew = _crew(Hands(device, jobs, force), workers, scheduler)
    manner = Manner(dry_run, wait, quiet)
    command(project, sequence, crew, manner, deep=deep)


@app.command()
def preview(
    project: File,
    sequence: Only = None,
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
    from tlstyle.commands.build import preview as command
    from tlstyle.commands.session import Manner
    from tlstyle.crews.hands import Hands

    hands = Hands(device, jobs, force)
    command(project, sequence, hands, Manner(dry_run, wait, quiet), true=true)


@app.command()
def paint(
    project: File,
    sequence: Only = None,
    device: Device = "auto",
    jobs: Jobs = 0,
    force: Force = False,
    deep: Deep = False,
    shard: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Only the I-th of N shares; all may run at once."),
    ] = None,
    workers: WorkerCount = 0,
    scheduler: Scheduler = "",
    dry_run: DryRun = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Paint what is pending, and write no film."""
    from tlstyle.commands.paint import paint as command
    from tlstyle.commands.session import Manner
    from tlstyle.crews.hands import Hands
    from tlstyle.frames.shard import parse_shard

    crew = _crew(Hands(device, jobs, force), workers, scheduler)
    manner = Manner(dry_run, wait, quiet)
    chosen = parse_shard(shard) if shard is not None else None
    command(project, sequence, crew, manner, deep=deep, shard=chosen)


@app.command()
def study(
    project: File,
    sequence: Only = None,
    device: Device = "auto",
    force: Force = False,
    dry_run: DryRun = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Study the brushes that sequences ask for, and paint nothing."""
    from tlstyle.commands.session import Manner
    from tlstyle.commands.study import study as command

    command(project, sequence, device, Manner(dry_run, wait, quiet), force=force)


@app.command()
def film(
    project: File,
    sequence: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only the clip of this sequence; may be repeated."),
    ] = None,
    shape: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this other shape; may be repeated."),
    ] = None,
    clips: Annotated[
        bool, typer.Option("--clips", help="Write each sequence as a clip of its own too.")
    ] = False,
    force: Force = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Write the film, its other shapes, or single sequences."""
    from tlstyle.commands.film import film as command
    from tlstyle.commands.session import Manner

    manner = Manner(wait=wait, quiet=quiet)
    command(project, sequence, shape, manner, clips=clips, force=force)


@app.command()
def check(
    project: File,
    deep: Annotated[
        bool, typer.Option("--deep", help="Decode every still and every painted frame.")
    ] = False,
    subset: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Only the I-th of N parts of each, with --deep."),
    ] = None,
    json: Json = False,
) -> None:
    """Say all that is wrong with a project, or print its timeline."""
    from tlstyle.commands.check import check_project as command
    from tlstyle.frames.shard import parse_shard

    part = parse_shard(subset, "--subset") if subset is not None else None
    command(project, deep=deep, subset=part, json=json)


@app.command()
def status(project: File, json: Json = False) -> None:
    """Say what is painted, what is pending, and how the film stands."""
    from tlstyle.commands.status import status as command

    command(project, json=json)


@app.command()
def clean(
    project: File,
    yes: Annotated[bool, typer.Option("--yes", help="Remove it.")] = False,
    json: Json = False,
    wait: Wait = False,
) -> None:
    """Say what nothing of the project needs; with --yes, remove it."""
    from tlstyle.commands.clean import clean as command
    from tlstyle.commands.session import Manner

    command(project, Manner(dry_run=not yes, wait=wait), json=json)


@app.command()
def new(
    project: File,
    style: Annotated[
        list[Path],
        typer.Option(metavar="PICTURE", help="One for all sequences, or one for each in turn."),
    ],
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="FOLDER", show_default=False)
    ] = None,
    music: Annotated[
        Path | None, typer.Option(metavar="TRACK", help="What is heard under the film.")
    ] = None,
    size: Annotated[str, typer.Option(metavar="WxH", help="The film's frame, as 3840x2160.")] = "",
) -> None:
    """Write a project file for folders of stills, and check it."""
    from tlstyle.commands.new import new as command

    command(project, folders or [], style, music, size)


@app.command()
def sheet(
    project: File,
    output: Annotated[Path | None, typer.Option(help="Where to: a .png or a .jpg.")] = None,
) -> None:
    """Draw the film on one picture: styles, stills and their paintings."""
    from tlstyle.commands.sheet import sheet as command

    command(project, output)


@app.command()
def schema() -> None:
    """Print the project file's JSON schema, for editors."""
    from tlstyle.commands.schema import schema as command

    command()


@app.command()
def demo(folder: Annotated[Path, typer.Argument(metavar="FOLDER")], quiet: Quiet = False) -> None:
    """Draw the sample footage: four shots, four pictures, and music."""
    from tlstyle.commands.demo import demo as command

    command(folder, quiet=quiet)


def _crew(hands: Hands, workers: int, scheduler: str) -> Crew:
    if not workers and not scheduler:
        return hands
    from tlstyle.crews.cluster import Workers, refuse_unusable

    refuse_unusable(workers, scheduler)
    return Workers(hands, workers, scheduler)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tlstyle {__version__}")
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
    except Stopped as error:
        return _failed(map(str, error.args), 130)
    except Exception as error:
        if is_stop(error):
            return _failed([f"stopped: {_KEPT}"], 130)
        if isinstance(error, TlstyleError):
            excerpt = error.excerpt if isinstance(error, ProjectError) else None
            return _failed(map(str, error.args), _EXIT_CODES.get(type(error), 1), excerpt)
        if debug:
            traceback.print_exc()
        if _is_nowhere():
            return _failed(["the folder that this shell is in is gone: cd to another"], 1)
        if isinstance(error, OSError) and error.strerror:  # the system's doing, never a bug
            place = f"{error.filename}: " if error.filename else ""
            return _failed([f"{place}{error.strerror}; {_KEPT}"], 1)
        where = "" if debug else "; run it with --debug and send us what it prints"
        return _failed([f"a bug in tlstyle: {type(error).__name__}: {error}{where}"], 3)
    return 0  # typer leaves by SystemExit, so only a mocked command ends here


def _is_nowhere() -> bool:
    """Tell whether the folder that this program was started in was removed."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def main() -> None:
    """Run the command line."""
    warnings.filterwarnings("ignore", module="PIL")  # of odd EXIF and size: the pixels decide
    sys.stdout, sys.stderr = out, _ = standard_streams()
    heed_stops()
    code = run(sys.argv[1:])
    end_when_stopped(code)
    with suppress(OSError):
        sys.stdout.flush()
    if out.trouble:
        why = out.trouble.strerror
        code = _failed([f"standard output cannot be written ({why}): lines are lost"], code or 1)
    os._exit(code)  # all is written; neither signals nor a canvas still at work hold up the end


def _failed(lines: Iterable[str], code: int, excerpt: tuple[str, int] | None = None) -> int:
    from tlstyle.console.console import Console

    console = Console()
    console.fail(lines)
    if excerpt:
        console.point(*excerpt)
    return code
