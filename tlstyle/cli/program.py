"""The program as its command line knows it, with what it answers to without a command."""

from __future__ import annotations

from typing import Annotated

import typer

from tlstyle import __version__

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Time-lapse sequences, each painted in the style of a picture, as one finished film.",
)


def command_names() -> set[str]:
    """Return what the commands are called."""
    return {each.callback.__name__ for each in app.registered_commands if each.callback}


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
