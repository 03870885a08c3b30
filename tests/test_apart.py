"""Processes that read and write beside the one that paints: they are as threads would be."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from numpy.typing import NDArray
from test_paint import contents, names, wait_for

from conftest import FakePainter, Site
from program import DEVICE, start, tlstyle
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.crews.crew import Alone
from tlstyle.crews.worker import Notes
from tlstyle.errors import DiskFullError, FootageError, PaintError
from tlstyle.frames.plan import plan_shots
from tlstyle.painters import models
from tlstyle.painting.apart import Do, apart
from tlstyle.painting.canvases import read_canvas
from tlstyle.painting.paint import paint_shots, write
from tlstyle.steps.write import Write
from tlstyle.stills.source import sources

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")


@pytest.fixture(scope="module")
def do() -> Iterator[Do]:
    with apart(1, 1000) as do:
        yield do


def twice(numbers: NDArray[Any], *others: NDArray[Any]) -> list[NDArray[Any]]:
    return [2 * each for each in (numbers, *others)]


@pytest.mark.parametrize("size", [1, 100, 300, 5000])  # the last has no room in what is shared
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_arrays_go_there_and_come_back(do: Do, size: int, kind: type) -> None:
    one: NDArray[Any] = np.arange(size).astype(kind)
    other: NDArray[Any] = np.ones((3, 7), kind)
    numbers, ones = do(twice, one, other)
    assert do(twice, one + 1, other)  # nor is what came back written over
    assert (numbers == 2 * one).all()
    assert (ones == 2).all()
    assert numbers.dtype == kind


def fail(error: Exception) -> None:
    raise error


class Odd(Exception):  # noqa: N818
    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FootageError("img1.png: is broken"), FootageError),
        (OSError(28, "No space left on device"), OSError),
        (MemoryError(), MemoryError),
        (Odd(1, 2), RuntimeError),  # which no other process could make again
    ],
)
def test_errors_come_back_with_their_trace(do: Do, error: Exception, kind: type) -> None:
    work, given = (fail_oddly, 1) if isinstance(error, Odd) else (fail, error)
    with pytest.raises(kind) as told:
        do(work, given)
    assert str(error) in str(told.value)
    assert "in fail" in str(told.value.__cause__)
    assert getattr(told.value, "errno", None) == getattr(error, "errno", None)


def fail_oddly(one: int) -> None:
    raise Odd(one, 2)


def end(once: Path | None) -> str:
    """End this process as the system's hunger for memory would, or do so but once."""
    if once is None or not once.exists():
        if once:
            once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def test_what_a_process_had_at_hand_when_it_was_ended_is_done_by_another(
    do: Do, tmp_path: Path
) -> None:
    assert do(end, tmp_path / "once") == "done"
    with pytest.raises(PaintError, match=r"was ended twice \(exit code -9\)"):
        do(end, None)
    assert do(twice, np.ones(1))


def test_they_load_no_tensorflow(site: Site) -> None:
    checked = check(site.file)
    frame = plan_shots(checked.project, checked.footages)[0].frames[0]
    frame.file.parent.mkdir(parents=True)
    with apart(1, 100_000) as do:
        digest, pixels = do(read_canvas, frame.steps[0], None, [], *sources([frame.still]), False)
        do(write, frame, pixels, digest)
        loaded = do(eval, "[*__import__('sys').modules]")
    assert frame.file.exists()
    assert "tlstyle.steps.read" in loaded
    assert not {"tensorflow", "keras", "rich", "typer"} & {*loaded}


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch, painter: FakePainter) -> FakePainter:
    """The painter of this test, on what passes for a GPU."""
    monkeypatch.setattr(models, "choose_device", lambda wanted: "GPU 0")
    return painter


def test_frames_are_those_of_threads(
    site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.replace("fps = 24", "fps = 24\n[style]\nsteady = 1\ndeflicker = true")
    assert run(["paint", str(site.file)]) == 0
    before = contents(site)
    monkeypatch.setattr(models, "choose_device", lambda wanted: "GPU 0")
    monkeypatch.setattr("tlstyle.steps.read.Read.apply", Mock(side_effect=AssertionError))
    monkeypatch.setattr("tlstyle.steps.write.Write.apply", Mock(side_effect=AssertionError))
    assert run(["paint", str(site.file), "--force", "--jobs", "2"]) == 0
    assert contents(site) == before


def test_a_broken_still_stops_its_sequence_alone(
    site: Site, gpu: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site.folder / "one/img5.png"
    content = file.read_bytes()
    file.write_bytes(content[:60] + bytes(9) + content[69:])
    assert run(["paint", str(site.file), "--jobs", "1"]) == 1
    assert "img5.png: cannot be decoded" in capsys.readouterr().err
    ones = {f"one/img{number}.png" for number in range(1, 5)}
    twos = {f"two/img{number}.png" for number in range(50, 56)}
    assert ones | twos <= set(names(site))
    assert "one/img5.png" not in names(site)


class Full(Write):
    """Writes to a disk that has room for five frames."""

    def apply(self, frame: Any, file: Path, provenance: Any) -> None:
        if len(list(file.parents[1].rglob("*.png"))) >= 5:
            raise OSError(28, "No space left on device")
        super().apply(frame, file, provenance)


def test_the_disk_running_full_keeps_what_is_painted(site: Site, gpu: FakePainter) -> None:
    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    full = [
        replace(plan, frames=tuple(replace(f, steps=(*f.steps[:-1], Full())) for f in plan.frames))
        for plan in plans
    ]
    with pytest.raises(DiskFullError, match="the disk is full: 9 more frames take"):
        paint_shots(full, Alone("auto", 1, False).means(Notes()))
    assert len(names(site)) == 5


def is_helper(process: int) -> bool:
    try:
        return "serve(" in Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return False


def alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


@needs_proc
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_stopped_or_killed_nothing_is_left_behind_and_the_next_run_goes_on(
    site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch, kill: signal.Signals
) -> None:
    monkeypatch.setenv(DEVICE, "GPU 0")
    process = start("paint", site.file, "--jobs", "2", pace=0.5, start_new_session=True)
    wait_for(lambda: names(site))
    beside = [child for child in children(process.pid) if is_helper(child)]
    assert len(beside) == 2
    assert not [*Path("/dev/shm").glob("*tlstyle*")]
    if kill == signal.SIGINT:
        os.killpg(process.pid, kill)  # as a terminal does
    else:
        process.send_signal(kill)
    _, said = process.communicate(timeout=20)
    assert process.returncode == (-9 if kill == signal.SIGKILL else 130)
    assert "Traceback" not in said
    wait_for(lambda: not any(map(alive, beside)))
    whole = [name for name in names(site) if name.endswith(".png") and "/." not in name]
    assert 0 < len(whole) <= 14
    assert run(["paint", str(site.file)]) == 0
    assert len([name for name in names(site) if "/." not in name]) == 14


@needs_proc
def test_a_process_that_is_killed_while_it_works_is_replaced(
    site: Site, gpu: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DEVICE, "GPU 0")
    with start("paint", site.file, "--jobs", "1", pace=0.5) as process:
        wait_for(lambda: any(map(is_helper, children(process.pid))))
        for child in filter(is_helper, children(process.pid)):
            os.kill(child, signal.SIGKILL)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert len(names(site)) == 14


def test_workers_have_processes_beside_them_too(
    site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though Dask lets none of its own start others of Python's kind."""
    assert run(["paint", str(site.file)]) == 0
    before = contents(site)
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "fake_worker")
    monkeypatch.setenv(DEVICE, "GPU 0")
    code, said = tlstyle("paint", site.file, "--force", "--workers", "2")
    assert code == 0, said
    assert contents(site) == before
