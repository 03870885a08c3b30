"""Every word and table that the user sees; the bars are in `progress`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console as Terminal
from rich.table import Table
from rich.text import Text

from tlstyle.check import Checked
from tlstyle.edit import Cut
from tlstyle.frames.estimate import disk_needed, seconds_left
from tlstyle.frames.frame import ShotPlan
from tlstyle.progress import Bars, Display, Lines
from tlstyle.shard import Shard
from tlstyle.words import duration, megabytes, printable, timecode

_NO_EDGE = 10_000
"""Columns of a pipe or a log, where no table need be cut."""


class Console:
    """Speaks to the user: results on standard output, trouble on standard error."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._out = Terminal(quiet=quiet, highlight=False, soft_wrap=True)
        if not self._out.is_terminal:
            self._out.width = _NO_EDGE
        self._err = Terminal(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str, style: str = "") -> None:
        """Print a line."""
        self._out.print(Text(printable(text), style))

    def warn(self, text: str) -> None:
        """Print a line about what may surprise."""
        self._err.print(Text.assemble(("warning: ", "yellow"), printable(text)))

    def fail(self, lines: Iterable[str]) -> None:
        """Print what went wrong, a line for each fault."""
        for line in lines:
            self._err.print(Text.assemble(("error: ", "bold red"), printable(line)))

    def json(self, value: Any) -> None:
        """Print an answer for a program."""
        sys.stdout.write(json.dumps(value, indent=2) + "\n")

    @contextmanager
    def progress(self, plans: Sequence[ShotPlan]) -> Iterator[Display]:
        """Show a build as it goes: bars on a terminal that can move its cursor, lines elsewhere."""
        if not self._out.is_terminal or self._out.is_dumb_terminal:
            yield Lines(self._out, plans)
            return
        bars = Bars(self._out, plans)
        with bars.progress:
            yield bars

    def timeline(self, checked: Checked, plans: Sequence[ShotPlan]) -> None:
        """Print where every sequence stands in the film and what is still to be painted."""
        timeline = checked.timeline
        table = _table("sequence", "stills", "dissolve", "in", "out", "to paint")
        for number, (clip, plan) in enumerate(zip(timeline.clips, plans, strict=True)):
            table.add_row(
                Text(printable(clip.name), no_wrap=True),
                str(clip.length),
                str(clip.dissolve or "cut" if number else ""),
                timecode(clip.start, timeline.fps),
                timecode(clip.end - 1, timeline.fps),
                str(len(plan.pending)),
            )
        self._out.print(table)
        seconds = float(timeline.seconds)
        size, output = checked.project.size, checked.project.output
        self.say(f"{output}: {timeline.length} frames, {seconds:.2f} s, {size}")
        pending = sum(len(plan.pending) for plan in plans)
        if pending:
            self.say(f"{pending} frames to paint, about {megabytes(disk_needed(plans))} of disk")

    def status(self, plans: Sequence[ShotPlan]) -> None:
        """Print what is done, what is pending and why, and how long the rest will take."""
        for plan in plans:
            self.say(standing(plan))
        pending = sum(len(plan.pending) for plan in plans)
        seconds = seconds_left(plans)
        if pending and seconds is not None:
            self.say(f"about {duration(seconds)} of painting left, at the speed of the last frames")

    def shard_summary(
        self, shard: Shard, own: Sequence[ShotPlan], left: Sequence[ShotPlan]
    ) -> None:
        """Print that a shard is painted, and what is left to the others."""
        self.say(f"shard {shard}: its {sum(len(plan.frames) for plan in own)} frames are painted")
        others = sum(len(plan.frames) for plan in left)
        if others:
            self.say(f"{others} frames are left to the other shards")
        else:
            self.say("so are all the others: tlstyle build writes the film")

    @contextmanager
    def drawing(self) -> Iterator[Callable[[str, int, int], None]]:
        """Show how far the sample footage is: call with what, done and total."""
        with self.progress(()) as display:
            yield display.encoded

    def summary(self, cut: Cut, painted: int, kept: int, seconds: float, is_new: bool) -> None:
        """Print what a build made, and what it took."""
        self._out.print(Text(printable(str(cut.output)), "bold green"))
        length = float(cut.timeline.seconds)
        film = "written" if is_new else "as it was: nothing has changed"
        self.say(f"{cut.timeline.length} frames, {length:.2f} s at {cut.size}; the film is {film}")
        self.say(f"{painted} frames painted, {kept} kept, in {duration(seconds)}")


def standing(plan: ShotPlan) -> str:
    """Return a sequence's state in a line: golden-gate: 41 of 96 done, 55 pending: missing."""
    total, pending = len(plan.frames), len(plan.pending)
    line = f"{plan.shot.name}: {total - pending} of {total} done"
    if not pending:
        return line
    reasons = plan.reasons.most_common()
    if len(reasons) == 1:
        return f"{line}, {pending} pending: {reasons[0][0]}"
    counted = ", ".join(f"{count} {reason}" for reason, count in reasons)
    return f"{line}, {pending} pending: {counted}"


def _table(*headings: str) -> Table:
    """Return a table of names and their numbers; a narrow terminal shortens the names."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left", no_wrap=number > 0)
    return table
