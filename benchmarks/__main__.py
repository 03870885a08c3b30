"""`python -m benchmarks` measures every row, `python -m benchmarks film start` some."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, TypeAlias

import typer
from rich.console import Console

from benchmarks import (
    cluster,
    exposing,
    film,
    gpu,
    large,
    machine,
    memory,
    painting,
    parts,
    planning,
    report,
    roofline,
    starting,
    steps,
    strokes,
    way,
)
from benchmarks.bench import Bench, find_models
from benchmarks.rows import Missing, Row

MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "paint": painting.rows,
    "steady": painting.steady,
    "strokes": strokes.rows,
    "parts": parts.rows,
    "way": way.rows,
    "steps": steps.rows,
    "time": exposing.rows,
    "gpu": gpu.rows,
    "film": film.rows,
    "changed": film.changed,
    "shapes": film.shapes,
    "start": starting.rows,
    "plan": planning.rows,
    "memory": memory.rows,
    "cluster": cluster.rows,
    "large": large.rows,
    "roofline": roofline.rows,
}
"""Every measurement, by the name that chooses it."""


PAGE = Path(__file__).with_name("results.md")

Names: TypeAlias = Annotated[
    list[str] | None, typer.Argument(metavar="[ROW]...", help=f"Of {', '.join(MEASUREMENTS)}.")
]
Quick: TypeAlias = Annotated[bool, typer.Option("--quick", help="In a few minutes, less exactly.")]


PageName: TypeAlias = Annotated[
    str | None, typer.Option("--page", metavar="NAME", help="Write these rows to a page, too.")
]


def main(names: Names = None, quick: Quick = False, page: PageName = None) -> None:
    """Measure tlstyle beside what a user would do instead; all of it makes the page of results."""
    unknown = set(names or ()) - MEASUREMENTS.keys()
    if unknown:
        raise typer.BadParameter(f"there is no {', '.join(unknown)}; {', '.join(MEASUREMENTS)}")
    # A user's Python keeps what it has compiled; else every program here would compile us anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    console = Console()
    with TemporaryDirectory(prefix="tlstyle-bench-") as folder:
        bench = Bench(Path(folder), quick, find_models())
        rows = list(measure(bench, names or MEASUREMENTS, console))
    lines = list(machine.description())
    report.show(rows, lines, console)
    if page or not names:
        file = PAGE.with_name(f"{page}.md" if page else "quick.md" if quick else PAGE.name)
        report.write_page(file, "As fast as the machine can go", rows, lines)
        console.print(f"written: {file.relative_to(PAGE.parents[1])}")
    short = [row.what for row in rows if row.verdict == "no"]
    if names and short:
        raise typer.Exit(1)


def measure(bench: Bench, names: Iterable[str], console: Console) -> Iterator[Row]:
    """Yield the rows of the measurements named, or why they cannot be made here."""
    for name in names:
        begun = time.monotonic()
        try:
            yield from MEASUREMENTS[name](bench)
        except Missing as missing:
            yield Row(name, str(missing))
        console.print(f"{name}: {time.monotonic() - begun:.0f} s", style="dim")


if __name__ == "__main__":
    typer.run(main)
