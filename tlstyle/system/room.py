"""Room on the disk: asked for before a long run, so that no evening ends on a full one."""

from __future__ import annotations

import errno
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tlstyle.errors import RoomError
from tlstyle.words import megabytes


def refuse_little_room(needs: Iterable[tuple[Path, float]]) -> None:
    """Compare what each folder will take in bytes with what is free; folders may share a disk.

    Raises:
        RoomError: a disk has not enough.
    """
    wanted: dict[int, float] = defaultdict(float)
    places: dict[int, Path] = {}
    for folder, need in needs:
        place = existing(folder)
        wanted[place.stat().st_dev] += need
        places.setdefault(place.stat().st_dev, place)
    for disk, place in places.items():
        if wanted[disk] > free(place):
            raise RoomError(
                f"{place}: about {megabytes(wanted[disk])} is needed there, and "
                f"{megabytes(free(place))} is free: make room, or begin with one --sequence"
            )


def free(folder: Path) -> int:
    """Return the bytes that are free in a folder, or where it would be made."""
    return shutil.disk_usage(existing(folder)).free


def is_full(error: OSError) -> bool:
    """Tell whether a write failed for want of room, on the disk or in a quota."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def existing(folder: Path) -> Path:
    """Return a folder, or the nearest one that is there, in which it would be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
