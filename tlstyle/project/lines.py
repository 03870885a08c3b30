"""Where each key of a TOML file stands, which TOML parsers do not tell."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Place = tuple[str | int, ...]
"""The way to a value: keys, and positions in arrays of tables."""


def key_lines(text: str) -> dict[Place, int]:
    """Return the line, from 1, of every table and key in a valid TOML text, and of each array."""
    lines: dict[Place, int] = {}
    table: Place = ()
    counts: dict[Place, int] = {}
    for number, statement in _statements(text):
        if statement.lstrip().startswith("["):
            table = _table_place(statement, counts)
            lines.setdefault(table, number)
            if isinstance(table[-1], int):
                lines.setdefault(table[:-1], number)
        else:
            for place in _key_places(tomllib.loads(statement)):
                lines.setdefault(table + place, number)
    return lines


def line_of(lines: dict[Place, int], place: Place) -> int | None:
    """Return the line of a place, or of the nearest thing around it that has one."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, statement); a statement ends where its lines first parse on their own."""
    start, pending = 1, ""
    for number, line in enumerate(re.findall(r".*\n|.+", text), 1):
        start = start if pending else number
        pending += line
        try:
            found = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue
        if found:
            yield start, pending
        pending = ""


def _table_place(header: str, counts: dict[Place, int]) -> Place:
    """Return the place a header opens; `[[x]]` counts up, and `[x.y]` is in the last x."""
    place: Place = ()
    for key, is_array in _header_keys(tomllib.loads(header)):
        place = (*place, key)
        if is_array:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _header_keys(table: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield a header's keys from the outside in, and whether each opens an array's item."""
    while table:
        key, inner = next(iter(table.items()))
        yield key, isinstance(inner, list)
        table = inner[0] if isinstance(inner, list) else inner


def _key_places(table: dict[str, Any]) -> Iterator[Place]:
    for key, value in table.items():
        yield (key,)
        if isinstance(value, dict):
            yield from ((key, *place) for place in _key_places(value))
