"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from tlstyle.system.processes import left_behind, temporary_name

LONGEST_NAME = 255
"""Bytes; what disks take as a file's name."""


def write_whole(file: Path, content: bytes | memoryview) -> None:
    """Write a file so that its name never stands for half of it, not even after a power cut.

    Who may read one that is replaced, and write to it, stays as it was.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(temporary_name("part"))
    try:
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileNotFoundError):
            shutil.copymode(file, partial)
        partial.replace(file)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def remove_partials(folder: Path) -> None:
    """Remove what processes that have ended left half written in a folder."""
    for partial in left_behind(folder, "part"):
        partial.unlink(missing_ok=True)
