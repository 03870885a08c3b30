"""`tlstyle sheet`: the film on one picture."""

from __future__ import annotations

from pathlib import Path

from tlstyle.commands.pictures import refuse_place
from tlstyle.commands.session import checked_project
from tlstyle.console.terminal import Terminal
from tlstyle.errors import PaintError
from tlstyle.exports.sheet import write_sheet
from tlstyle.frames.frame import PREVIEW
from tlstyle.frames.plan import plan_shots
from tlstyle.project.preview import preview_of


def sheet(file: Path, output: Path | None) -> None:
    """Draw the film on one picture."""
    console = Terminal()
    checked = checked_project(console, file)
    plans = plan_shots(checked.project, checked.footages)
    small = preview_of(checked.project)
    step = small.preview.step
    previews = plan_shots(small, checked.footages, folder=PREVIEW, step=step)
    output = output or checked.project.sheet_output
    refuse_place(output, checked, "a sheet")
    try:
        write_sheet(output, checked.project, checked.timeline, plans, previews)
    except OSError as error:
        raise PaintError(f"{output}: cannot be written ({error.strerror})") from error
    console.say(str(output))
