"""Hang general networks beside each other: `python -m training.salon ... WEIGHTS ...`.

In the style of several paintings, on stills of several time-lapses, beside Magenta's network and
ours as it comes. Figures are those of `training.judge`, as ratios to Magenta's.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from tlstyle.painters.builtin.painter import BuiltinPainter
from tlstyle.painters.painter import STYLE_SIDE
from tlstyle.stills.order import by_name
from tlstyle.stills.picture import fit, read_upright
from tlstyle.stills.style import style_square
from training.evaluate import as_batch, in_unit
from training.judge import CANVAS, Figures, Judge, Paint
from training.pictures import Picture, listed
from training.teacher import Teacher

ABSOLUTE = "raster"
"""The figure that is no ratio."""

Student = Callable[[Picture], Paint]
"""Whoever paints in the style of a square."""


def students(teacher: Path, weights: Sequence[Path]) -> dict[str, Student]:
    """Return who paints, by name: Magenta's network, ours, and ours with other weights."""
    theirs = Teacher(teacher)

    def magenta(square: Picture) -> Paint:
        vectors = theirs.encode(as_batch(square))
        return lambda still: np.asarray(theirs.paint(as_batch(still), vectors)[0])[: len(still)]

    by = {"as it comes": BuiltinPainter()}
    by |= {file.stem: BuiltinPainter(weights=file) for file in weights}
    return {"magenta": magenta} | {name: _student(painter) for name, painter in by.items()}


def _student(painter: BuiltinPainter) -> Student:
    def student(square: Picture) -> Paint:
        code = painter.encode(square)
        return lambda still: in_unit(painter.paint(still[None], code)[0])

    return student


def judged(
    painting: Path, pairs: Sequence[tuple[Picture, Picture]], by: Mapping[str, Student]
) -> dict[str, Figures]:
    """Return the figures of all who paint pairs of stills in the style of a painting."""
    judge, square = Judge(painting, pairs), style_square(painting, None, STYLE_SIDE)
    found = {}
    for name, student in by.items():
        paint = student(square)
        found[name] = judge.figures([(paint(still), paint(other)) for still, other in pairs])
    return found


def ratios(each: Sequence[Mapping[str, Figures]], name: str) -> Figures:
    """Return the geometric means, over paintings, of a painter's figures over Magenta's."""
    figures = each[0][name]
    return {
        figure: float(np.exp(np.nanmean([np.log(_ratio(found, name, figure)) for found in each])))
        for figure in figures
    }


def _ratio(found: Mapping[str, Figures], name: str, figure: str) -> float:
    """Return a figure over Magenta's; NaN, which no mean counts, where either is nothing."""
    base = 1.0 if figure == ABSOLUTE else found["magenta"][figure]
    return found[name][figure] / base if found[name][figure] * base else math.nan


def _pairs(folder: Path, at: Sequence[int]) -> list[tuple[Picture, Picture]]:
    files = by_name(listed(folder))
    read = [
        fit(read_upright(files[number]), CANVAS, (0.5, 0.5)) for n in at for number in (n, n + 1)
    ]
    return list(zip(read[::2], read[1::2], strict=True))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Judge general networks beside Magenta's.")
    parser.add_argument("--paintings", type=Path, nargs="+", required=True)
    parser.add_argument(
        "--stills", type=Path, nargs="+", required=True, help="time-lapses' folders"
    )
    parser.add_argument(
        "--at", type=int, nargs="+", required=True, help="numbers of stills, from 0"
    )
    parser.add_argument("--teacher", type=Path, required=True, help="Magenta's SavedModel folder")
    parser.add_argument("weights", type=Path, nargs="+")
    return parser.parse_args()


def main() -> None:
    """Print a table for every painting, and one of their geometric means."""
    options, console = _options(), Console(width=120)
    by = students(options.teacher, options.weights)
    pairs = [pair for folder in options.stills for pair in _pairs(folder, options.at)]
    each = []
    for painting in options.paintings:
        each.append(judged(painting, pairs, by))
        console.print(_table(painting.stem, each[-1:], list(by)))
    console.print(_table("geometric means", each, list(by)))


def _table(title: str, each: Sequence[Mapping[str, Figures]], names: Sequence[str]) -> Table:
    table = Table("figure", *names, title=title)
    columns = [ratios(each, name) for name in names]
    for figure in columns[0]:
        table.add_row(figure, *(f"{column[figure]:.2f}" for column in columns))
    return table


if __name__ == "__main__":
    main()
