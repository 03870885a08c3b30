"""Text that says what a frame shows: `{name}`, `{date}` and `{time}`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tlstyle.overlays.overlay import Moment

_FIELD = re.compile(r"\{([a-z]*)(?::([^{}]*))?\}")
FORMATS = {"date": "%Y-%m-%d", "time": "%H:%M"}
"""How days and times are written unless said otherwise: as Python's strftime has it."""

NAME = "name"


def tells_time(text: str) -> bool:
    """Tell whether a text says when a still was taken."""
    return any(field in FORMATS for field, _ in _FIELD.findall(text))


def unknown_fields(text: str) -> Iterator[str]:
    """Yield what a text has in braces that nothing stands for."""
    known = (NAME, *FORMATS)
    yield from (field for field, _ in _FIELD.findall(text) if field not in known)


def letters_of(text: str, names: Sequence[str]) -> str:
    """Return all the letters that a text may come to, in a film of sequences of these names."""
    said = {NAME: " ".join(names), **dict.fromkeys(FORMATS, "0123456789-:")}
    return _FIELD.sub(lambda match: said[match[1]], text)


def filled(text: str, moment: Moment) -> str:
    """Return a text as it is at a moment; without a time where the still has none."""

    def value(match: re.Match[str]) -> str:
        field, form = match[1], match[2]
        if field == NAME:
            return moment.name
        return moment.taken.strftime(form or FORMATS[field]) if moment.taken else ""

    return _FIELD.sub(value, text)
