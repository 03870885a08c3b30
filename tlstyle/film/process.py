"""The ffmpeg processes that write a film: fed, heard out, and ended whatever happens."""

from __future__ import annotations

import errno
import re
import subprocess
from collections.abc import Iterable

_FULL = "No space left on device"

_UNREADABLE = "Input/output error"
"""What ffmpeg says of a disk that fails; it takes that for the end of a file, and succeeds."""


class EncoderError(Exception):
    """An ffmpeg process failed; the text holds its words on one line."""


def feed(process: subprocess.Popen[bytes], chunks: Iterable[bytes | memoryview]) -> None:
    """Write chunks into a process and wait until it has finished.

    moviepy neither looks at the exit status, which is all that tells of a disk that filled up
    near the film's end, nor stops the process when the program is interrupted: ffmpeg would
    take that for the end of the film and finish a short one.

    Raises:
        EncoderError: the process failed.
        OSError: it failed for want of room on the disk.
    """
    try:
        for chunk in chunks:
            if not _takes(process, chunk):
                break
        _, said = process.communicate()
        check(process.returncode, said)
    finally:
        process.kill()
        process.communicate()


def check(status: int, said: bytes) -> None:
    """Make sure, by its exit status and error output, that an ffmpeg process succeeded.

    Raises:
        EncoderError: it failed, or could not read all that it was given.
        OSError: it failed for want of room on the disk.
    """
    text = said.decode("utf-8", "replace")
    if status and (_FULL in text or status == -errno.ENOSPC & 0xFF):
        raise OSError(errno.ENOSPC, _FULL)
    if status or _UNREADABLE in text:
        raise EncoderError(f"ffmpeg failed with status {status}: {_one_line(text)}")


def _takes(process: subprocess.Popen[bytes], chunk: bytes | memoryview) -> bool:
    """Write a chunk; False for a process that has ended by itself, whose words will say why."""
    try:
        if process.stdin:
            process.stdin.write(chunk)
    except OSError:
        return False
    return True


def _one_line(said: str) -> str:
    """Return ffmpeg's words on one line of 200 characters at most, without its addresses."""
    words = re.sub(r"\[[^]]* @ 0x[0-9a-f]+\] *", "", said)
    line = "; ".join(line.strip() for line in words.splitlines() if line.strip())
    return line if len(line) <= 200 else line[:199] + "…"
