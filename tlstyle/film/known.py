"""Films that were found to hold what they were sealed with, so that not every command reads GBs.

What is remembered may be lost: then it is read once more.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from tlstyle.film.seal import is_intact, look
from tlstyle.system.whole import write_whole


def is_known_intact(film: Path, record: Path) -> bool:
    """Tell whether a film holds what it was sealed with; read only if a record knows it not.

    A film is known by its size, the time when it was last changed, and its seal.
    """
    return _known(record).get(_key(film), ()) == _facts(film) or is_intact(film)


def remember(film: Path, record: Path) -> None:
    """Note that a film holds what it was sealed with; a disk that refuses is no trouble."""
    known = _known(record)
    if known.get(_key(film)) != (facts := _facts(film)):
        with contextlib.suppress(OSError):
            write_whole(record, json.dumps(known | {_key(film): facts}, indent=1).encode())


def _key(film: Path) -> str:
    return f"{film.parent.name}/{film.name}"


def _facts(film: Path) -> list[Any] | None:
    with contextlib.suppress(OSError):
        found = film.stat()
        return [found.st_size, found.st_mtime_ns, look(film).seal]
    return None


def _known(record: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        known = json.loads(record.read_bytes())
        return known if isinstance(known, dict) else {}
    return {}
