"""Train the built-in network: `python -m training.train --photographs DIR --styles DIR ...`.

First the style network learns to read style pictures, then the painter learns to paint, both from a
teacher, Magenta's network. Training ends after the minutes it was given; stopped earlier, by Ctrl-C
or SIGTERM, the same command goes on where it was. A few pictures of both folders are kept out and
make the contact sheets.
"""

from __future__ import annotations

import argparse
import signal
from collections.abc import Collection
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from training.course import Course
from training.school import Plan, School
from training.teacher import Teacher


def show(name: str, course: Course, console: Console) -> None:
    """Run a course under a progress line; into a file or a pipe, print plain lines."""
    columns = BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=1.0)
        for news in course.run():
            bar.update(task, completed=course.progress, description=f"{name} {news}")
            if not console.is_terminal:
                console.print(f"{name} {news}", soft_wrap=True)


def closing_table(name: str, course: Course) -> Table:
    """Return a course's mean losses over its time, about ten rows."""
    table = Table("step", "minutes", *course.pupil.losses, title=name)
    every = max(1, len(course.history) // 10)
    for step, seconds, *losses in [*course.history[:-1:every], *course.history[-1:]]:
        table.add_row(f"{step:.0f}", f"{seconds / 60:.1f}", *(f"{loss:.4f}" for loss in losses))
    return table


def heed_stops(courses: Collection[Course]) -> None:
    """Have courses save and end, after the step they are in, at Ctrl-C and SIGTERM."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for course in courses:
            course.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the built-in network.")
    parser.add_argument("--photographs", type=Path, required=True, help="folder of photographs")
    parser.add_argument("--styles", type=Path, required=True, help="folder of style pictures")
    parser.add_argument("--teacher", type=Path, required=True, help="Magenta's SavedModel folder")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints, sheets and weights")
    parser.add_argument("--minutes", type=float, default=120.0, help="time to learn for")
    parser.add_argument("--batch", type=int, default=4, help="photographs a step")
    parser.add_argument("--keep-out", type=int, default=6, help="pictures kept out of each folder")
    parser.add_argument("--half", action="store_true", help="learn in bfloat16")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    """Train as the command line says."""
    options, console = vars(_options()), Console()
    teacher = Teacher(options.pop("teacher"))
    courses = School(Plan(**options), teacher).courses
    heed_stops(courses.values())
    for name, course in courses.items():
        if course.steps:
            console.print(f"{name}: {course.steps} steps are done, {course.progress:.0%} of it")
        show(name, course, console)
        console.print(closing_table(name, course))


if __name__ == "__main__":
    main()
