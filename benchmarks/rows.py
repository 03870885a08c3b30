"""Lines of the table: a figure, the goal beside it, and whether it is met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple


class Missing(Exception):  # noqa: N818  # no error: it ends a measurement that cannot be made here
    """What a measurement needs is not here; the text says what."""


class Figure(NamedTuple):
    """The median over some rounds, and the range that they were in."""

    median: float
    low: float
    high: float

    def text(self, unit: str = "") -> str:
        """Return the figure with its range, if it has one."""
        value = f"{self.median:.3g}{unit}"
        return value if self.low == self.high else f"{value} ({self.low:.3g} to {self.high:.3g})"


def figure(values: Iterable[float]) -> Figure:
    """Return the median and range of values."""
    known = list(values)
    return Figure(median(known), min(known), max(known))


def ratio(ours: Sequence[float], against: Sequence[float]) -> Figure:
    """Return ours divided by the other's, round by round: what disturbs a round disturbs both."""
    return figure(one / other for one, other in zip(ours, against, strict=True))


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that a figure is to keep; `unit` is that of both."""

    bound: float
    least: bool
    unit: str = ""

    def is_met(self, value: float) -> bool:
        """Tell whether a figure keeps it."""
        return value >= self.bound if self.least else value <= self.bound

    def __str__(self) -> str:
        return f"at {'least' if self.least else 'most'} {self.bound:.3g}{self.unit}"


def at_least(bound: float, unit: str = "") -> Goal:
    """Return the goal of figures no smaller than a bound."""
    return Goal(bound, True, unit)


def at_most(bound: float, unit: str = "") -> Goal:
    """Return the goal of figures no larger than a bound."""
    return Goal(bound, False, unit)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, ours, the other, the figure that compares them, its goal.

    A row without a figure says in `ours` why there is none.
    """

    what: str
    ours: str
    against: str = ""
    figure: Figure | None = None
    goal: Goal | None = None

    def cells(self) -> tuple[str, ...]:
        """Return the line as text, cell by cell: what, ours, against, ratio, goal, met."""
        unit = self.goal.unit if self.goal else ""
        compared = self.figure.text(unit) if self.figure else ""
        return self.what, self.ours, self.against, compared, str(self.goal or ""), self.verdict

    @property
    def verdict(self) -> str:
        """Whether the goal is met; nothing where there is none or nothing was measured."""
        if self.goal is None or self.figure is None:
            return ""
        return "yes" if self.goal.is_met(self.figure.median) else "no"
