"""Painting by workers: processes of this machine, or of a Dask cluster that others keep."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any

from tlstyle.crews.hands import Hands
from tlstyle.crews.roster import Roster
from tlstyle.crews.runs import Run, Work
from tlstyle.crews.worker import Orders, Outcome, paint_run
from tlstyle.errors import DiskFullError, ModelError, OptionError, PaintError
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.full import disk_full
from tlstyle.painting.progress import Display
from tlstyle.system.processes import temporary_folder, without_interrupts
from tlstyle.system.stop import is_stop

PATIENCE = 60.0
"""Seconds that a build waits for a worker, and for a folder to show what a worker wrote there."""

CONNECTING = 10.0
"""Seconds that a scheduler has to answer."""

_TRIES = 3
"""How often a run is tried before it is cut into its frames, and a frame before it is left."""

_IN_VAIN = 10
"""Frames left in a row, nothing painted between them, after which all is given up; so many times
as many where a still that cannot be read costs every frame that it steadies."""

_SETTINGS = {
    "distributed.deploy.lost-worker-timeout": "1 hour",
    "distributed.scheduler.allowed-failures": _TRIES - 1,
    "distributed.scheduler.worker-ttl": "1 minute",
    "distributed.worker.profile.enabled": False,
}

_GPU = "GPU"
"""The resource, in Dask's words, by which workers say that they have one."""


@dataclass(frozen=True, slots=True)
class Workers:
    """So many processes of this machine, or the workers of the scheduler at an address."""

    hands: Hands
    count: int = 0
    scheduler: str = ""

    @property
    def device(self) -> str:
        """What this process studies brushes on, before workers paint with them."""
        return self.hands.device

    @property
    def force(self) -> bool:
        """Whether all is done again."""
        return self.hands.force

    def paint(self, plans: Sequence[ShotPlan], display: Display) -> None:
        """Paint what is pending, in runs that go out to the workers.

        Raises:
            PaintError: frames are left that could not be painted, or nobody is left to paint.
            ModelError: no worker can load a network or do what a style asks.
        """
        with self.client(display) as client:
            Dispatch(client, self.orders(), plans, display).paint()

    def orders(self) -> Orders:
        """Return what all workers are told."""
        if not self.count:
            return Orders(self.hands, 0)
        cores = max(1, (os.cpu_count() or 1) // self.count)
        return Orders(replace(self.hands, jobs=self.hands.jobs or cores), cores)

    @contextmanager
    def client(self, display: Display) -> Iterator[Any]:
        """Give Dask's client, of workers that are started now and end with it, or of others'."""
        with _silence():
            import dask
            from distributed import Client

            if self.scheduler:
                display.note(f"asking {self.scheduler} for workers")
                try:
                    client = Client(self.scheduler, timeout=CONNECTING)
                except (OSError, asyncio.TimeoutError) as error:
                    raise PaintError(f"{self.scheduler}: no scheduler answers there") from error
                except Exception as error:  # what is no scheduler raises whatever it may
                    raise PaintError(
                        f"{self.scheduler}: no scheduler answers there ({_words(error)})"
                    ) from error
                with client:
                    yield client
            else:
                display.note(f"starting {self.count} workers")
                with (
                    temporary_folder("dask") as folder,
                    dask.config.set(_SETTINGS | {"temporary-directory": str(folder)}),
                    _local(self.count) as cluster,
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


class Dispatch:
    """Hands runs to workers, one to each, and counts on the disk what became of them."""

    def __init__(
        self, client: Any, orders: Orders, plans: Sequence[ShotPlan], display: Display
    ) -> None:
        self._client, self._orders, self._display = client, orders, display
        self._plans = {plan.shot.name: plan for plan in plans}
        self._work = Work(plans)
        self._roster = Roster(display)
        self._needs_gpu = False
        self._out: dict[Any, Run] = {}
        self._unseen: list[Run] = []
        self._broken: list[str] = []
        self._in_vain = 0
        self._notes: set[str] = set()
        self._seen_workers = time.monotonic()

    def paint(self) -> None:
        """Paint all; see `Workers.paint`."""
        try:
            while self._hand_out():
                for future in self._finished():
                    self._take_back(self._out.pop(future), future)
        except CancelledError as error:
            raise PaintError("the scheduler is gone; what is painted is kept") from error
        finally:
            self._display.at_work(())
        self._look_again()
        if self._broken:
            raise PaintError(*self._broken)

    def _hand_out(self) -> bool:
        """Give every idle worker a run; tell whether anything is left to wait for."""
        workers = self._workers()
        self._refuse_no_workers(workers)
        while len(self._out) < workers:
            run = self._work.take(workers)
            if run is None:
                return bool(self._out)
            self._out[self._submit(run)] = run
        return True

    def _workers(self) -> int:
        """Call the roster; return how many workers there are.

        Those without a GPU are left out as soon as one is there with it, and for good.
        """
        try:
            everyone = self._client.run_on_scheduler(_everyone)
        except OSError as error:
            raise CancelledError from error
        except (ImportError, AttributeError) as error:
            raise PaintError(
                "the scheduler has another tlstyle, or none: it needs the same as its workers"
            ) from error
        self._needs_gpu = self._needs_gpu or any(has_gpu for has_gpu, _ in everyone.values())
        at_hand = {
            worker: keys
            for worker, (has_gpu, keys) in everyone.items()
            if has_gpu or not self._needs_gpu
        }
        names = {future.key: run.plan.shot.name for future, run in self._out.items()}
        self._roster.call(
            {
                worker: [names[key] for key in keys if key in names]
                for worker, keys in at_hand.items()
            }
        )
        return len(at_hand)

    def _refuse_no_workers(self, workers: int) -> None:
        if workers:
            self._seen_workers = time.monotonic()
        elif time.monotonic() - self._seen_workers > PATIENCE:
            worker = "worker with a GPU" if self._needs_gpu else "worker"
            raise PaintError(
                f"no {worker} has been there for {PATIENCE:.0f} seconds; what is painted is kept"
            )

    def _submit(self, run: Run) -> Any:
        needs = {_GPU: 1} if self._needs_gpu else {}
        return self._client.submit(_paint_run, run, self._orders, pure=False, resources=needs)

    def _finished(self) -> Sequence[Any]:
        """Return the runs that have come back, after a second at most."""
        from distributed import wait

        if not self._out:
            time.sleep(0.2)
            return ()
        try:
            return list(wait(list(self._out), timeout=1, return_when="FIRST_COMPLETED").done)
        except asyncio.TimeoutError:
            return ()

    def _take_back(self, run: Run, future: Any) -> None:
        error = future.exception()
        left = self._count(run)
        if error:
            if left.frames:
                times = _TRIES if _is_deadly(error) else 1
                self._fail(left.failed(times), PaintError(_words(error)))
            return
        worker, outcome = future.result()
        self._tell(outcome.notes)
        if not outcome.trouble:
            self._work.learn(run, outcome.seconds)
            self._roster.came_back(worker, len(run.frames), outcome.seconds)
            self._unseen += [left] if left.frames else []
        elif left.frames:
            self._fail(left.failed(), outcome.trouble)

    def _fail(self, run: Run, trouble: Exception) -> None:
        if isinstance(trouble, DiskFullError):
            folder = run.frames[0].file.parent
            raise DiskFullError(disk_full(list(self._plans.values()), folder)) from trouble
        if run.tries < _TRIES:
            self._work.again(run)
        elif isinstance(trouble, ModelError):
            raise trouble
        elif len(run.frames) > 1:
            self._work.again(*run.singly())
        else:
            self._broken.append(f"{run.frames[0].still}: left after {_TRIES} tries: {trouble}")
            self._in_vain += 1
        if self._in_vain >= _IN_VAIN * len(run.frames[0].window):
            raise PaintError(
                self._broken[-1], f"given up: {self._in_vain} frames in a row cannot be painted"
            )

    def _count(self, run: Run) -> Run:
        """Count what of a run is on the disk now; return the rest."""
        left = run.left()
        painted = len(run.frames) - len(left.frames)
        for _ in range(painted):
            self._display.painted(self._plans[run.plan.shot.name])
        if painted:
            self._in_vain = 0
        return left

    def _look_again(self) -> None:
        """Wait for frames that were written and do not show: folders of others may lag behind."""
        end = time.monotonic() + PATIENCE
        while self._unseen:
            self._unseen = [run for run in map(self._count, self._unseen) if run.frames]
            if time.monotonic() > end:
                break
            time.sleep(0.2 if self._unseen else 0)
        self._broken += [
            f"{run.frames[0].file}: painted, a worker says, but not to be seen here; "
            "all machines must have the project in the same place"
            for run in self._unseen
        ]

    def _tell(self, notes: Sequence[str]) -> None:
        for note in notes:
            if note not in self._notes:
                self._notes.add(note)
                self._display.note(note)


def _everyone(dask_scheduler: Any) -> dict[str, tuple[bool, list[str]]]:
    """Return for every worker whether it has a GPU and what it is at; called in the scheduler."""
    return {
        address: (_GPU in worker.resources, [task.key for task in worker.processing])
        for address, worker in dask_scheduler.workers.items()
    }


def _paint_run(run: Run, orders: Orders) -> tuple[str, Outcome]:
    """Paint a run and say who did; called in a worker."""
    from distributed import get_worker

    worker = get_worker()
    _stop_profiling(worker)
    number = worker.name  # where this program started the workers
    outcome = paint_run(run, orders, number if isinstance(number, int) else 0)
    return worker.address, outcome


def _stop_profiling(worker: Any) -> None:
    """Keep Dask from looking at a worker's threads a hundred times a second.

    Before 3.12, Python may freeze as it is asked for them while a thread begins:
    https://github.com/python/cpython/issues/106883.
    """
    profiling = worker.periodic_callbacks.get("profile")
    if profiling:
        worker.loop.add_callback(profiling.stop)


def _is_deadly(error: BaseException) -> bool:
    """Tell whether a run was given up because as many workers died of it as may try it."""
    from distributed import KilledWorker

    return isinstance(error, KilledWorker)


def _words(error: BaseException) -> str:
    if _is_deadly(error):
        return "every worker that tried it died"
    return f"{type(error).__name__}: {error}"
