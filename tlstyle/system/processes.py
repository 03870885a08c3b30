"""Temporary names that say whose they are, and what ended processes left."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tlstyle.system.posix import is_running

_DAY = 86400.0
"""Seconds after which another machine's temporary file counts as left behind."""


def temporary_name(ending: str) -> str:
    """Return a hidden name that says whose it is and that nobody else uses.

    Containers may share both a host name and a process's number, so it is drawn by lot too.
    """
    return f".{secrets.token_hex(8)}.{_host()}.{os.getpid()}.{ending}"


def left_behind(folder: Path, ending: str) -> Iterator[Path]:
    """Yield what ended processes left in a folder under temporary names."""
    pattern = re.compile(rf"\.[0-9a-f]{{16}}\.([\w-]+)\.(\d+)\.{ending}")
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        match = pattern.fullmatch(entry.name)
        if match and _has_ended(entry, match[1], int(match[2])):
            yield entry


@contextmanager
def temporary_folder(ending: str) -> Iterator[Path]:
    """Give a name for a folder of passing use, which goes in the end, and what ended runs left."""
    place = Path(tempfile.gettempdir())
    for left in left_behind(place, ending):
        shutil.rmtree(left, ignore_errors=True)
    folder = place / temporary_name(ending)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_another(process: int) -> bool:
    """Tell whether a process other than this one runs under a number."""
    if process == os.getpid():
        return False
    return bool(is_running(process))  # where there is no asking, files in use are not removed


def _has_ended(entry: Path, host: str, process: int) -> bool:
    if host == _host():
        return not _is_another(process)
    try:
        return time.time() - entry.lstat().st_mtime > _DAY
    except FileNotFoundError:  # removed by that machine meanwhile
        return False


def _host() -> str:
    return re.sub(r"[^\w-]", "-", socket.gethostname(), flags=re.ASCII)[:64] or "host"
