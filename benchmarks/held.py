"""How long a thread's work keeps Python's lock from all others."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

_AT_ONCE = 0.0001
"""Seconds within which a thread that asks for a free lock has it, and looks at the clock."""

_SWITCH = 0.0002
"""Seconds that a thread waits for Python's lock before it asks for it: usually 25 times as many,
which steps of many small parts would spend waiting for the asking thread."""


def held(work: Callable[[], object], times: int = 10) -> float:
    """Return the milliseconds that a thread waits for Python's lock during some work in another.

    It asks for nothing else. Had it something to compute, a core that shares its parts with the
    one at work would look like a lock.
    """
    waits: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            begun = time.perf_counter()
            time.sleep(0)  # gives the lock away, and takes it again
            waits.append(time.perf_counter() - begun)

    thread, usual = threading.Thread(target=ask), sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    thread.start()
    try:
        for _ in range(times):
            work()
    finally:
        done.set()
        thread.join()
        sys.setswitchinterval(usual)
    return 1000 * sum(wait for wait in waits if wait > _AT_ONCE) / times
