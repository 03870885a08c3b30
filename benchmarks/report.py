"""The table, on the terminal and as a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.rows import Row

HEADINGS = ("what", "ours", "against", "ratio", "goal", "met")
EXPLANATION = (
    "Figures are medians over rounds in which the contenders took turns, with the rounds' range; "
    "ratios were taken round by round."
)
_COLOURS = {"yes": "green", "no": "red", "": ""}


def show(rows: Iterable[Row], machine: Iterable[str], console: Console) -> None:
    """Print the table and the machine."""
    table = Table(*HEADINGS, header_style="bold", show_lines=True)
    for row in rows:
        *cells, verdict = row.cells()
        table.add_row(*cells, f"[{_COLOURS[verdict]}]{verdict}[/]" if verdict else "")
    console.print(table)
    for line in machine:
        console.print(line, highlight=False)


def write_page(file: Path, title: str, rows: Sequence[Row], machine: Iterable[str]) -> None:
    """Write the table and the machine as Markdown."""
    lines = [f"# {title}", "", *(f"- {line}" for line in machine), "", EXPLANATION, ""]
    lines += [_line(HEADINGS), _line(["---"] * len(HEADINGS))]
    lines += [_line(row.cells()) for row in rows]
    file.write_text("\n".join(lines) + "\n")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
