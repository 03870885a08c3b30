"""One run at a time in a work folder, or shards beside each other, as far as there are locks.

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
from tlstyle.system import posix
from tlstyle.system.posix import HAS_LOCKS, open_itself

_NAME = ".lock"


@contextlib.contextmanager
def locked(
    folder: Path, *, wait: bool, report: Callable[[str], None], shard: str = ""
) -> Iterator[None]:
    """Hold a folder's lock; the folder is made if need be, and goes again if it stays empty.

    Args:
        folder: The work folder.
        wait: Wait for whoever is at work there, having said so by `report`.
        report: Takes a line.
        shard: What is painted, as "1/4": the folder is then shared with runs on other shards.

    Raises:
        BusyError: another run is at work there, and `wait` is false.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        if shard:
            held.enter_context(_shared(folder / _NAME, wait, report))
            own = folder / f"{_NAME}.{shard.replace('/', '-of-')}"
            held.enter_context(_owned(own, wait, report, f"with shard {shard},"))
        else:
            held.enter_context(_owned(folder / _NAME, wait, report))
            for left in folder.glob(f"{_NAME}.*"):
                left.unlink(missing_ok=True)
        yield
    with contextlib.suppress(OSError):
        folder.rmdir()


def at_work(folder: Path) -> str | None:
    """Return who holds a folder's lock, with the verb; None if nobody does, or none can tell."""
    if not HAS_LOCKS:
        return None
    file = folder / _NAME
    with contextlib.suppress(OSError):
        descriptor = open_itself(file, os.O_RDONLY)
        try:
            posix.lock(descriptor)
        except BlockingIOError:
            return _holders(descriptor, file)
        finally:
            os.close(descriptor)
    return None


def takes_locks(file: Path) -> bool:
    """Tell whether a file's disk has locks, by taking one."""
    with contextlib.suppress(OSError):
        descriptor = open_itself(file, os.O_RDONLY)
        try:
            posix.lock(descriptor)
        finally:
            os.close(descriptor)
        return True
    return False


@contextlib.contextmanager
def _owned(
    file: Path, wait: bool, report: Callable[[str], None], doing: str = ""
) -> Iterator[None]:
    """Hold a lock alone, signed; its file goes in the end."""
    descriptor = _acquire(file, wait, report, alone=True)
    if descriptor is not None:
        _sign(descriptor, doing)
    try:
        yield
    finally:
        if descriptor is not None:
            with contextlib.suppress(OSError):
                file.unlink()
            _close(descriptor)


@contextlib.contextmanager
def _shared(file: Path, wait: bool, report: Callable[[str], None]) -> Iterator[None]:
    """Hold a lock together with others; its file stays, for they may hold it still."""
    descriptor = _acquire(file, wait, report, alone=False)
    if descriptor is not None:
        _write(descriptor, "")
    try:
        yield
    finally:
        if descriptor is not None:
            _close(descriptor)


def _acquire(file: Path, wait: bool, report: Callable[[str], None], *, alone: bool) -> int | None:
    """Return the descriptor that holds the lock; None where there are no locks."""
    if not HAS_LOCKS:
        return None
    while True:
        descriptor = _opened(file)
        if descriptor is None:
            return None
        try:
            _lock(descriptor, file, wait, report, alone=alone)
        except BusyError:
            _close(descriptor)
            raise
        except OSError:
            return descriptor
        if os.fstat(descriptor).st_nlink:
            return descriptor
        _close(descriptor)  # whoever held it has removed the file meanwhile


def _opened(file: Path) -> int | None:
    """Open a lock file, made if need be; another user's for reading alone, which will do."""
    for flags in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
        with contextlib.suppress(OSError):
            return open_itself(file, flags)
    return None


def _close(descriptor: int) -> None:
    """Close a lock file; where that fails the lock is dropped all the same, and nothing is lost."""
    with contextlib.suppress(OSError):
        os.close(descriptor)


def _lock(
    descriptor: int, file: Path, wait: bool, report: Callable[[str], None], *, alone: bool
) -> None:
    try:
        posix.lock(descriptor, alone=alone)
    except BlockingIOError:
        busy = f"{file.parent}: {_holders(descriptor, file)} at work there"
        if not wait:
            raise BusyError(f"{busy}: let it finish, or wait for it with --wait") from None
        report(f"{busy}: waiting for it")
        posix.lock(descriptor, alone=alone, wait=True)


def _holders(descriptor: int, file: Path) -> str:
    """Return who holds a lock: whoever signed it, or the shards that share it."""
    signed = _text(descriptor)
    names = [signed] if signed else [*_sharing(file)]
    return f"{' and '.join(names)} {'are' if names[1:] else 'is'}" if names else "another run is"


def _sharing(file: Path) -> Iterator[str]:
    for shard in sorted(file.parent.glob(f"{file.name}.*")):
        with contextlib.suppress(OSError):
            descriptor = open_itself(shard, os.O_RDONLY)
            try:
                posix.lock(descriptor)
            except BlockingIOError:
                yield _text(descriptor)
            finally:
                _close(descriptor)


def _text(descriptor: int) -> str:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, 1000).decode("utf-8", "replace").strip()


def _sign(descriptor: int, doing: str) -> None:
    """Write into the lock file who holds it."""
    since = datetime.now().astimezone().isoformat(" ", "seconds")
    signed = f"process {os.getpid()} on {socket.gethostname()}, since {since}, {doing}"
    _write(descriptor, signed.strip())


def _write(descriptor: int, text: str) -> None:
    with contextlib.suppress(OSError):
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, text.encode())
