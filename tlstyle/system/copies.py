"""A folder copied to another disk, so that nothing there is half, and nothing is taken on trust."""

from __future__ import annotations

import errno
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event
from typing import IO

from tlstyle.errors import OptionError, RoomError, TlstyleError
from tlstyle.system.posix import forget_read
from tlstyle.system.processes import temporary_name
from tlstyle.system.room import refuse_little_room
from tlstyle.system.whole import remove_partials

_AT_ONCE = 8
"""Files that are copied at once: what is far away, such as Drive, answers each of them late."""

_BLOCK = 2**20

_CLOCK = 2.0
"""Seconds by which disks may differ in when a file was changed; FAT counts in twos."""

COPIED, SAME, NEWER = "copied", "as they were", "newer there, left alone"
GONE, LINK, PIPE = "gone meanwhile", "links, left out", "pipes, left out"
"""What becomes of a file."""


def copy_folder(
    source: Path, target: Path, progress: Callable[[int, int], None] = lambda done, total: None
) -> Counter[str]:
    """Bring into a folder what another has that it lacks, or has older; return what became of it.

    Each file gets its name there, and its time, when what was written has been read back and is
    what was read. Hidden files, such as what is half written, are left; nothing is removed.

    Args:
        source: The folder, with all that is below it.
        target: The other, made if need be.
        progress: Is told how many files of how many are seen to.

    Raises:
        OptionError: there is no such folder, or one lies in the other.
        RoomError: the disk has not enough room; nothing is copied.
        TlstyleError: files cannot be read, or come out otherwise than they were, a line for each;
            all others are copied.
    """
    if not source.is_dir():
        raise OptionError(f"{source}: no such folder: name the one that is to be copied")
    if file := next((each for each in (target, *target.parents) if each.is_file()), None):
        raise OptionError(f"{file}: is a file: name the folder that it is to be copied to")
    if target.resolve().is_relative_to(source.resolve()):
        raise OptionError(f"{target}: lies in {source}: copy to another place")
    pairs = [(file, target / file.relative_to(source)) for file in _files(source)]
    refuse_little_room([(target, sum(map(_bytes, pairs)))])
    for folder in {copy.parent for _, copy in pairs}:
        folder.mkdir(parents=True, exist_ok=True)
        remove_partials(folder)
    return _copied(pairs, progress)


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _files(entry)
        else:
            yield entry


def _bytes(pair: tuple[Path, Path]) -> int:
    """Return what a file will take, of which there is no copy yet."""
    file, copy = pair
    with suppress(FileNotFoundError):
        return 0 if copy.exists() else file.stat().st_size
    return 0


def _copied(pairs: list[tuple[Path, Path]], progress: Callable[[int, int], None]) -> Counter[str]:
    became, faults, stop = Counter[str](), list[str](), Event()
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        done = pool.map(partial(_one, stop), *zip(*pairs, strict=True))
        for number, (what, fault) in enumerate(done, 1):
            became[what] += 1
            faults += [fault] if fault else []
            progress(number, len(pairs))
    finally:
        stop.set()  # a long file is not waited for
        pool.shutdown(cancel_futures=True)
    if faults:
        raise TlstyleError(*faults)
    return became


def _one(stop: Event, file: Path, copy: Path) -> tuple[str, str]:
    """Return what became of a file, and what went wrong with it, or ""."""
    try:
        if (stands := _standing(file, copy, stop)) == COPIED:
            _copy(file, copy, stop)
        return stands, ""
    except FileNotFoundError as error:
        if file.exists():
            return "", f"{error.filename}: {error.strerror}: copy it again"
        return GONE, ""
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise RoomError(f"{copy.parent}: is full: make room, and copy again") from error
        return "", f"{error.filename or file}: {error.strerror or error}: copy it again"
    except _Otherwise:
        return "", f"{copy}: is not what was written to it: copy it again, or to another disk"


class _Otherwise(Exception):  # noqa: N818  # becomes a line
    """What is read back of a copy is not what was read of the file."""


class _Stopped(Exception):  # noqa: N818  # heard by nobody: whoever waited has gone
    """The copying has ended."""


def _standing(file: Path, copy: Path, stop: Event) -> str:
    if file.is_symlink() and not file.is_file():
        return LINK
    if file.exists() and not file.is_file():
        return PIPE
    if not copy.exists():
        return COPIED
    ours, theirs = file.stat(), copy.stat()
    if abs(ours.st_mtime - theirs.st_mtime) <= _CLOCK and ours.st_size == theirs.st_size:
        return SAME
    if ours.st_size == theirs.st_size and _digest(file, stop) == _digest(copy, stop):
        return SAME
    return NEWER if theirs.st_mtime > ours.st_mtime + _CLOCK else COPIED


def _copy(file: Path, copy: Path, stop: Event) -> None:
    partial = copy.with_name(temporary_name("part"))
    try:
        times, digest = file.stat(), hashlib.blake2b()
        with file.open("rb") as read, partial.open("wb") as written:
            for block in _blocks(read, stop):
                digest.update(block)
                written.write(block)
            written.flush()
            os.fsync(written.fileno())
        os.utime(partial, ns=(times.st_atime_ns, times.st_mtime_ns))
        if _digest(partial, stop) != digest.digest():
            raise _Otherwise
        partial.replace(copy)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _digest(file: Path, stop: Event) -> bytes:
    """Return what tells a file from any other, from its disk where Linux can."""
    digest = hashlib.blake2b()
    with file.open("rb") as read:
        forget_read(read.fileno())
        for block in _blocks(read, stop):
            digest.update(block)
    return digest.digest()


def _blocks(file: IO[bytes], stop: Event) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        if stop.is_set():
            raise _Stopped
        yield block
