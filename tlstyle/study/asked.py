"""What a project asks of a study: minutes, steps, the painting's scale, and whose brush it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

LONGEST = 1440
"""Minutes that a study may take; a day."""
MOST_STEPS = 1_000_000
SCALES = 0.25, 4.0
"""How small, and how large, a painting may be shown."""

_WRITE = 'write minutes, "600 steps" or { minutes = 2, scale = 1.0, share = false }'


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a study, for minutes or for steps; for neither where both are 0.

    `scale` is how large the painting is shown: 2 makes strokes twice as broad. A brush to `share`
    is that of all sequences of one style that share.
    """

    minutes: float = 0.0
    steps: int = 0
    scale: float = 1.0
    share: bool = False

    @property
    def is_none(self) -> bool:
        """Whether nothing is to be studied."""
        return not self.minutes and not self.steps


def asked(value: object) -> Asked:
    """Return what `study` asks for; raises ValueError with what to write."""
    if isinstance(value, Asked):
        return value
    if isinstance(value, dict):
        return _of_table(value)
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d{1,9})\s+steps?\s*", value)
        if not match:
            raise ValueError(f"is no study: {_WRITE}")
        return Asked(steps=_steps(int(match[1])))
    return Asked(_minutes(value))


def _of_table(table: dict[str, Any]) -> Asked:
    known = ("minutes", "steps", "scale", "share")
    if unknown := [key for key in table if key not in known]:
        raise ValueError(f"has an unknown key `{unknown[0]}`; known: {', '.join(known)}")
    if ("minutes" in table) == ("steps" in table):
        raise ValueError(f"needs either `minutes` or `steps`: {_WRITE}")
    share = table.get("share", False)
    if not isinstance(share, bool):
        raise ValueError("`share` must be true or false")
    return Asked(
        _minutes(table.get("minutes", 0)), _steps(table.get("steps", 0)), _scale(table), share
    )


def _minutes(value: object) -> float:
    if not _is_number(value):
        raise ValueError(f"is no study: {_WRITE}")
    if not 0 <= value <= LONGEST:  # type: ignore[operator]
        raise ValueError(f"must be from 0 to {LONGEST} minutes")
    return float(value)  # type: ignore[arg-type]


def _steps(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_STEPS:
        raise ValueError(f"must be from 0 to {MOST_STEPS} whole steps")
    return value


def _scale(table: dict[str, Any]) -> float:
    value = table.get("scale", 1.0)
    least, most = SCALES
    if not _is_number(value) or not least <= value <= most:
        raise ValueError(f"`scale` must be from {least:g} to {most:g}; 2 makes strokes broader")
    return float(value)


def written(asked: Asked) -> float | dict[str, Any]:
    """Return what a project file says to ask so."""
    budget = {"steps": asked.steps} if asked.steps else {"minutes": asked.minutes}
    table = {**budget, "scale": asked.scale, "share": asked.share}
    return asked.minutes if asked == Asked(asked.minutes) else table


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
