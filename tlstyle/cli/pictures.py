"""The command that paints a picture by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tlstyle.cli.options import Device, Quiet
from tlstyle.cli.program import app


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
