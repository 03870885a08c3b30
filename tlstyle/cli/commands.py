"""What is asked of each command on the command line.

Every command imports what it runs when it is called, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tlstyle import __version__
from tlstyle.cli.options import (
    Deep,
    Device,
    DryRun,
    File,
    Force,
    Jobs,
    Json,
    Only,
    Quiet,
    Scheduler,
    Wait,
    WorkerCount,
)

if TYPE_CHECKING:
    from tlstyle.crews.hands import Crew, Hands

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Time-lapse sequences, each painted in the style of a picture, as one finished film.",
)


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
