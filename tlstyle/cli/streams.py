"""Standard streams that hold up no work."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

UNREAD = 141
"""The exit code where nobody reads on, as shells say it of programs that SIGPIPE ended."""


class Output(io.TextIOWrapper):
    """Standard output or error: what cannot be written there is lost, and stops no painting.

    What its encoding lacks is written as an escape. A pipe that nobody reads does stop the work,
    as Ctrl-C does, but without a word, by SystemExit.
    """

    trouble: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write text, or lose it; return its length."""
        with self._going_on():
            super().write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written, or lose it."""
        with self._going_on():
            super().flush()

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise SystemExit(UNREAD) from None
        except OSError as error:
            self.trouble = error


def standard_streams() -> tuple[Output, Output]:
    """Return standard output and error anew; of those that were closed, nothing is heard."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is None:  # its number is the lowest that is free, and would be the next file's
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    out, err = (
        Output(
            os.fdopen(number, "wb", closefd=False),
            stream.encoding if stream else "utf-8",
            "backslashreplace",
            line_buffering=True,
        )
        for number, stream in ((1, sys.stdout), (2, sys.stderr))
    )
    return out, err
