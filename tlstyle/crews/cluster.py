"""Workers: processes of this machine, or of a Dask cluster that others keep."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any

from tlstyle.crews.crew import Alone
from tlstyle.crews.dispatch import TRIES, Dispatch, words_of
from tlstyle.crews.worker import Terms
from tlstyle.errors import OptionError, PaintError
from tlstyle.frames.frame import ShotPlan
from tlstyle.painting.progress import Display
from tlstyle.system.posix import without_interrupts
from tlstyle.system.processes import temporary_folder
from tlstyle.system.stop import is_stop

CONNECTING = 10.0
"""Seconds that a scheduler has to answer."""

_SETTINGS = {
    "distributed.deploy.lost-worker-timeout": "1 hour",
    "distributed.scheduler.allowed-failures": TRIES - 1,
    "distributed.scheduler.worker-ttl": "1 minute",
    "distributed.worker.profile.enabled": False,
}


@dataclass(frozen=True, slots=True)
class Workers:
    """So many processes of this machine, or the workers of the scheduler at an address."""

    alone: Alone
    count: int = 0
    scheduler: str = ""

    @property
    def device(self) -> str:
        """What this process studies brushes on, before workers paint with them."""
        return self.alone.device

    @property
    def jobs(self) -> int:
        """How many stills this process reads at once."""
        return self.alone.jobs

    @property
    def force(self) -> bool:
        """Whether all is done again."""
        return self.alone.force

    def paint(self, plans: Sequence[ShotPlan], display: Display) -> None:
        """Paint what is pending, in runs that go out to the workers.

        Raises:
            PaintError: frames are left that could not be painted, or nobody is left to paint.
            ModelError: no worker can load a network or do what a style asks.
        """
        with self.client(display) as client:
            Dispatch(client, self.terms(), plans, display).paint()

    def terms(self) -> Terms:
        """Return what all workers are told."""
        if not self.count:
            return Terms(self.alone, 0)
        cores = max(1, (os.cpu_count() or 1) // self.count)
        return Terms(replace(self.alone, jobs=self.alone.jobs or cores), cores)

    @contextmanager
    def client(self, display: Display) -> Iterator[Any]:
        """Give Dask's client, of workers that are started now and end with it, or of others'."""
        own, others = self.count, self.scheduler
        given = _of_others(others, display) if others else _started(own, display)
        with _silence(), given as client:
            yield client


@contextmanager
def _of_others(scheduler: str, display: Display) -> Iterator[Any]:
    """Give the client of a scheduler that is there."""
    from distributed import Client

    display.note(f"asking {scheduler} for workers")
    nobody = f"{scheduler}: no scheduler answers there"
    try:
        client = Client(scheduler, timeout=CONNECTING)
    except (OSError, asyncio.TimeoutError) as error:
        raise PaintError(nobody) from error
    except Exception as error:  # what is no scheduler raises whatever it may
        raise PaintError(f"{nobody} ({words_of(error)})") from error
    with client:
        yield client


@contextmanager
def _started(count: int, display: Display) -> Iterator[Any]:
    """Give the client of workers that end with it."""
    import dask
    from distributed import Client

    display.note(f"starting {count} workers")
    with (
        temporary_folder("dask") as folder,
        dask.config.set(_SETTINGS | {"temporary-directory": str(folder)}),
        _local(count) as cluster,
        Client(cluster) as client,
    ):
        try:
            yield client
        except BaseException as error:
            if is_stop(error):
                display.note("stopping the workers, which takes seconds")
            raise


def _local(count: int) -> Any:
    """Start workers on this machine, which leave Ctrl-C to this process."""
    from distributed import LocalCluster

    try:
        with without_interrupts():
            return LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                memory_limit=0,
                preload=_preloaded(),
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                silence_logs=logging.CRITICAL,
            )
    except (RuntimeError, OSError, asyncio.TimeoutError) as error:
        raise PaintError(f"workers cannot be started: {error.__cause__ or error}") from error


def _preloaded() -> list[str]:
    """Return the modules that a worker imports first: whoever wants another names it to Dask."""
    import dask

    wanted = dask.config.get("distributed.worker.preload")
    return ["tlstyle.crews.hushed", *([wanted] if isinstance(wanted, str) else wanted)]


@contextmanager
def _silence() -> Iterator[None]:
    """Keep from the terminal what Dask logs, here and in workers: errors are told by us.

    Neither is it told what semaphores are left where it is stopped while workers end.
    """
    os.environ.setdefault("DASK_LOGGING__DISTRIBUTED", "critical")
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def refuse_unusable(workers: int, scheduler: str) -> None:
    """Make sure that workers can be asked for so.

    Raises:
        OptionError: Dask is not installed, the address is none, or both kinds are asked for.
    """
    option = "--scheduler" if scheduler else "--workers"
    if workers and scheduler:
        raise OptionError("--workers starts workers here, --scheduler asks for others: give one")
    if scheduler and not re.fullmatch(r"(tcp|tls)://(\[[\da-f:]+\]|[^\s/:\[\]]+):\d+", scheduler):
        raise OptionError(f"--scheduler {scheduler}: an address is written tcp://host:8786")
    if not find_spec("distributed"):
        raise OptionError(f"{option} needs Dask: pip install 'tlstyle[cluster]'")
