"""What systems differ in: each thing with what Windows, or a Mac, has instead, or goes without.

Nothing else in the program asks which system it runs on, or asks a system for what not all have.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
"""Where Linux lists what lies on which disk."""


CONTAINER_CORES = Path("/sys/fs/cgroup/cpu.max")
"""What Linux lets the control group (version 2) that this process runs in have of its cores."""


def usable_cores() -> float:
    """Return how many cores this process may keep busy; all where the system does not tell."""
    allowed = getattr(os, "sched_getaffinity", None)
    cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    if CONTAINER_CORES.exists():
        share, period = CONTAINER_CORES.read_text().split()
        return cores if share == "max" else min(cores, int(share) / int(period))
    return cores


def busy_cores() -> float:
    """Return how many cores all programs kept busy in the last minute; NaN on Windows."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def forget_read(descriptor: int) -> bool:
    """Let what memory keeps of an open file go, so that it is read from its disk; True if it did.

    Only Linux can.
    """
    if not hasattr(os, "posix_fadvise"):
        return False
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    return True


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
