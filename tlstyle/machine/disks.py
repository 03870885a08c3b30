"""A disk: what it is, what is free on it, and how fast it takes and gives files as frames are."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tlstyle.system.lock import takes_locks
from tlstyle.system.posix import disk_kind, forget_read
from tlstyle.system.processes import temporary_name
from tlstyle.system.room import existing, free

_BLOCK = 2**21
"""Bytes: half a painted frame of 1920x1080."""

_MOST, _SECONDS = 8, 0.4
"""Blocks that are written at most, and after how long no more of them."""


@dataclass(frozen=True, slots=True)
class Disk:
    """What a folder lies on.

    Attributes:
        what: What is kept there: "work folder".
        folder: The folder, or where it would be made.
        kind: What its file system is called; None where the system does not tell.
        free: Bytes.
        written: Bytes a second that it takes for good; NaN where it takes none.
        read: Bytes a second that it gives; NaN where there are none but from memory.
        has_locks: Whether a second run is kept out there.
        tells_case: Whether a.png and A.png are two files there.
        trouble: Why nothing can be written there; "" where it can.
    """

    what: str
    folder: Path
    kind: str | None
    free: int
    written: float = float("nan")
    read: float = float("nan")
    has_locks: bool = False
    tells_case: bool = False
    trouble: str = ""


def look_at(what: str, folder: Path) -> Disk:
    """Return what a folder lies on, tried by a file of some megabytes, which goes again."""
    place = existing(folder)
    kind, room = disk_kind(place), free(place)
    try:
        with _passing(place) as file:
            written, read = _write(file), _read([file])
            case = not file.with_name(file.name.upper()).exists()
            return Disk(what, place, kind, room, written, read, takes_locks(file), case)
    except OSError as error:
        return Disk(what, place, kind, room, trouble=error.strerror or str(error))


def look_at_stills(what: str, stills: Path) -> Disk:
    """Return what a folder of stills, or a video, lies on; read is what it gives, written nothing.

    Some are read, from the disk itself where Linux can; of too few to tell, or where one cannot be
    read, nothing is.
    """
    folder = existing(stills.parent if stills.is_file() else stills)
    read = float("nan")
    with suppress(OSError):  # `check` says which
        there = sorted(filter(Path.is_file, folder.iterdir())) if folder == stills else []
        read = _read([stills] if stills.is_file() else there)
    return Disk(what, folder, disk_kind(folder), free(folder), read=read)


@contextmanager
def _passing(folder: Path) -> Iterator[Path]:
    file = folder / temporary_name("part")
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def _write(file: Path) -> float:
    """Write blocks, each of them for good before the next; return how many bytes a second."""
    block = os.urandom(_BLOCK)  # some disks take zeros, or the same again, in no time
    blocks, begun = 0, time.perf_counter()
    with file.open("wb", buffering=0) as stream:
        while blocks < _MOST and (not blocks or time.perf_counter() - begun < _SECONDS):
            stream.write(block)
            os.fsync(stream.fileno())
            blocks += 1
    return blocks * _BLOCK / (time.perf_counter() - begun)


def _read(files: Iterable[Path]) -> float:
    """Return how many bytes a second are read; NaN of less than a block, or out of memory."""
    seconds, read = 0.0, 0
    for file in files:
        with file.open("rb", buffering=0) as stream:
            if not forget_read(stream.fileno()):
                return float("nan")
            begun = time.perf_counter()
            while read < _MOST * _BLOCK and (block := stream.read(_BLOCK)):
                read += len(block)
            seconds += time.perf_counter() - begun
        if seconds > _SECONDS or read >= _MOST * _BLOCK:
            break
    return read / seconds if read >= _BLOCK else float("nan")
