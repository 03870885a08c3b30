"""What was found out about files at some cost, remembered as long as they are untouched.

It lies in the user's cache, since a look at a project writes nothing beside it. Where it is lost,
damaged or cannot be kept, it is found out again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

from tlstyle.system.digests import content_digest
from tlstyle.system.whole import write_whole

_MOST = 2000
"""How many things are remembered; of more, the oldest are forgotten."""


def found(what: str, file: Path, find: Callable[[], Any]) -> Any:
    """Return what is known about a file; found out if it is not known, or the file was touched.

    Args:
        what: What is asked, and of which version of whoever answers.
        file: The file; known by its place, its size and the time when it was last changed.
        find: Finds it out: JSON, anything but None. What it raises is not remembered.
    """
    try:
        stat = file.stat()
    except OSError:
        return find()
    key = json.dumps([what, str(file.absolute()), stat.st_size, stat.st_mtime_ns])
    answer = _known().get(key)
    if answer is None:
        answer = find()
        _remember(key, answer)
    return answer


def _remember(key: str, answer: Any) -> None:
    known = dict([*_known().items(), (key, answer)][-_MOST:])
    text = json.dumps({"known": known, "digest": _digest(known)})
    with suppress(OSError):
        write_whole(_place(), text.encode())


def _known() -> dict[str, Any]:
    """Return all that is remembered; nothing where a disk has lost something of it."""
    with suppress(OSError, ValueError, RecursionError):
        match json.loads(_place().read_bytes()):
            case {"known": dict(known), "digest": str(digest)} if digest == _digest(known):
                return known
    return {}


def _digest(known: dict[str, Any]) -> str:
    return content_digest(json.dumps(known).encode())


def _place() -> Path:
    return Path(user_cache_dir("tlstyle"), "found.json")
