"""`tlstyle demo`: the sample footage."""

from __future__ import annotations

from pathlib import Path

from tlstyle.console.terminal import Terminal


def demo(folder: Path, *, quiet: bool) -> None:
    """Draw the sample footage."""
    from tlstyle import demo as sample

    console = Terminal(quiet=quiet)
    with console.drawing() as report:
        sample.render(folder, report=report)
    console.say(str(folder))
