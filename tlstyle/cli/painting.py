"""The commands that paint, study, or write films.

Every command imports what it runs when it is called, so that `--help` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tlstyle.cli.completion import sequence_names
from tlstyle.cli.options import (
    Deep,
    Device,
    DryRun,
    File,
    Force,
    Jobs,
    Only,
    Quiet,
    Scheduler,
    Wait,
    WorkerCount,
)
from tlstyle.cli.program import app

if TYPE_CHECKING:
    from tlstyle.crews.crew import Alone, Crew


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
    from tlstyle.crews.crew import Alone

    crew = _crew(Alone(device, jobs, force), workers, scheduler)
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
    from tlstyle.crews.crew import Alone

    alone = Alone(device, jobs, force)
    command(project, sequence, alone, Manner(dry_run, wait, quiet), true=true)


@app.command()
def watch(
    project: File,
    sequence: Only = None,
    review: Annotated[
        bool, typer.Option("--review", help="Serve the review, which reloads by itself.")
    ] = False,
    device: Device = "auto",
    jobs: Jobs = 0,
    quiet: Quiet = False,
) -> None:
    """Make the preview anew when its project, style or stills change."""
    from tlstyle.commands.session import Manner
    from tlstyle.commands.watch import watch as command
    from tlstyle.crews.crew import Alone

    manner = Manner(wait=True, quiet=quiet)
    command(project, sequence, Alone(device, jobs, force=False), manner, review=review)


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
    from tlstyle.crews.crew import Alone
    from tlstyle.frames.shard import parse_shard

    crew = _crew(Alone(device, jobs, force), workers, scheduler)
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
        typer.Option(
            metavar="NAME",
            help="Only the clip of this sequence; may be repeated.",
            autocompletion=sequence_names,
        ),
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


def _crew(alone: Alone, workers: int, scheduler: str) -> Crew:
    if not workers and not scheduler:
        return alone
    from tlstyle.crews.cluster import Workers, refuse_unusable

    refuse_unusable(workers, scheduler)
    return Workers(alone, workers, scheduler)
