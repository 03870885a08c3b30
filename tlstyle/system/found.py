"""What was found out about files at some cost, remembered as long as they are untouched.

It lies in the user's cache, since a look at a project writes nothing beside it. Where it is lost,
damaged or cannot be kept, it is found out again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

from tlstyle.system.digests import content_digest
from tlstyle.system.whole import write_whole

_here: dict[tuple[Any, ...], str] = {}

_MOST = 20_000
"""How much is remembered of a kind; of more, the oldest is forgotten."""


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
    key = key_of(what, file, stat.st_size, stat.st_mtime_ns)
    answer = recall("found").get(key)
    if answer is None:
        answer = find()
        remember("found", {key: answer})
    return answer


def once(what: str, files: Sequence[Path], find: Callable[[], str]) -> str:
    """Return what is known about files in this process, as long as they are untouched.

    For what is asked of every frame.

    Args:
        what: What is asked.
        files: What is looked at; what tells one from another is its place, size and times.
        find: Finds it out. What it raises is not remembered.
    """
    try:
        stats = [(file, file.stat()) for file in files]
    except OSError:
        return find()
    key = what, *((file, s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for file, s in stats)
    if key not in _here:
        _here[key] = find()
    return _here[key]


def key_of(what: str, file: Path, size: int, mtime_ns: int) -> str:
    """Return the key of what is known about a file as it is."""
    return json.dumps([what, str(file.absolute()), size, mtime_ns])


def recall(kind: str) -> dict[str, Any]:
    """Return all that is remembered of a kind; nothing where a disk has lost something of it."""
    with suppress(OSError, ValueError, RecursionError):
        match json.loads(_place(kind).read_bytes()):
            case {"known": dict(known), "digest": str(digest)} if digest == _digest(known):
                return known
    return {}


def remember(kind: str, answers: Mapping[str, Any]) -> None:
    """Keep more of a kind; where it cannot be kept it is not."""
    known = dict([*recall(kind).items(), *answers.items()][-_MOST:])
    text = json.dumps({"known": known, "digest": _digest(known)})
    with suppress(OSError):
        write_whole(_place(kind), text.encode())


def _digest(known: dict[str, Any]) -> str:
    return content_digest(json.dumps(known).encode())


def _place(kind: str) -> Path:
    return Path(user_cache_dir("tlstyle"), f"{kind}.json")
