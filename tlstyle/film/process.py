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


class Fed:
    """A process that is fed chunk by chunk.

    moviepy neither looks at the exit status, which is all that tells of a disk that filled up
    near the film's end, nor stops the process when the program is interrupted: ffmpeg would
    take that for the end of the film and finish a short one.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.is_hungry = True
        """False once it has ended by itself, for what `end` says."""

    def take(self, chunk: bytes | memoryview) -> None:
        """Write a chunk, if it still takes any."""
        try:
            if self._process.stdin and self.is_hungry:
                self._process.stdin.write(chunk)
        except OSError:
            self.is_hungry = False

    def end(self) -> None:
        """Wait until it has finished.

        Raises:
            EncoderError: the process failed.
            OSError: it failed for want of room on the disk.
        """
        _, said = self._process.communicate()
        check(self._process.returncode, said)

    def kill(self) -> None:
        """End it, if it has not ended."""
        self._process.kill()
        self._process.communicate()


def feed(process: subprocess.Popen[bytes], chunks: Iterable[bytes | memoryview]) -> None:
    """Write chunks into a process and wait until it has finished.

    Raises:
        EncoderError: the process failed.
        OSError: it failed for want of room on the disk.
    """
    fed = Fed(process)
    try:
        for chunk in chunks:
            fed.take(chunk)
            if not fed.is_hungry:
                break
        fed.end()
    finally:
        fed.kill()


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


def _one_line(said: str) -> str:
    """Return ffmpeg's words on one line of 200 characters at most, without its addresses.

    What SVT-AV1 says of itself each time is left out.
    """
    words = re.sub(r"\[[^]]* @ 0x[0-9a-f]+\] *|^Svt\[(info|warn)\].*$", "", said, flags=re.M)
    line = "; ".join(line.strip() for line in words.splitlines() if line.strip())
    return line if len(line) <= 200 else line[:199] + "…"
