"""Time and memory: contenders in turn, core-seconds, and work in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")
Laps = tuple[float, ...]
"""Seconds, one for each round."""


def alternate(
    rounds: int, *contenders: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> tuple[Laps, ...]:
    """Return every contender's seconds, round by round.

    All of them run once a round, every other round in the opposite order, so that whatever else
    the machine does hits them alike.
    """
    laps: list[list[float]] = [[] for _ in contenders]
    turns = list(zip(contenders, laps, strict=True))
    for number in range(rounds):
        for contender, taken in turns if number % 2 == 0 else reversed(turns):
            begun = clock()
            contender()
            taken.append(clock() - begun)
    return tuple(map(tuple, laps))


def core_seconds(work: Callable[[], object]) -> float:
    """Return the seconds that all threads of this process together computed during some work."""
    (laps,) = alternate(1, work, clock=time.process_time)
    return laps[0]


def on_one_core(work: Callable[[], object]) -> None:
    """Do some work, and all that the threads do which it begins, on a single core (Linux only)."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        work()
    finally:
        os.sched_setaffinity(0, cores)


def each(laps: Laps, count: int) -> Laps:
    """Return the seconds of one frame in rounds of `count` frames."""
    return tuple(lap / count for lap in laps)


def apart(work: Callable[..., Answer], *arguments: object) -> Answer:
    """Return what a function of a module answers in a fresh process, where memory starts small."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, fresh) as process:  # of a Pool's processes none may start others
        return process.submit(work, *arguments).result()


def run_program(arguments: Sequence[str]) -> None:
    """Run a program to its end and make sure that it succeeds; only its complaints are heard."""
    nowhere = subprocess.DEVNULL
    subprocess.run(arguments, check=True, stdin=nowhere, stdout=nowhere)
