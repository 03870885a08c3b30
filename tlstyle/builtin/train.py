"""Train the built-in network: `python -m tlstyle.builtin.train --photographs DIR --styles DIR ...`.

The painter and the style network learn together from a teacher, Magenta's network. Training ends
after the minutes it was given; stopped earlier, by Ctrl-C or SIGTERM, the same command goes on
where it was. A few pictures of both folders are kept out and make the contact sheets.
"""

from __future__ import annotations

import argparse
import signal
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tlstyle.builtin.student import LOSSES
from tlstyle.builtin.teacher import Teacher
from tlstyle.builtin.training import Plan, Training


def show(training: Training, console: Console) -> None:
    """Run the training under a progress line; into a file or a pipe, print plain lines."""
    columns = BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("learning", total=1.0)
        for news in training.run():
            bar.update(task, completed=training.progress, description=news)
            if not console.is_terminal:
                console.print(news, soft_wrap=True)


def closing_table(training: Training) -> Table:
    """Return the mean losses over the training, about ten rows."""
    table = Table("step", "minutes", *LOSSES, title="Training")
    every = max(1, len(training.history) // 10)
    for step, seconds, *losses in [*training.history[:-1:every], *training.history[-1:]]:
        table.add_row(f"{step:.0f}", f"{seconds / 60:.1f}", *(f"{loss:.4f}" for loss in losses))
    return table


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the built-in network.")
    parser.add_argument("--photographs", type=Path, required=True, help="folder of photographs")
    parser.add_argument("--styles", type=Path, required=True, help="folder of style pictures")
    parser.add_argument("--teacher", type=Path, required=True, help="Magenta's SavedModel folder")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint, sheets and weights")
    parser.add_argument("--minutes", type=float, default=120.0, help="time to learn for")
    parser.add_argument("--batch", type=int, default=4, help="photographs a step")
    parser.add_argument("--keep-out", type=int, default=6, help="pictures kept out of each folder")
    parser.add_argument("--reuse", type=int, default=2, help="kept batches for each new one")
    parser.add_argument("--half", action="store_true", help="learn in bfloat16")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    """Train as the command line says."""
    options, console = vars(_options()), Console()
    teacher = Teacher(options.pop("teacher"))
    training = Training(Plan(**options), teacher)
    if training.steps:
        console.print(f"going on after step {training.steps}, {training.seconds / 60:.1f} min")
    signal.signal(signal.SIGTERM, training.stop)
    signal.signal(signal.SIGINT, training.stop)
    show(training, console)
    console.print(closing_table(training))


if __name__ == "__main__":
    main()
