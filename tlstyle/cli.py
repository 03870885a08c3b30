"""Arguments, exit codes, and standard streams that hold up no work.

Every command imports what it runs when it is called, so that `--help` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tlstyle import __version__
from tlstyle.errors import ModelError, OptionError, ProjectError, Stopped, TlstyleError
from tlstyle.stop import end_when_stopped, heed_stops, is_stop

if TYPE_CHECKING:
    from tlstyle.build import Crew, Hands

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
    from tlstyle import commands
    from tlstyle.build import Hands

    crew = _crew(Hands(device, jobs, force), workers, scheduler)
    manner = commands.Manner(dry_run, wait, quiet)
    commands.build(project, sequence, crew, manner, deep=deep)


@app.command()
def preview(
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
    from tlstyle import commands
    from tlstyle.build import Hands

    hands = Hands(device, jobs, force)
    commands.preview(project, hands, commands.Manner(dry_run, wait, quiet), true=true)


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
    from tlstyle import commands
    from tlstyle.build import Hands
    from tlstyle.shard import parse_shard

    crew = _crew(Hands(device, jobs, force), workers, scheduler)
    manner = commands.Manner(dry_run, wait, quiet)
    chosen = parse_shard(shard) if shard is not None else None
    commands.paint(project, sequence, crew, manner, deep=deep, shard=chosen)


@app.command()
def film(
    project: File,
    clips: Annotated[
        bool, typer.Option("--clips", help="Write each sequence as a clip of its own too.")
    ] = False,
    force: Force = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Write the film from painted frames."""
    from tlstyle import commands

    manner = commands.Manner(wait=wait, quiet=quiet)
    commands.film(project, manner, clips=clips, force=force)


@app.command()
def check(
    project: File,
    deep: Annotated[
        bool, typer.Option("--deep", help="Decode every still and every painted frame.")
    ] = False,
    json: Json = False,
) -> None:
    """Say everything that is wrong with a project, or print its timeline."""
    from tlstyle import commands

    commands.say_check(project, deep=deep, json=json)


@app.command()
def status(project: File, json: Json = False) -> None:
    """Say what is painted, what is pending and why, and how long the rest will take."""
    from tlstyle import commands

    commands.say_status(project, json=json)


@app.command()
def clean(
    project: File,
    yes: Annotated[bool, typer.Option("--yes", help="Remove it.")] = False,
    json: Json = False,
    wait: Wait = False,
) -> None:
    """Say what in the work folder nothing of the project needs; with --yes remove it."""
    from tlstyle import commands

    commands.clean(project, commands.Manner(dry_run=not yes, wait=wait), json=json)


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
    from tlstyle import commands

    commands.new(project, folders, style)


@app.command()
def sheet(
    project: File,
    output: Annotated[Path | None, typer.Option(help="Where to, as PNG.")] = None,
) -> None:
    """Draw the film on one picture: styles, stills and their paintings."""
    from tlstyle import commands

    commands.sheet(project, output)


@app.command()
def schema() -> None:
    """Print the project file's JSON schema, with which editors complete and check it."""
    from tlstyle import commands

    commands.schema()


@app.command()
def demo(folder: Annotated[Path, typer.Argument(metavar="FOLDER")], quiet: Quiet = False) -> None:
    """Draw the sample footage: four shots of San Francisco Bay, four pictures, music."""
    from tlstyle import commands

    commands.demo(folder, quiet=quiet)


def _crew(hands: Hands, workers: int, scheduler: str) -> Crew:
    if not workers and not scheduler:
        return hands
    from tlstyle.cluster import Workers, refuse_unusable

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
            return _failed(map(str, error.args), _EXIT_CODES.get(type(error), 1))
        if debug:
            traceback.print_exc()
        if isinstance(error, OSError) and error.filename and error.strerror:
            return _failed([f"{error.filename}: {error.strerror}; {_KEPT}"], 1)
        where = "" if debug else "; run it with --debug and send us what it prints"
        return _failed([f"a bug in tlstyle: {type(error).__name__}: {error}{where}"], 3)
    return 0  # typer leaves by SystemExit, so only a mocked command ends here


class _Output(io.TextIOWrapper):
    """Standard output or error: what cannot be written there is lost, and stops no painting.

    What its encoding lacks is written as an escape. A pipe that nobody reads does stop the work.
    """

    trouble: OSError | None = None

    def write(self, text: str, /) -> int:
        with self._going_on():
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with self._going_on():
            super().flush()

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            self.trouble = error


def _standard_streams() -> tuple[_Output, _Output]:
    """Return standard output and error anew; of those that were closed, nothing is heard."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is None:  # its number is the lowest that is free, and would be the next file's
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    out, err = (
        _Output(
            os.fdopen(number, "wb", closefd=False),
            stream.encoding if stream else "utf-8",
            "backslashreplace",
            line_buffering=True,
        )
        for number, stream in ((1, sys.stdout), (2, sys.stderr))
    )
    return out, err


def main() -> None:
    """Run the command line."""
    warnings.filterwarnings("ignore", module="PIL")  # of odd EXIF and size: the pixels decide
    sys.stdout, sys.stderr = out, _ = _standard_streams()
    heed_stops()
    code = run(sys.argv[1:])
    end_when_stopped(code)
    with suppress(OSError):
        sys.stdout.flush()
    if out.trouble:
        why = out.trouble.strerror
        code = _failed([f"standard output cannot be written ({why}): lines are lost"], code or 1)
    os._exit(code)  # all is written; neither signals nor a canvas still at work hold up the end


def _failed(lines: Iterable[str], code: int) -> int:
    from tlstyle.console import Console

    Console().fail(lines)
    return code
