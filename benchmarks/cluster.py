"""Painting by workers: against one process, and what handing out costs with many of them."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmarks.bench import Bench
from benchmarks.clock import alternate, each
from benchmarks.projects import Silence, drawn_project, linked_project, painting, planned, warm_up
from benchmarks.rows import Row, at_least, figure, ratio
from tlstyle.crews import dispatch
from tlstyle.crews.cluster import Workers
from tlstyle.crews.crew import Alone
from tlstyle.crews.dispatch import Dispatch
from tlstyle.crews.runs import Run
from tlstyle.crews.worker import Outcome, Terms

MANY = 64
HANDS = Alone(device="cpu", jobs=0, force=True)


def rows(bench: Bench) -> Iterator[Row]:
    """Measure two workers that paint, then many that sleep as long as those took."""
    project = drawn_project(bench.folder / "shared", bench.choose(96, 12))
    _, plans = planned(project, force=True)
    workers = Workers(HANDS, 2)
    warm_up(project)
    with workers.client(Silence()) as client:
        Dispatch(client, workers.terms(), plans, Silence()).paint()  # loads the networks
        laps = alternate(
            bench.choose(5, 2),
            lambda: Dispatch(client, workers.terms(), plans, Silence()).paint(),
            painting(project),
        )
    count = len(plans[0].frames)
    ours, alone = (each(taken, count) for taken in laps)
    yield Row(
        f"2 workers, {workers.terms().threads} of {os.cpu_count()} cores each, once started",
        figure(1 / lap for lap in ours).text(" frames/s"),
        f"one process, all cores: {figure(1 / lap for lap in alone).text(' frames/s')}",
        ratio(alone, ours),
        at_least(0.9),
    )
    yield from _many(bench, 2 * median(ours))


def _many(bench: Bench, pace: float) -> Iterator[Row]:
    """Measure many workers, each of which takes `pace` seconds a frame and computes nothing."""
    count = MANY * bench.choose(100, 30)
    _, plans = planned(linked_project(bench.folder / "sleeping", count), force=True)
    with sleepers(MANY, pace, bench.folder) as client:
        begun, computed = time.perf_counter(), time.process_time()
        Dispatch(client, Terms(HANDS, 0), plans, Silence()).paint()
        lap, computed = time.perf_counter() - begun, time.process_time() - computed
    ideal = count * pace / MANY
    yield Row(
        f"{MANY} workers that sleep {pace:.3g} s a frame, {count} frames",
        f"{count / lap:.4g} frames/s",
        f"ideal: {count / ideal:.4g} frames/s",
        figure([ideal / lap]),
        at_least(0.9),
    )
    yield Row("their client and scheduler", f"{1000 * computed / count:.3g} core-ms a frame")


@contextmanager
def sleepers(count: int, pace: float, folder: Path) -> Iterator[Any]:
    """Give the client of workers that sleep `pace` seconds a frame: threads of two processes."""
    start = multiprocessing.get_context("spawn").Process
    with Workers(HANDS).client(Silence()) as client:
        address = client.scheduler.address
        processes = [
            start(target=_serve, args=(address, count // 2, pace, folder), daemon=True)
            for _ in range(2)
        ]
        for process in processes:
            process.start()
        client.wait_for_workers(count)
        yield client
    for process in processes:
        process.terminate()
        process.join()


def _serve(address: str, count: int, pace: float, folder: Path) -> None:
    patch.object(dispatch, "paint_run", partial(_sleep, pace)).start()
    asyncio.run(_work(address, count, folder))


async def _work(address: str, count: int, folder: Path) -> None:
    from distributed import Worker

    options = {"nthreads": 1, "memory_limit": 0, "local_directory": str(folder)}
    workers = await asyncio.gather(*(Worker(address, **options) for _ in range(count)))
    await asyncio.gather(*(worker.finished() for worker in workers))


def _sleep(pace: float, run: Run, terms: Terms, part: int) -> Outcome:
    """Take as long as painting does; a touched frame counts as painted anew."""
    for frame in run.frames:
        time.sleep(pace)
        frame.file.touch()
    return Outcome(pace * len(run.frames), None, ())
