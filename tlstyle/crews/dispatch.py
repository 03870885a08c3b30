"""Runs handed out to workers, and what becomes of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError
from typing import Any

from tlstyle.crews.roster import Roster
from tlstyle.crews.runs import Run, Work
from tlstyle.crews.worker import Outcome, Terms, paint_run
from tlstyle.errors import DiskFullError, ModelError, PaintError
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.full import disk_full
from tlstyle.painting.progress import Display

PATIENCE = 60.0
"""Seconds that a build waits for a worker, and for a folder to show what a worker wrote there."""

TRIES = 3
"""How often a run is tried before it is cut into its frames, and a frame before it is left."""

_IN_VAIN = 10
"""Frames left in a row, nothing painted between them, after which all is given up; so many times
as many where a still that cannot be read costs every frame that it steadies."""

_GPU = "GPU"
"""The resource, in Dask's words, by which workers say that they have one."""


class Dispatch:
    """Alone runs to workers, one to each, and counts on the disk what became of them."""

    def __init__(
        self, client: Any, terms: Terms, plans: Sequence[ShotPlan], display: Display
    ) -> None:
        self._client, self._terms, self._display = client, terms, display
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
        return self._client.submit(_paint_run, run, self._terms, pure=False, resources=needs)

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
                times = TRIES if _is_deadly(error) else 1
                self._fail(left.failed(times), PaintError(words_of(error)))
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
        if run.tries < TRIES:
            self._work.again(run)
        elif isinstance(trouble, ModelError):
            raise trouble
        elif len(run.frames) > 1:
            self._work.again(*run.singly())
        else:
            self._broken.append(f"{run.frames[0].still}: left after {TRIES} tries: {trouble}")
            self._in_vain += 1
        if self._in_vain >= _IN_VAIN * len(run.frames[0].window):
            raise PaintError(
                self._broken[-1], f"given up: {self._in_vain} frames in a row cannot be painted"
            )

    def _count(self, run: Run) -> Run:
        """Count what of a run is on the disk now; return the rest."""
        left = run.left()
        waiting = {frame.file for frame in left.frames}
        painted = [frame for frame in run.frames if frame.file not in waiting]
        for frame in painted:
            self._display.painted(self._plans[run.plan.shot.name], frame)
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


def _paint_run(run: Run, terms: Terms) -> tuple[str, Outcome]:
    """Paint a run and say who did; called in a worker."""
    from distributed import get_worker

    worker = get_worker()
    _stop_profiling(worker)
    number = worker.name  # where this program started the workers
    outcome = paint_run(run, terms, number if isinstance(number, int) else 0)
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


def words_of(error: BaseException) -> str:
    """Return in words what a worker or Dask raised."""
    if _is_deadly(error):
        return "every worker that tried it died"
    return f"{type(error).__name__}: {error}"
