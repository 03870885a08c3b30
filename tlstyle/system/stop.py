"""Ctrl-C: stops in good order, the second time at once, and is heard wherever it strikes."""

from __future__ import annotations

import os
import signal
import sys
from _thread import interrupt_main
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from types import FrameType
from typing import Any

from tlstyle.errors import Stopped

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_AGAIN = 0.05
"""Seconds until a stop that was lost is tried again, and again where it is lost once more."""


def heed_stops() -> None:
    """Let Ctrl-C, or SIGTERM, raise KeyboardInterrupt in the main thread, which calls this."""
    for number in _SIGNALS:
        signal.signal(number, _stop)


def end_when_stopped(code: int) -> None:
    """From now on let Ctrl-C, or SIGTERM, end this process at once with an exit code."""
    for number in _SIGNALS:
        signal.signal(number, lambda *_: os._exit(code))


def is_stop(error: BaseException | None) -> bool:
    """Tell whether an error is a stop, or came of one.

    A wait that was stopped while it took its lock back fails in giving the lock free.
    """
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


@contextmanager
def stoppable(words: Callable[[], str]) -> Iterator[None]:
    """Have a stop say in words what is kept.

    Raises:
        Stopped: it was stopped.
    """
    try:
        yield
    except BaseException as error:
        if not is_stop(error):
            raise
        raise Stopped(f"stopped: {words()}") from None


def _stop(number: int, frame: FrameType | None) -> None:
    end_when_stopped(130)
    sys.unraisablehook = _not_raised
    sys.excepthook = lambda *_: os._exit(130)  # struck while it said how it ended
    raise KeyboardInterrupt


def _not_raised(lost: Any) -> None:
    """Stop again where a destructor was struck, which Python lets nothing be raised from.

    What else it would say of destructors is of things that the stop left half made.
    """
    if isinstance(lost.exc_value, KeyboardInterrupt):
        heed_stops()
        Timer(_AGAIN, interrupt_main).start()
