"""Stills of a sequence that its project goes without, named by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from tlstyle.errors import FootageError
from tlstyle.stills.still import Still

Skip: TypeAlias = tuple[int | str, ...]
"""Stills by their numbers, ranges of those such as "120-130", or files' names."""

_RANGE = re.compile(r"\s*(\d{1,18})\s*-\s*(\d{1,18})\s*")


def skipped(stills: Sequence[Still], skip: Skip) -> tuple[Still, ...]:
    """Return those stills that are to be left out.

    Raises:
        FootageError: there is no such still.
    """
    named = [still for each in skip for still in _named(stills, each)]
    return tuple(still for still in stills if still in set(named))


def without(stills: Sequence[Still], left_out: Sequence[Still]) -> tuple[Still, ...]:
    """Return stills without some.

    Raises:
        FootageError: none is left.
    """
    gone = set(left_out)
    left = tuple(still for still in stills if still not in gone)
    if not left:
        raise FootageError("`skip` leaves no still: name fewer")
    return left


def _named(stills: Sequence[Still], what: int | str) -> list[Still]:
    found = [still for still in stills if what in (still.file.name, still.stem)]
    if not found:
        first, last = _numbers(what)
        found = [still for still in stills if first <= _number(still) <= last]
    if not found:
        shown = what if isinstance(what, int) else f'"{what}"'
        raise FootageError(f"`skip` = {shown}: there is no such still, {_there(stills)}")
    return found


def _numbers(what: int | str) -> tuple[int, int]:
    """Return the first and the last number that are meant; none where it is no number."""
    if isinstance(what, int):
        return what, what
    match = _RANGE.fullmatch(what)
    return (int(match[1]), int(match[2])) if match else (0, -1)


def _number(still: Still) -> int:
    return -1 if still.number is None else still.number


def _there(stills: Sequence[Still]) -> str:
    """Return in words what stills there are."""
    numbers = [still.number for still in stills if still.number is not None]
    if not numbers:
        return f"of {stills[0].name} to {stills[-1].name}: name files"
    return f"of {stills[0].name} to {stills[-1].name}, numbers {min(numbers)} to {max(numbers)}"
