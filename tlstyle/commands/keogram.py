"""`tlstyle keogram`: each sequence's light in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlstyle.checks.named import refuse_unknown
from tlstyle.commands.pictures import refuse_place, say_and_show, writing
from tlstyle.commands.session import checked_project
from tlstyle.commands.settled import chosen_of
from tlstyle.console.terminal import Terminal
from tlstyle.exports.keogram import write_keogram
from tlstyle.frames.plan import plan_shots
from tlstyle.project.owner import owner_of


def keogram(
    file: Path, only: Sequence[str] | None, output: Path | None, *, show: bool, quiet: bool
) -> None:
    """Draw the keograms of the sequences named, or of all; if `show`, on the terminal too."""
    console = Terminal(quiet=quiet)
    checked = checked_project(console, file, looks=True)
    project = checked.project
    refuse_unknown(project, only or ())
    output = output or project.output.with_name(f"{project.output.stem}.keogram.png")
    refuse_place(output, checked, "a keogram")
    plans = chosen_of(plan_shots(project, checked.footages), only)
    with writing(output), console.progress(()) as display:
        write_keogram(
            output,
            plans,
            owner_of(project).signature(output),
            lambda plan, done, total: display.encoded(f"pictures of {plan.shot.name}", done, total),
        )
    say_and_show(console, output, is_shown=show)
