"""Words about brushes: which are to be studied, for how long, and how that went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tlstyle.frames.brush import names_of, sharers, unstudied
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.pace import study_expected
from tlstyle.steps import Study
from tlstyle.study import News
from tlstyle.words import duration

Brushes = Mapping[Path, Sequence[ShotPlan]]
"""Brushes, each with the sequences that share it."""


def study_seconds(plans: Sequence[ShotPlan]) -> float | None:
    """Return about how long brushes are studied before the pending frames; None if unknown."""
    return _seconds(sharers(unstudied(plans), plans))


def to_study(plans: Sequence[ShotPlan]) -> str:
    """Return which brushes are studied before anything is painted, and how long; "" if none is."""
    brushes = sharers(unstudied(plans), plans)
    return f"to study first: {_named(brushes)}" if brushes else ""


def study_lines(brushes: Brushes, wanted: Brushes) -> Iterator[str]:
    """Yield which brushes are studied, and which are wanted now, and how long they take."""
    for brush, plans in brushes.items():
        if brush not in wanted:
            yield f"{names_of(plans)}: studied"
    if wanted:
        yield f"to study: {_named(wanted)}"


def study_summary(plans: Sequence[ShotPlan], news: News, sheet: Path) -> str:
    """Return how a study went, and where it can be looked at."""
    return f"{names_of(plans)}: studied {news.steps} steps, {news}: see {sheet}"


def _named(brushes: Brushes) -> str:
    seconds = _seconds(brushes)
    names = ", ".join(map(names_of, brushes.values()))
    unknown = "how long that takes is known when this machine has studied"
    return f"{names}; {unknown if seconds is None else f'about {duration(seconds)}'}"


def _seconds(brushes: Brushes) -> float | None:
    return study_expected(plans[0].shot.step(Study).settings for plans in brushes.values())
