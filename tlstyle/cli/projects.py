"""The commands that look at a project, or write one.

Every command imports what it runs when it is called, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tlstyle.cli.completion import project_files
from tlstyle.cli.options import (
    File,
    Force,
    Json,
    Only,
    Output,
    Quiet,
    Show,
    Wait,
)
from tlstyle.cli.program import app


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
    project: Annotated[
        Path | None, typer.Argument(metavar="PROJECT.toml", show_default=False)
    ] = None,
    given: Annotated[
        list[Path] | None, typer.Argument(metavar="FOLDER", show_default=False)
    ] = None,
    style: Annotated[
        list[Path] | None,
        typer.Option(metavar="PICTURE", help="One for all sequences, or several in turn."),
    ] = None,
    music: Annotated[
        Path | None, typer.Option(metavar="TRACK", help="What is heard under the film.")
    ] = None,
    size: Annotated[str, typer.Option(metavar="WxH", help="The film's frame, as 3840x2160.")] = "",
) -> None:
    """Write a project for stills, and check it; alone, ask first."""
    from tlstyle.commands.asking import ask
    from tlstyle.commands.new import Wanted
    from tlstyle.commands.new import new as command

    if project is None:
        project, wanted = ask()
    else:
        wanted = Wanted(given or [], style or [], music, size)
    command(project, wanted)


@app.command()
def sheet(
    project: File,
    output: Output = None,
    plots: Annotated[
        bool, typer.Option("--plots", help="With brightness, flicker and keyframes as curves.")
    ] = False,
    show: Show = False,
    quiet: Quiet = False,
) -> None:
    """Draw the film on one picture: styles, stills, paintings."""
    from tlstyle.commands.sheet import sheet as command

    command(project, output, plots=plots, show=show, quiet=quiet)


@app.command()
def mask(project: File, sequence: Only = None, force: Force = False) -> None:
    """Make a mask of each sequence's sky, from its own stills."""
    from tlstyle.commands.mask import mask as command

    command(project, sequence, force=force)


@app.command()
def keogram(
    project: File,
    sequence: Only = None,
    output: Output = None,
    show: Show = False,
    quiet: Quiet = False,
) -> None:
    """Draw each sequence's light in one picture."""
    from tlstyle.commands.keogram import keogram as command

    command(project, sequence, output, show=show, quiet=quiet)


@app.command()
def review(
    project: File,
    embed: Annotated[
        bool, typer.Option("--embed", help="With the film inside, to be sent.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to: a .html.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
    quiet: Quiet = False,
) -> None:
    """Show the film and all that is known of it on one page."""
    from tlstyle.commands.review import review as command

    command(project, output, embed=embed, show=show, quiet=quiet)


@app.command()
def export(
    project: File,
    to: Annotated[str, typer.Option(metavar="FORMAT", help="otio, fcpxml, fcp7, mlt, edl or csv.")],
    media: Annotated[
        str | None, typer.Option(metavar="KIND", help="What its clips play: frames, or clips.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to; media lie beside it.")
    ] = None,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Hand the edit over to an editor: a document, and what it plays."""
    from tlstyle.commands.export import export as command
    from tlstyle.commands.session import Manner

    command(project, to, media, output, Manner(wait=wait, quiet=quiet))


@app.command()
def copy(
    source: Annotated[Path, typer.Argument(metavar="FOLDER")],
    target: Annotated[Path, typer.Argument(metavar="TO")],
    every: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="Again and again, until stopped.")
    ] = 0,
    quiet: Quiet = False,
) -> None:
    """Copy what is new in a folder to another disk, and compare it."""
    from tlstyle.commands.copy import copy as command

    command(source, target, every, quiet=quiet)


@app.command()
def doctor(
    place: Annotated[
        Path,
        typer.Argument(
            metavar="PROJECT.toml|FOLDER", autocompletion=project_files, show_default=False
        ),
    ] = Path(),
    json: Json = False,
) -> None:
    """Say what this machine has, and what would be slow here."""
    from tlstyle.commands.doctor import doctor as command

    command(place, json=json)


@app.command()
def beats(
    project: Annotated[
        Path, typer.Argument(metavar="PROJECT.toml|TRACK", autocompletion=project_files)
    ],
    clicks: Annotated[
        Path | None, typer.Option(metavar="FILE.wav", help="Write it with a click on each beat.")
    ] = None,
    json: Json = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Say when the music beats, and by how much joins miss it."""
    from tlstyle.commands.beats import beats as command
    from tlstyle.commands.session import Manner

    command(project, Manner(wait=wait, quiet=quiet), clicks, json=json)


@app.command()
def schema(
    project: Annotated[
        Path | None,
        typer.Argument(metavar="PROJECT.toml", autocompletion=project_files, show_default=False),
    ] = None,
) -> None:
    """Let editors know a project's keys; alone, print the schema."""
    from tlstyle.commands.schema import schema as command

    command(project)


@app.command()
def demo(folder: Annotated[Path, typer.Argument(metavar="FOLDER")], quiet: Quiet = False) -> None:
    """Draw the sample footage: four shots, four pictures, and music."""
    from tlstyle.commands.demo import demo as command

    command(folder, quiet=quiet)
