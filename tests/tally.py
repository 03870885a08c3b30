"""Counts what the torture suite tried and what survived; prints the table and writes it down."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

REPORT = Path(__file__).parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- table: make torture writes it -->\n", "<!-- end of table -->\n"

Tries = Iterator[tuple[int, AbstractContextManager[None]]]


@dataclass
class Case:
    """One line of the table."""

    name: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def attempt(self, seed: int) -> Iterator[None]:
        try:
            yield
            self.tried += 1
        except Exception as error:
            self.tried += 1
            self.failures.append(f"{self.name}, try {seed}: {type(error).__name__}: {error}")


CASES: list[Case] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--torture", action="store_true", help="the long versions, and their table")


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str, int, int], Tries]:
    """Yield seeds, few or many, each with what its failure is counted by."""

    def tries(name: str, few: int, many: int) -> Tries:
        case = Case(name)
        CASES.append(case)
        first = int(os.environ.get("TLSTYLE_TEST_SEED", "0"))
        for seed in range(first, first + (many if request.config.option.torture else few)):
            yield seed, case.attempt(seed)
        assert not case.failures, "\n".join(case.failures[:10])

    return tries


def pytest_terminal_summary(config: pytest.Config) -> None:
    if not config.option.torture or not CASES:
        return
    table = Table("case", "tried", "survived")
    for case in CASES:
        table.add_row(case.name, *_counts(case))
    Console().print(table)
    before, _, rest = REPORT.read_text().partition(BEGIN)
    rows, _, after = rest.partition(END)
    REPORT.write_text(f"{before}{BEGIN}{_merged(rows)}{END}{after}")


def _counts(case: Case) -> tuple[str, str]:
    return f"{case.tried:,}", f"{case.tried - len(case.failures):,}"


def _merged(rows: str) -> str:
    """Return the table's rows with those of this run put in place or at the end."""
    lines = {line.split(" | ")[0][2:]: line for line in rows.splitlines()[3:] if line}
    lines |= {case.name: f"| {case.name} | {' | '.join(_counts(case))} |" for case in CASES}
    return "\n".join(
        ["", "| case | tried | survived |", "|---|---:|---:|", *lines.values(), "", ""]
    )
