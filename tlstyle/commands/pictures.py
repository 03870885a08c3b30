"""Pictures that commands draw where somebody wants them, and show where they can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tlstyle.checks.check import Checked
from tlstyle.checks.survey import can_be_written, out_of_place
from tlstyle.console.console import Console
from tlstyle.console.shown import show
from tlstyle.errors import OptionError, PaintError
from tlstyle.exports.sheet import refuse_foreign_sheet
from tlstyle.frames.file import JPEG
from tlstyle.project import Project
from tlstyle.stills.names import would_name

_ELSEWHERE = "name another place with --output"


def refuse_other_kind(output: Path, what: str) -> None:
    """Make sure that what is drawn is to be called like a picture.

    Raises:
        OptionError: it is not.
    """
    if output.suffix.lower() not in {".png", *JPEG}:
        raise OptionError(f"--output {output}: {what} is a picture, named .png or .jpg")


def refuse_unwritable(output: Path) -> None:
    """Make sure that a file can be written where it is to be, before anything is done for it.

    Raises:
        PaintError: it cannot.
    """
    if not can_be_written(output.parent):
        raise PaintError(f"{output}: cannot be written there: {_ELSEWHERE}")


def refuse_place(output: Path, checked: Checked, what: str) -> None:
    """Make sure that a picture of a project may be written somewhere.

    Args:
        output: Where to.
        checked: The project.
        what: What is drawn: "a sheet".

    Raises:
        OptionError: it is not called like a picture.
        PaintError: something else stands or belongs there, it would be a still, or nothing can be
            written there.
    """
    refuse_other_kind(output, what)
    refuse_unwritable(output)
    if trouble := out_of_place(output, checked.project, checked.footages):
        raise PaintError(f"{output}: {trouble}")
    refuse_among_stills(output, checked.project)
    refuse_foreign_sheet(output, checked.project)


def refuse_among_stills(output: Path, project: Project) -> None:
    """Make sure that a picture does not become a still itself, where a sequence has a folder's.

    Raises:
        PaintError: it would.
    """
    if output.exists():
        return
    if any(would_name(output, shot.frames, project.folder) for shot in project.shots):
        raise PaintError(f"{output}: would be one of the stills: keep these in their own folder")


@contextmanager
def writing(output: Path) -> Iterator[None]:
    """Say what keeps a file from being written, in a line.

    Raises:
        PaintError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise PaintError(f"{output}: cannot be written ({error.strerror}): {_ELSEWHERE}") from error


def say_and_show(console: Console, output: Path, *, is_shown: bool) -> None:
    """Say where a picture is, and show it on the terminal if that is wanted and can be."""
    console.say(str(output))
    if is_shown and not show(output):
        console.warn("this terminal shows no pictures")
