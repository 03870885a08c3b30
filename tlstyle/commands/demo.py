"""`tlstyle demo`: the sample footage."""

from __future__ import annotations

from pathlib import Path

from tlstyle.console.terminal import Terminal
from tlstyle.errors import OptionError


def demo(folder: Path, *, quiet: bool) -> None:
    """Draw the sample footage.

    Raises:
        OptionError: a file has the folder's name.
    """
    if folder.is_file():
        raise OptionError(f"{folder}: is a file, and the sample footage is a folder: name another")
    from tlstyle import demo as sample

    console = Terminal(quiet=quiet)
    with console.drawing() as report:
        sample.render(folder, report=report)
    console.say(str(folder))
