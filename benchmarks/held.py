"""How long a thread's work keeps Python's lock from all others."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_TICK = 200
"""Additions that the counting thread makes before it looks whether it is done."""

_SWITCH = 0.0002
"""Seconds that a thread waits for Python's lock before it asks for it: usually 25 times as many,
which steps of many small parts would spend waiting for the counting thread."""


def held(work: Callable[[], object], times: int = 10) -> float:
    """Return the milliseconds that one thread is kept from counting by some work in another."""
    alone = _counted(lambda: time.sleep(0.3))
    begun = time.perf_counter()
    beside = _counted(lambda: [work() for _ in range(times)])
    seconds = time.perf_counter() - begun
    return max(0.0, 1000 * (seconds - beside / alone * 0.3) / times)


def _counted(work: Callable[[], object]) -> int:
    """Return how far a thread counts while some work is done."""
    with _counter() as count:
        work()
    return count[0]


@contextmanager
def _counter() -> Iterator[list[int]]:
    count, done = [0], threading.Event()

    def run() -> None:
        while not done.is_set():
            for _ in range(_TICK):
                count[0] += 1

    thread, usual = threading.Thread(target=run), sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    thread.start()
    try:
        yield count
    finally:
        done.set()
        thread.join()
        sys.setswitchinterval(usual)
