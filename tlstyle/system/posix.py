"""What systems differ in: each thing with what Windows, or a Mac, has instead, or goes without.

Nothing else in the program asks which system it runs on, or asks a system for what not all have.
"""

from __future__ import annotations

import os
import re
import signal
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

try:
    import fcntl
    import termios
    import tty
except ImportError:  # Windows
    HAS_LOCKS = False
else:
    HAS_LOCKS = True
"""Whether files have locks that go with their process; on Windows a run keeps no other out."""

HANDS_ON_FILES = sys.platform != "win32"
"""Whether a process that is started can be handed open files by their numbers."""

IS_WINDOWS = sys.platform == "win32"

SELF = Path("/proc/self/status")
MACHINE = Path("/proc/meminfo")
"""Where Linux tells of the memory of this process, and of the machine; others tell of none."""

CONTAINER = Path("/sys/fs/cgroup")
"""What Linux tells of the control group (version 2) that this process runs in."""

CPU_INFO = Path("/proc/cpuinfo")
"""Where Linux tells of the processor's instructions."""

MOUNTS = Path("/proc/self/mounts")
"""Where Linux lists what lies on which disk."""

_SOON, _LATE = 0.1, 0.5
"""Seconds in which a terminal should answer, and for which it is listened to."""

_NO_NAME_ON_WINDOWS = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[1-9\u00b9\u00b2\u00b3]) *(\..*)?"
    r"|.*([<>:\"|?*\x00-\x1f].*|[. ])",
    re.IGNORECASE | re.DOTALL,
)
"""Devices' names, whatever their ending, what has a letter that stands for more, and odd ends."""


def usable_cores() -> float:
    """Return how many cores this process may keep busy; all where the system does not tell."""
    allowed = getattr(os, "sched_getaffinity", None)
    cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    limit = CONTAINER / "cpu.max"
    if limit.exists():
        share, period = limit.read_text().split()
        return cores if share == "max" else min(cores, int(share) / int(period))
    return cores


def busy_cores() -> float:
    """Return how many cores all programs kept busy in the last minute; NaN on Windows."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def takes_name(name: str) -> bool:
    """Tell whether this system takes a name for a file or folder; of / nothing is said."""
    return not (IS_WINDOWS and _NO_NAME_ON_WINDOWS.fullmatch(name))


def disk_kind(folder: Path) -> str | None:
    """Return what a folder's file system is called, as "ext4" or "nfs4"; None but on Linux."""
    if not MOUNTS.exists():
        return None
    place = folder.resolve()
    found = (Path(), "")
    for line in MOUNTS.read_text("utf-8", "surrogateescape").splitlines():
        _, point, kind, *_ = line.split(" ")
        top = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), point))
        if place.is_relative_to(top) and len(top.parts) >= len(found[0].parts):
            found = top, kind
    return found[1] or None


def open_itself(file: Path, flags: int) -> int:
    """Open a file, but not what a link of its name leads to; on Windows that too."""
    return os.open(file, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def lock(descriptor: int, *, alone: bool = True, wait: bool = False) -> None:
    """Take the lock of an open file, which goes when the process ends, however it ends.

    Args:
        descriptor: The file.
        alone: Keep all others out, not only those that would have it alone.
        wait: Wait for it.

    Raises:
        BlockingIOError: another process has it, and `wait` is false.
        OSError: its disk has no locks, as on Windows none has for us.
    """
    if sys.platform != "win32":
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
        return
    raise OSError("no locks")


def forget_read(descriptor: int) -> bool:
    """Let what memory keeps of an open file go, so that it is read from its disk; True if it did.

    Only Linux can.
    """
    if sys.platform != "linux":
        return False
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    return True


def is_running(process: int) -> bool | None:
    """Tell whether a process runs under a number; None where there is no asking.

    To Windows signal 0 is Ctrl-C.
    """
    if sys.platform == "win32":
        return None
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Put Ctrl-C off; threads and processes started meanwhile never get it, but on Windows."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker  # takes time that few commands need

    resource_tracker.ensure_running()  # started meanwhile it would let Ctrl-C through again
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def pipe() -> tuple[Connection, Connection]:
    """Return both ends of a pipe, where a started process can be handed one."""
    if sys.platform == "win32":
        raise NotImplementedError
    from multiprocessing import Pipe

    return Pipe()


def memory_file() -> IO[bytes]:
    """Return memory as a file that has no name; of /dev/shm containers have little."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("tlstyle"), "r+b")
    return TemporaryFile()


def asked_terminal(descriptor: int, question: bytes, last: re.Pattern[bytes]) -> bytes:
    """Return what a terminal answers to a question, or nothing.

    Nothing where it is none, or not ours by now, or somebody is typing, or it takes too long: an
    answer that comes late is read even so, and does not end up at the shell's prompt.

    Args:
        descriptor: The terminal.
        question: What is written to it.
        last: What its answer ends with.
    """
    if sys.platform == "win32" or not os.isatty(descriptor):
        return b""
    with suppress(OSError):  # there are terminals that are not ours, and then none is in front
        if os.tcgetpgrp(descriptor) != os.getpgrp():
            return b""
    try:
        terminal = os.open(os.ttyname(descriptor), os.O_RDWR | os.O_NOCTTY)
        before = termios.tcgetattr(terminal)
    except (OSError, termios.error):
        return b""
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        if select([terminal], [], [], 0)[0]:
            return b""
        os.write(terminal, question)
        begun, answer = time.monotonic(), b""
        while not last.search(answer) and time.monotonic() - begun < _LATE:
            if select([terminal], [], [], _LATE - (time.monotonic() - begun))[0]:
                answer += os.read(terminal, 4096)
        return answer if time.monotonic() - begun < _SOON else b""
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        os.close(terminal)


def terminal_size(descriptor: int) -> tuple[int, int, int, int] | None:
    """Return a terminal's columns and rows, and its width and height in pixels, if it tells."""
    if sys.platform == "win32":
        return None
    try:
        told = fcntl.ioctl(descriptor, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    rows, columns, width, height = struct.unpack("4H", told)
    return columns, rows, width, height
