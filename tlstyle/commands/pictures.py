"""Pictures that commands draw where somebody wants them."""

from __future__ import annotations

from pathlib import Path

from tlstyle.checks.check import Checked
from tlstyle.checks.survey import out_of_place
from tlstyle.errors import OptionError, PaintError
from tlstyle.exports.sheet import refuse_foreign_sheet
from tlstyle.frames.file import JPEG


def refuse_place(output: Path, checked: Checked, what: str) -> None:
    """Make sure that a picture of a project may be written somewhere.

    Args:
        output: Where to.
        checked: The project.
        what: What is drawn: "a sheet".

    Raises:
        OptionError: it is not called like a picture.
        PaintError: something else stands or belongs there.
    """
    if output.suffix.lower() not in {".png", *JPEG}:
        raise OptionError(f"--output {output}: {what} is a picture, named .png or .jpg")
    if trouble := out_of_place(output, checked.project, checked.footages):
        raise PaintError(f"{output}: {trouble}")
    refuse_foreign_sheet(output, checked.project)
