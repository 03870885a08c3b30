"""Numbers that change along a sequence, drawn in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.keyed import keyed_values
from tlstyle.words import sparkline

_WIDE = 40
"""Bars of a sequence that has as many frames, or more."""


def ranges(plan: ShotPlan) -> dict[str, tuple[float, float]]:
    """Return the least and the most of every keyed number of a sequence, by its key."""
    return {key: (min(values), max(values)) for key, values in keyed_values(plan).items()}


def curve_lines(plans: Sequence[ShotPlan], *, plain: bool) -> Iterator[str]:
    """Yield every keyed number of every sequence as bars, with its range in figures."""
    for plan in plans:
        for key, values in keyed_values(plan).items():
            least, most = ends = min(values), max(values)
            drawn = sparkline(values, ends, _WIDE, plain=plain)
            yield f"{plan.shot.name}: {key} {drawn} {least:g} to {most:g}"
