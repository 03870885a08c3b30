"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from tlstyle.cli.completion import devices, project_files, sequence_names


def _known_device(wanted: str) -> str:
    """Return what a device is called; a slip is said before anything is begun.

    Raises:
        OptionError: no device is called so.
    """
    from tlstyle.painters.models import refuse_unknown_device

    refuse_unknown_device(wanted)
    return wanted


File: TypeAlias = Annotated[
    Path, typer.Argument(metavar="PROJECT.toml", autocompletion=project_files)
]
Only: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--sequence",
        metavar="NAME",
        help="Only this sequence; may be repeated.",
        autocompletion=sequence_names,
    ),
]
Device: TypeAlias = Annotated[
    str,
    typer.Option(
        help="auto, cpu, gpu, or gpu:1 for the second one.",
        metavar="DEVICE",
        callback=_known_device,
        autocompletion=devices,
    ),
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
Show: TypeAlias = Annotated[
    bool, typer.Option("--show", help="Show it on the terminal, if that can.")
]
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
Output: TypeAlias = Annotated[
    Path | None, typer.Option("--output", "-o", help="Where to: a .png or a .jpg.")
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Answer a program.")]
