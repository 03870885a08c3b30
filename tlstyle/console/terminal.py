"""The terminal, or what stands in its place: results on standard output, trouble on error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.console import Console as Screen
from rich.text import Text

from tlstyle.checks.check import Checked
from tlstyle.console.bars import Bars
from tlstyle.console.beats import beat_table, fit_lines, track_lines
from tlstyle.console.console import Console
from tlstyle.console.curves import curve_lines
from tlstyle.console.edit import edit_lines, timetable
from tlstyle.console.left_out import left_out_lines
from tlstyle.console.light import flicker_lines, steady_lines
from tlstyle.errors import ProjectError, TlstyleError
from tlstyle.film.beats import beat_frames, marks_of
from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.frame import ShotPlan
from tlstyle.painting.progress import Display, Lines
from tlstyle.project import Project
from tlstyle.timeline import Timeline
from tlstyle.words import megabytes, printable

_NO_EDGE = 10_000
"""Columns of a pipe or a log, where no table need be cut."""

_NARROW = 72
"""Columns of a terminal below which a table's columns are set closer."""


class Terminal(Console):
    """Speaks to the user: results on standard output, trouble on standard error."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._out = Screen(quiet=quiet, highlight=False, soft_wrap=True)
        if not self._out.is_terminal:
            self._out.width = _NO_EDGE
        self._err = Screen(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str, style: str = "") -> None:
        """Print a line."""
        self._out.print(Text(printable(text), style))

    def warn(self, text: str) -> None:
        """Print a line about what may surprise."""
        self._err.print(Text.assemble(("warning: ", "yellow"), printable(text)))

    def remind(self, file: Path, count: int) -> None:
        """Print how many things are odd about a project, unless nothing is to be printed."""
        if not self._out.quiet:
            super().remind(file, count)

    def fail(self, lines: Iterable[str]) -> None:
        """Print what went wrong, a line for each fault."""
        for line in lines:
            self._err.print(Text.assemble(("error: ", "bold red"), printable(line)))

    def trouble(self, error: TlstyleError) -> None:
        """Print what went wrong, a line for each fault, and under it what is no TOML."""
        self.fail(map(str, error.args))
        if isinstance(error, ProjectError) and error.excerpt:
            self.point(*error.excerpt)

    def point(self, line: str, column: int) -> None:
        """Print a line of a file, or what there is room for, with a caret under a character."""
        start = max(0, column - self._err.width // 2)
        shown = printable(line.replace("\t", " ")[start : start + self._err.width - 4])
        before = printable(line.replace("\t", " ")[start:column])
        self._err.print(Text(f"  {shown}"))
        self._err.print(Text(f"  {' ' * cell_len(before)}^", "bold red"))

    def json(self, value: Any) -> None:
        """Print an answer for a program."""
        sys.stdout.write(json.dumps(value, indent=2) + "\n")

    def timeline(self, checked: Checked, plans: Sequence[ShotPlan]) -> None:
        """Print where every sequence stands in the film and what is still to be painted."""
        self._out.print(timetable(checked.timeline, plans, narrow=self._out.width < _NARROW))
        for line in curve_lines(plans, plain=self._out.options.ascii_only):
            self.say(line)
        for line in (
            *left_out_lines(plans),
            *fit_lines(plan.shot for plan in plans),
            *edit_lines(checked),
        ):
            self.say(line)
        pending = sum(len(plan.pending) for plan in plans)
        for plan in plans:
            for how, count in plan.altered.items():
                self.say(f"{plan.shot.name}: {count} {how}, kept")
        if pending:
            self.say(f"{pending} frames to paint, about {megabytes(disk_needed(plans))} of disk")
            self._time(plans)

    def beats(self, project: Project, timeline: Timeline) -> None:
        """Print what is known of a film's beats, and by how much what may fall on them misses."""
        for line in (*track_lines(project), *fit_lines(project.shots)):
            self.say(line)
        beats = beat_frames(project, timeline) or ()
        self._out.print(beat_table(timeline, marks_of(timeline, beats)))

    def light(self, plans: Sequence[ShotPlan]) -> None:
        """Print how much sequences flicker, and both curves, and their noise, where it is known."""
        lines = flicker_lines(plans, plain=self._out.options.ascii_only)
        for line in (*lines, *steady_lines(plans)):
            self.say(line)

    @contextmanager
    def progress(self, plans: Sequence[ShotPlan]) -> Iterator[Display]:
        """Show a build as it goes: bars on a terminal that can move its cursor, lines elsewhere."""
        if not self._out.is_terminal or self._out.is_dumb_terminal:
            yield Lines(self.say, plans)
            return
        bars = Bars(self._out, plans)
        with bars.progress:
            yield bars
