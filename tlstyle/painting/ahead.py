"""Work done ahead of whoever takes its results, in order and so far only."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def ahead(
    pool: ThreadPoolExecutor, work: Callable[[Item], Result], items: Iterable[Item], depth: int
) -> Iterator[Result]:
    """Yield work's results in order, done in a pool at most `depth` items ahead.

    Whoever stops taking results early leaves no work half done: the pool finishes what it has.
    Where one item fails, or the items end in an error, what was begun beside it comes first.
    """
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > depth:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except Exception:
        yield from (begun.result() for begun in waiting if begun.exception() is None)
        raise


@contextmanager
def left(threads: int) -> Iterator[ThreadPoolExecutor]:
    """Give a pool that nobody waits for in the end, so that Ctrl-C need not wait for a network."""
    pool = ThreadPoolExecutor(threads)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
