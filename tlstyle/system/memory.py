"""The memory that this process has taken, and what there still is to be had."""

from __future__ import annotations

from pathlib import Path

from tlstyle.system.posix import CONTAINER, MACHINE, SELF


def peak() -> float:
    """Return the most bytes that this process has had at once; NaN where the system does not tell.

    Not from `getrusage`: on Linux a child starts with its parent's peak there.
    """
    return _number(SELF, "VmHWM:", float("nan")) * 1024


def available() -> float:
    """Return the bytes left, in the machine and in the container; infinite where nothing tells.

    What the system keeps of files gives way, so it counts as left.
    """
    return min(_number(MACHINE, "MemAvailable:", float("inf")) * 1024, _container())


def doubles() -> bool:
    """Tell whether there is room for as much again as this process has ever had, as far as told."""
    return not peak() > available()


def _container() -> float:
    limit = CONTAINER / "memory.max"
    if not limit.exists() or not (most := limit.read_text().strip()).isdigit():
        return float("inf")
    taken = int((CONTAINER / "memory.current").read_text())
    return int(most) - taken + _number(CONTAINER / "memory.stat", "file", 0)


def _number(file: Path, name: str, unknown: float) -> float:
    lines = map(str.split, file.read_text().splitlines() if file.exists() else ())
    return next((int(words[1]) for words in lines if words[:1] == [name]), unknown)
