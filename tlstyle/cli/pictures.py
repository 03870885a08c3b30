"""The commands that paint single pictures.

Every command imports what it runs when it is called, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tlstyle.cli.completion import project_files, sequence_names
from tlstyle.cli.options import Device, File, Force, Jobs, Output, Quiet, Show, Wait
from tlstyle.cli.program import app


@app.command()
def frame(
    project: File,
    at: Annotated[
        str, typer.Option(metavar="TIME", help="A timecode, as 00:00:04:12, or seconds.")
    ],
    output: Output = None,
    compare: Annotated[bool, typer.Option("--compare", help="Its still beside it.")] = False,
    show: Show = False,
    device: Device = "auto",
    jobs: Jobs = 0,
    force: Force = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Draw one frame of the film, and paint no more than that takes."""
    from tlstyle.commands.frame import frame as command
    from tlstyle.commands.session import Manner
    from tlstyle.crews.crew import Alone

    manner = Manner(wait=wait, quiet=quiet)
    command(project, at, output, Alone(device, jobs, force), manner, compare=compare, show=show)


@app.command()
def audition(
    project: Annotated[
        Path, typer.Argument(metavar="PROJECT.toml|FOLDER", autocompletion=project_files)
    ],
    pictures: Annotated[
        list[Path] | None, typer.Argument(metavar="PICTURE", show_default=False)
    ] = None,
    sequence: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Which sequence, if there are several.",
            autocompletion=sequence_names,
        ),
    ] = None,
    strengths: Annotated[
        str | None, typer.Option(metavar="N,N", help="Each picture at each, as 0.4,0.7,1.")
    ] = None,
    strokes: Annotated[
        str | None, typer.Option(metavar="N,N", help="And with strokes so many times as large.")
    ] = None,
    study: Annotated[
        str | None, typer.Option(metavar="N,N", help="And studied so many minutes, as 0,2.")
    ] = None,
    take: Annotated[
        int | None, typer.Option(metavar="N", help="Write this one of the last audition down.")
    ] = None,
    output: Output = None,
    device: Device = "auto",
    jobs: Jobs = 0,
    force: Force = False,
    wait: Wait = False,
    quiet: Quiet = False,
) -> None:
    """Show stills by every candidate; --take writes one down."""
    from tlstyle.commands.audition import audition as command
    from tlstyle.commands.audition import take_candidate
    from tlstyle.commands.beforehand import audition_stills, say_how_to_go_on
    from tlstyle.commands.candidates import candidates_of
    from tlstyle.commands.session import Manner
    from tlstyle.crews.crew import Alone
    from tlstyle.errors import OptionError

    is_project = project.suffix.lower() == ".toml" and not project.is_dir()
    if take is not None:
        (take_candidate if is_project else say_how_to_go_on)(project, sequence, output, take)
        return
    if not pictures:
        raise OptionError("audition: name pictures, or a folder of such; or --take N")
    candidates = candidates_of(pictures, strengths, strokes, study)
    crew = Alone(device, jobs, force)
    if is_project:
        command(project, candidates, sequence, output, crew, Manner(wait=wait, quiet=quiet))
    else:
        audition_stills(project, candidates, sequence, output, crew, quiet=quiet)


@app.command()
def one(
    still: Annotated[Path, typer.Argument(metavar="STILL")],
    style: Annotated[Path, typer.Argument(metavar="STYLE")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT.png", help="Where to: a .png or a .jpg.")
    ],
    strength: Annotated[
        float, typer.Option(metavar="N", help="0: the photograph redrawn; 1: the full style.")
    ] = 1.0,
    strokes: Annotated[
        float, typer.Option(metavar="N", help="How many times as large as the network's own.")
    ] = 1.0,
    size: Annotated[
        str, typer.Option(metavar="WxH", help="Its size, as 3840x2160; else the still's own.")
    ] = "",
    model: Annotated[
        str, typer.Option(metavar="MODEL", help="Another network, as in a project.")
    ] = "builtin",
    device: Device = "auto",
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    quiet: Quiet = False,
) -> None:
    """Paint a single picture as a film's frame is painted."""
    from tlstyle.commands.one import one as command
    from tlstyle.console.terminal import Terminal
    from tlstyle.crews.crew import Alone
    from tlstyle.errors import OptionError
    from tlstyle.project.single import Single
    from tlstyle.size import size_named

    single = Single(still, style, strength, strokes, model)
    wanted = size_named(size)
    if size and not wanted:
        raise OptionError(f"--size {size}: is written 1920x1080")
    alone, terminal = Alone(device, 1, True), Terminal(quiet=quiet)
    command(single, output, wanted, alone, terminal, force=force)
