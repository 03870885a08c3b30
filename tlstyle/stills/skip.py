"""Stills of a sequence that its project goes without, named by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from tlstyle.errors import FootageError
from tlstyle.stills.still import Still

Skip: TypeAlias = tuple[int | str, ...]
"""Stills by their numbers, ranges of those such as "120-130", or files' names, folders before."""

_NUMBERS = re.compile(r"\s*#?(\d{1,18})(?:\s*-\s*#?(\d{1,18}))?\s*")


def skipped(stills: Sequence[Still], skip: Skip) -> tuple[Still, ...]:
    """Return those stills that are to be left out.

    Raises:
        FootageError: there is no such still, or several have one number.
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
    """Return the stills that are meant: by their name if one is called so, else by their number."""
    shown = what if isinstance(what, int) else f'"{what}"'
    if found := [still for still in stills if _is_called(still, what)]:
        return found
    match = _NUMBERS.fullmatch(str(what))
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, -1)
    found = [still for still in stills if first <= _number(still) <= last]
    if not found:
        raise FootageError(f"`skip` = {shown}: there is no such still, {_there(stills)}")
    numbers: dict[int, Still] = {}
    for still in found:
        if (other := numbers.setdefault(_number(still), still)) is not still:
            both = f"{other.file} and {still.file} both have this number"
            raise FootageError(f'`skip` = {shown}: {both}: name files, as "{_name(still)}"')
    return found


def _is_called(still: Still, what: int | str) -> bool:
    named = isinstance(what, str) and f"/{still.file.as_posix()}".endswith(f"/{what}")
    return (still.index is None and named) or what == still.stem


def _name(still: Still) -> str:
    """Return what tells a still from others of its name."""
    return f"{still.file.parent.name}/{still.file.name}" if still.index is None else still.stem


def _number(still: Still) -> int:
    return -1 if still.number is None else still.number


def _there(stills: Sequence[Still]) -> str:
    """Return in words what stills there are."""
    numbers = [still.number for still in stills if still.number is not None]
    if not numbers:
        return f"of {stills[0].name} to {stills[-1].name}: name files"
    return f"of {stills[0].name} to {stills[-1].name}, numbers {min(numbers)} to {max(numbers)}"
