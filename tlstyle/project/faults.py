"""What is wrong in a project file, in words: the key, the trouble, the nearest right thing."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from tlstyle.errors import Problem
from tlstyle.project.joins import JOIN_KINDS, JOIN_TABLES
from tlstyle.project.lines import Place, line_of
from tlstyle.project.tables import ProjectTable

_WANTED = {
    "string_type": "a text in quotes",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list in brackets",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "dict_type": "a table",
    "finite_number": "a finite number",
}
_BOUNDS = {
    "greater_than": "over {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
    "multiple_of": "a multiple of {multiple_of}",
    "literal_error": "{expected}",
}


_NO_SEQUENCE = "there is no [[sequence]]: add one, or have tlstyle new write a project"

_UNDER_HEADING = 2
"""Names on the way to a key that stands right under a table's heading."""


def problems_of(
    errors: Iterable[ErrorDetails], raw: dict[str, Any], lines: dict[Place, int]
) -> Iterator[Problem]:
    """Yield a line of words for each of pydantic's findings in the raw tables."""
    errors = list(errors)
    for error in errors:
        place = error["loc"]
        if not _is_consequence(place, errors):
            what = _single_table(raw) if place == ("sequence",) else None
            what = what or _words(error, place)
            yield Problem(what, line_of(lines, _as_written(place)), _sequence_label(raw, place))


def _sequence_label(raw: dict[str, Any], place: Place) -> str | None:
    """Return the name of the sequence that a place is in, or its number if it has none."""
    if len(place) < 2 or place[0] != "sequence" or not isinstance(place[1], int):
        return None
    table = raw["sequence"][place[1]]
    name = table.get("name") if isinstance(table, dict) else None
    return name if isinstance(name, str) else f"number {place[1] + 1}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return '; did you mean `x`?' for the known word most like this one, or all of them.

    Several known ones with commas between them are to be named each by itself.
    """
    names = {each.casefold(): each for each in sorted(known)}
    if not names:
        return "; there are none"
    if "," in word and {part.strip().casefold() for part in word.split(",")} <= names.keys():
        return "; name each by itself"
    close = difflib.get_close_matches(word.casefold(), names, 1, 0.6)
    begun = [name for name in names if name.startswith(word.casefold())]
    if close or len(begun) == 1:
        return f"; did you mean `{names[[*close, *begun][0]]}`?"
    return f"; known: {', '.join(names.values())}"


def _single_table(raw: dict[str, Any]) -> str | None:
    """Return what is wrong where [sequence] stands for [[sequence]]."""
    is_table = isinstance(raw.get("sequence"), dict)
    return "[sequence] is one table: write [[sequence]], in two brackets" if is_table else None


def _is_consequence(place: Place, errors: list[ErrorDetails]) -> bool:
    """Tell whether a fault is only the echo of others inside the same array."""
    inner = [other["loc"] for other in errors if len(other["loc"]) > 1]
    return place == ("sequence",) and any(other[0] == "sequence" for other in inner)


def _as_written(place: Place) -> Place:
    """Return a place without the kind that stands behind `join` where its table is read."""
    return tuple(
        part for before, part in zip(("", *place), place, strict=False) if before != "join"
    )


def _words(error: ErrorDetails, place: Place) -> str:
    kind, context = error["type"], error.get("ctx", {})
    key = _key(_as_written(place))
    if kind == "missing":
        return _NO_SEQUENCE if place == ("sequence",) else f"`{key}` is missing"
    if kind == "extra_forbidden":
        key = str(place[-1])
        is_under_heading = sum(isinstance(part, str) for part in place) <= _UNDER_HEADING
        elsewhere = _elsewhere(key) if is_under_heading else ""
        advice = elsewhere or nearest(key, _known_keys(place[:-1]))
        return f"unknown key `{key}`{advice}"
    if place == ("sequence",):
        return "needs 1 to 100 tables headed [[sequence]]"
    if kind == "union_tag_invalid":
        return f"`{key}` is no {context['tag']!r}{nearest(context['tag'], JOIN_KINDS)}"
    if kind == "union_tag_not_found":
        return f"`{key}` must be one of {', '.join(JOIN_KINDS)}, or a table with such a `kind`"
    if kind == "value_error":
        return f"`{key}` = {_shown(error['input'])}: {context['error']}"
    if kind in ("too_short", "too_long"):
        count = context.get("min_length", context.get("max_length"))
        return f"`{key}` must have {count} numbers, not {context['actual_length']}"
    wanted = _WANTED.get(kind) or _BOUNDS.get(kind, error["msg"]).format(**context)
    return f"`{key}` must be {wanted}, not {_shown(error['input'])}"


def _key(place: Place) -> str:
    """Return a place as written in the file: without the sequence's number, items in brackets."""
    inside = place[2:] if place[0] == "sequence" and len(place) > 2 else place
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in inside]
    return "".join(parts).lstrip(".")


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # Python writes no integer of more than 4,300 digits
        return "a number of thousands of digits"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _known_keys(place: Place) -> list[str]:
    table: type[BaseModel] = ProjectTable
    for before, part in zip(("", *place), place, strict=False):
        if before == "join":
            table = JOIN_TABLES[str(part)]
        elif isinstance(part, str) and part != "join":
            table = next(_tables_in(table.model_fields[part].annotation))
    return list(table.model_fields)


def _elsewhere(key: str) -> str:
    """Return '; it stands in [table]' for a key of another table, as behind a heading; or ''."""
    fields = ProjectTable.model_fields
    if key in fields and not any(_tables_in(fields[key].annotation)):
        return "; it stands before all tables"
    tables = {name: list(_tables_in(field.annotation)) for name, field in fields.items()}
    homes = [
        f"[[{name}]]" if fields[name].default == () or name == "sequence" else f"[{name}]"
        for name, table in tables.items()
        if table and key in table[0].model_fields
    ]
    return f"; it stands in {' or '.join(homes)}" if homes else ""


def _tables_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the table types inside an annotation such as `tuple[Table, ...]` or `Table | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _tables_in(inner)
