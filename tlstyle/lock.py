"""One run at a time in a work folder, as far as its disk and its system know locks.

The system itself drops the lock of a process that ends, however it ends, so that a lock file that
stayed behind stops nobody. Where there are no locks, work may be done twice, and no worse: files
get their names when they are whole.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from tlstyle.errors import BusyError

try:
    import fcntl
except ImportError:  # Windows
    HAS_LOCKS = False
else:
    HAS_LOCKS = True

_NAME = ".lock"


@contextlib.contextmanager
def locked(folder: Path, *, wait: bool, report: Callable[[str], None]) -> Iterator[None]:
    """Hold a folder's lock; the folder is made if need be, and goes again if it stays empty.

    Args:
        folder: The work folder.
        wait: Wait for whoever is at work there, having said so by `report`.
        report: Takes a line.

    Raises:
        BusyError: another run is at work there, and `wait` is false.
    """
    file = folder / _NAME
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    descriptor = _acquire(file, wait, report)
    try:
        yield
    finally:
        if descriptor is not None:
            with contextlib.suppress(OSError):
                file.unlink()
            os.close(descriptor)
        with contextlib.suppress(OSError):
            folder.rmdir()


def _acquire(file: Path, wait: bool, report: Callable[[str], None]) -> int | None:
    """Return the descriptor that holds the lock; None where there are no locks."""
    if not HAS_LOCKS:
        return None
    while True:
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        except OSError:
            return None
        try:
            _lock(descriptor, file, wait, report)
        except BusyError:
            os.close(descriptor)
            raise
        except OSError:
            return descriptor
        if os.fstat(descriptor).st_nlink:
            _sign(descriptor)
            return descriptor
        os.close(descriptor)  # whoever held it has removed the file meanwhile


def _lock(descriptor: int, file: Path, wait: bool, report: Callable[[str], None]) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        busy = f"{file.parent}: {_holder(descriptor)} is at work there"
        if not wait:
            raise BusyError(f"{busy}: let it finish, or wait for it with --wait") from None
        report(f"{busy}: waiting for it")
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _holder(descriptor: int) -> str:
    text = os.pread(descriptor, 1000, 0).decode("utf-8", "replace").strip()
    return text or "another run"


def _sign(descriptor: int) -> None:
    """Write into the lock file who holds it."""
    since = datetime.now().astimezone().isoformat(" ", "seconds")
    text = f"process {os.getpid()} on {socket.gethostname()}, since {since},"
    with contextlib.suppress(OSError):
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, text.encode(), 0)
