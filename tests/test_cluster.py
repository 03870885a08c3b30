from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from conftest import FakePainter, Site, draw_stills
from fake_worker import DEADLY, PAINTED
from program import PACE, start
from tlstyle.cli.app import run
from tlstyle.crews import cluster, dispatch, runs
from tlstyle.errors import OptionError
from tlstyle.frames.look import is_painted
from tlstyle.size import Size
from tlstyle.stills.picture import Header

AT_HAND = 12
"""Frames that a run of 46 has at most, for one of two workers: half a worker's share."""

ADDRESS = r"127\.0\.0\.1:\d+"


@pytest.fixture(scope="module", autouse=True)
def fake_workers() -> Iterator[None]:
    """Let every worker that is started from here load the painter that needs no network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        patch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "fake_worker")
        yield


def contents(site: Site) -> dict[str, bytes]:
    """Return every file below the frames' folder, by its name in there."""
    files = [file for file in site.frames.rglob("*") if file.is_file()]
    return {str(file.relative_to(site.frames)): file.read_bytes() for file in files}


def whole(site: Site) -> set[str]:
    return {str(file.relative_to(site.frames)) for file in site.frames.rglob("[!.]*.png")}


def assert_left(site: Site, frames: dict[str, bytes]) -> None:
    """See that these frames are there, whole, and that the next run leaves nothing beside them.

    A worker that is killed or frozen while it writes leaves a file half written until then.
    """
    there = contents(site)
    assert {name: there[name] for name in whole(site)} == frames
    assert paint(site) == 0
    assert contents(site) == frames


def wait_for(happened: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def paint(site: Site, *options: str) -> int:
    return run(["paint", str(site.file), *options])


def is_painting(process: psutil.Process) -> bool:
    return "spawn_main" in " ".join(process.cmdline())


def workers_of(client: subprocess.Popen[str]) -> list[psutil.Process]:
    return [child for child in psutil.Process(client.pid).children() if is_painting(child)]


@pytest.fixture
def alone(site: Site, painter: FakePainter) -> dict[str, bytes]:
    """The frames of a site with 40 stills in its first sequence, as one process paints them.

    There each still is steadied by its neighbours, which other workers may be at.
    """
    draw_stills(site.folder / "one", 40)
    site.replace('style = "red.png"', 'style = "red.png"\nsteady = 1')
    paint(site)
    frames = contents(site)
    for name in frames:
        (site.frames / name).unlink()
    return frames


def test_two_workers_paint_what_one_process_does_though_one_is_killed(
    site: Site, alone: dict[str, bytes]
) -> None:
    with start("build", site.file, "--workers", "2", pace=0.2) as client:
        wait_for(lambda: len(whole(site)) >= 6)
        workers = workers_of(client)
        assert len(workers) == 2
        workers[0].kill()
        out, said = client.communicate(timeout=120)
    assert client.returncode == 0, said
    assert_left(site, alone)
    assert "46 frames painted, 0 kept" in out
    (came, went) = (
        re.findall(ADDRESS, "".join(re.findall(rf"^{what}: .*", out, re.MULTILINE)))
        for what in ("came", "went")
    )
    assert len(set(came)) == 3
    assert len(went) == 1
    assert set(went) < set(came)
    assert not said
    assert not any(worker.is_running() for worker in workers)


def test_a_frozen_worker_is_given_up(
    site: Site, alone: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cluster._SETTINGS, "distributed.scheduler.worker-ttl", "2s")
    monkeypatch.setenv(PACE, "0.2")
    frozen: list[psutil.Process] = []

    def freeze() -> None:
        wait_for(lambda: len(whole(site)) >= 6)
        frozen.extend(filter(is_painting, psutil.Process().children()))
        frozen[0].suspend()

    with ThreadPoolExecutor() as freezer:
        freezing = freezer.submit(freeze)
        assert run(["build", str(site.file), "--workers", "2"]) == 0
        freezing.result()
    assert_left(site, alone)
    assert not any(worker.is_running() for worker in frozen)


def test_status_says_what_workers_have_painted_so_far(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    with start("paint", site.file, "--workers", "2", pace=1) as client:
        wait_for(lambda: whole(site))
        assert run(["status", str(site.file)]) == 0
        assert client.poll() is None
        client.kill()
    said = capsys.readouterr().out
    assert re.match(r"one: [1-7] of 8 done, . pending: missing\ntwo: 0 of 6 done", said)


def test_a_still_that_workers_die_of_is_named_and_left_and_the_rest_is_painted(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_stills(site.folder / "one", 20)
    monkeypatch.setenv(DEADLY, "7")
    with start("paint", site.file, "--workers", "2") as client:
        _, said = client.communicate(timeout=120)
    assert client.returncode == 1
    assert re.fullmatch(r"error: .*img7\.png: left after 3 tries: every worker .* died\n", said)
    assert len(whole(site)) == 20 + 6 - 1


@pytest.mark.parametrize("kill", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_client_takes_its_workers_along(
    site: Site, alone: dict[str, bytes], kill: signal.Signals
) -> None:
    with start("build", site.file, "--workers", "2", pace=0.2, start_new_session=True) as client:
        wait_for(lambda: len(whole(site)) >= 4)
        workers = workers_of(client)
        os.killpg(client.pid, kill) if kill == signal.SIGINT else client.kill()
        out, said = client.communicate(timeout=30)
        wait_for(lambda: not any(worker.is_running() for worker in workers), 10)
    assert client.returncode == (130 if kill == signal.SIGINT else -9)
    assert "Traceback" not in said
    if kill == signal.SIGINT:
        assert re.fullmatch(r"error: stopped: .* frames were painted now, .*\n", said)
        assert "stopping the workers" in out
    kept = whole(site)
    assert run(["build", str(site.file)]) == 0
    assert len(kept) < 46
    assert contents(site) == alone


def test_what_dask_keeps_of_workers_goes_also_where_a_run_was_killed(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "passing"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    with start("paint", site.file, "--workers", "2", pace=1) as client:
        wait_for(lambda: whole(site))
        workers = workers_of(client)
        client.kill()
        client.communicate(timeout=30)
        wait_for(lambda: not any(worker.is_running() for worker in workers), 10)
    assert [*place.iterdir()]
    kept = whole(site)
    with start("paint", site.file, "--workers", "2", pace=0.5) as client:
        wait_for(lambda: whole(site) > kept)
        workers_of(client)[0].kill()
        assert client.wait(timeout=120) == 0
        client.communicate()
    assert not [*place.iterdir()]


@contextmanager
def dask_cluster(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Give the address of a Dask cluster with two workers, and one of them."""
    with (
        dask_process("scheduler", folder) as scheduler,
        dask_process("worker", folder) as one,
        dask_process("worker", folder) as two,
    ):
        try:
            yield address_of(folder), one
        finally:
            for process in (one, two, scheduler):
                process.kill()


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster that somebody else keeps."""
    with dask_cluster(tmp_path_factory.mktemp("dask")) as (address, _):
        yield address


def dask_process(kind: str, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start `dask scheduler` or `dask worker`."""
    own = {
        "scheduler": ["--host", "127.0.0.1", "--port", "0"],
        "worker": ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)],
    }
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *own[kind]]
    return subprocess.Popen(
        [*command, "--scheduler-file", str(folder / "scheduler.json"), *options],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def address_of(folder: Path) -> str:
    file = folder / "scheduler.json"
    wait_for(lambda: file.exists() and file.read_text().endswith("}"))
    address: str = json.loads(file.read_text())["address"]
    return address


def workers_there(address: str) -> int:
    from distributed import Client  # Dask keeps the environment that it is imported in

    with Client(address) as client:
        return len(client.nthreads())


def test_a_clusters_workers_paint_what_one_process_does(
    site: Site, alone: dict[str, bytes], dask: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(site.file), "--scheduler", dask]) == 0
    assert contents(site) == alone
    assert "46 frames painted, 0 kept" in capsys.readouterr().out
    assert (site.folder / "film.mp4").exists()


def test_no_profiler_looks_at_a_clusters_worker_once_it_paints(site: Site, dask: str) -> None:
    from distributed import Client

    assert paint(site, "--scheduler", dask) == 0
    with Client(dask) as client:
        looks = client.run(
            lambda dask_worker: dask_worker.periodic_callbacks["profile"].is_running()
        )
    assert len(looks) == 2
    assert not all(looks.values())  # the other may have had nothing to paint


def test_shards_of_several_clients_share_a_cluster(
    site: Site, alone: dict[str, bytes], dask: str
) -> None:
    with (
        start("paint", site.file, "--shard", "1/2", "--scheduler", dask) as first,
        start("paint", site.file, "--shard", "2/2", "--scheduler", dask) as second,
    ):
        said = [client.communicate(timeout=120) for client in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), said
    assert contents(site) == alone


def test_forced_every_frame_is_painted_again(site: Site, painter: FakePainter, dask: str) -> None:
    paint(site)
    before = {file: file.stat().st_mtime_ns for file in site.frames.rglob("*.png")}
    assert paint(site, "--scheduler", dask, "--force") == 0
    assert all(file.stat().st_mtime_ns > mtime for file, mtime in before.items())


def test_a_still_that_breaks_is_named_and_left_and_the_rest_is_painted(
    site: Site,
    dask: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tlstyle.stills.headers.read_header", lambda file: Header(Size(48, 32)))
    (site.folder / "one/img6.png").write_bytes(b"broken meanwhile")
    assert paint(site, "--scheduler", dask) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert "img6.png: left after 3 tries: sequence 'one': " in said[0]
    assert "img6.png: is not a picture that can be read" in said[0]
    assert len(whole(site)) == 13


def test_a_still_that_costs_its_neighbours_too_is_not_taken_for_several(
    site: Site,
    painter: FakePainter,
    dask: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dispatch, "_IN_VAIN", 3)
    monkeypatch.setattr("tlstyle.stills.headers.read_header", lambda file: Header(Size(48, 32)))
    site.replace('style = "red.png"', 'style = "red.png"\nsteady = 1')
    assert paint(site) == 0
    (site.folder / "one/img6.png").write_bytes(b"broken meanwhile")
    capsys.readouterr()
    assert paint(site, "--scheduler", dask) == 1
    said = capsys.readouterr().err
    assert said.count("left after 3 tries") == 3
    assert "given up" not in said


def test_workers_of_another_version_paint_nothing(
    site: Site, dask: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tlstyle.steps.write.Write.version", 1000)
    assert paint(site, "--scheduler", dask) == 1
    said = capsys.readouterr().err.splitlines()
    assert "the worker's version differs from the project's: it needs the same" in said[0]
    assert said[1] == "error: given up: 10 frames in a row cannot be painted"
    assert not whole(site)


def test_a_folder_that_shows_frames_late_is_waited_for(
    site: Site, dask: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looks = iter(range(1000))
    monkeypatch.setattr(runs, "is_painted", lambda *frame: next(looks) >= 40 and is_painted(*frame))
    assert paint(site, "--scheduler", dask) == 0
    assert next(looks) > 40
    assert "two: all 6 painted" in capsys.readouterr().out


def test_a_folder_that_never_shows_what_workers_painted_is_named(
    site: Site, dask: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runs, "is_painted", lambda *_: False)
    monkeypatch.setattr(dispatch, "PATIENCE", 0.5)
    assert paint(site, "--scheduler", dask) == 1
    said = capsys.readouterr().err
    assert "img1.png: painted, a worker says, but not to be seen here" in said


def test_a_scheduler_that_dies_stops_the_build_with_one_line(
    site: Site, alone: dict[str, bytes], tmp_path: Path
) -> None:
    with dask_process("scheduler", tmp_path) as scheduler, dask_process("worker", tmp_path) as one:
        address = address_of(tmp_path)
        with start("build", site.file, "--scheduler", address) as client:
            wait_for(lambda: len(whole(site)) >= 3)
            scheduler.kill()
            _, said = client.communicate(timeout=60)
        one.kill()
    assert client.returncode == 1
    assert said == "error: the scheduler is gone; what is painted is kept\n"
    assert run(["build", str(site.file)]) == 0
    assert contents(site) == alone


def test_a_killed_scheduler_that_is_back_at_once_stops_the_build_too_and_the_next_goes_on(
    site: Site, alone: dict[str, bytes], tmp_path: Path
) -> None:
    with dask_process("scheduler", tmp_path) as scheduler, dask_process("worker", tmp_path) as one:
        address = address_of(tmp_path)
        port = address.rpartition(":")[2]
        with start("build", site.file, "--scheduler", address) as client:
            wait_for(lambda: len(whole(site)) >= 3)
            scheduler.kill()
            scheduler.wait()
            with dask_process("scheduler", tmp_path, "--port", port) as again:
                _, said = client.communicate(timeout=60)
                kept = contents(site)
                with dask_process("worker", tmp_path) as two:
                    assert run(["build", str(site.file), "--scheduler", address]) == 0
                    two.kill()
                again.kill()
        one.kill()
    assert client.returncode == 1
    assert said == "error: the scheduler is gone; what is painted is kept\n"
    assert len(kept) < 46
    assert_left(site, alone)


def test_a_killed_clients_build_goes_on_and_repaints_no_more_than_was_at_hand(
    site: Site, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "painted"
    monkeypatch.setenv(PAINTED, str(log))
    monkeypatch.setenv(PACE, "0.2")
    with dask_cluster(tmp_path) as (address, _):
        with start("build", site.file, "--scheduler", address) as client:
            wait_for(lambda: len(whole(site)) >= 8)
            client.kill()
        before = {file: file.stat().st_mtime_ns for file in site.frames.rglob("[!.]*.png")}
        assert run(["build", str(site.file), "--scheduler", address]) == 0
    assert len(before) < 46
    assert all(file.stat().st_mtime_ns == mtime for file, mtime in before.items())
    assert_left(site, alone)
    twice = len(log.read_text().split()) - 46
    assert twice <= 2 * AT_HAND


@pytest.mark.parametrize("wakes", [False, True])
def test_a_frozen_worker_of_a_cluster_is_given_up_whether_it_wakes_or_not(
    wakes: bool,
    site: Site,
    alone: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL", "2s")
    monkeypatch.setenv(PACE, "0.2")
    with (
        dask_cluster(tmp_path) as (address, worker),
        start("build", site.file, "--scheduler", address) as client,
    ):
        wait_for(lambda: len(whole(site)) >= 6)
        worker.send_signal(signal.SIGSTOP)
        if wakes:
            assert client.stdout
            went = next(line for line in client.stdout if line.startswith("went: "))
            assert went.endswith("workers: 1\n")
            worker.send_signal(signal.SIGCONT)
        _, said = client.communicate(timeout=120)
    assert client.returncode == 0, said
    assert_left(site, alone)


def test_where_a_worker_has_a_gpu_those_without_paint_nothing(
    site: Site, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = tmp_path / "painted"
    monkeypatch.setenv(PAINTED, str(painted))
    with dask_process("scheduler", tmp_path) as scheduler:
        address = address_of(tmp_path)
        with dask_process("worker", tmp_path, "--resources", "GPU=1") as gpu:
            monkeypatch.delenv(PAINTED)
            with dask_process("worker", tmp_path) as cpu:
                wait_for(lambda: workers_there(address) == 2)
                assert paint(site, "--scheduler", address) == 0
                for process in (gpu, cpu, scheduler):
                    process.kill()
    assert contents(site) == alone
    assert len(painted.read_text().splitlines()) == 46


def test_where_the_only_gpu_is_gone_a_build_does_not_go_on_without(
    site: Site,
    alone: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dispatch, "PATIENCE", 1.0)
    monkeypatch.setenv(PACE, "0.2")
    with (
        dask_process("scheduler", tmp_path) as scheduler,
        dask_process("worker", tmp_path) as cpu,
        dask_process("worker", tmp_path, "--resources", "GPU=1") as gpu,
        ThreadPoolExecutor(1) as pool,
    ):
        address = address_of(tmp_path)
        wait_for(lambda: workers_there(address) == 2)
        painting = pool.submit(paint, site, "--scheduler", address)
        wait_for(lambda: len(whole(site)) >= 6)
        gpu.kill()
        assert painting.result(timeout=60) == 1
        for process in (cpu, scheduler):
            process.kill()
    assert "no worker with a GPU has been there for 1 seconds" in capsys.readouterr().err
    assert 6 <= len(whole(site)) < 46


def test_a_scheduler_without_tlstyle_is_told_as_such(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tlstyle.py").write_text("raise ImportError\n")
    monkeypatch.chdir(tmp_path)
    with dask_process("scheduler", tmp_path) as scheduler:
        assert paint(site, "--scheduler", address_of(tmp_path)) == 1
        scheduler.kill()
    said = capsys.readouterr().err
    assert said.startswith("error: the scheduler has another tlstyle, or none: it needs the same")
    assert said.count("\n") == 1


def test_a_cluster_without_workers_is_not_waited_for_for_ever(
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dispatch, "PATIENCE", 1.0)
    with dask_process("scheduler", tmp_path) as scheduler:
        address = address_of(tmp_path)
        assert paint(site, "--scheduler", address) == 1
        scheduler.kill()
    said = capsys.readouterr().err
    assert said == "error: no worker has been there for 1 seconds; what is painted is kept\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--workers", "2", "--scheduler", "tcp://a:1"), "asks for others: give one"),
        (("--scheduler", "localhost:8786"), "an address is written tcp://host:8786"),
        (("--scheduler", "tcp://host"), "an address is written tcp://host:8786"),
    ],
)
def test_workers_that_cannot_be_asked_for_so_are_refused(
    site: Site, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    assert paint(site, *options) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_without_dask_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    missing: Callable[[str], Any] = lambda name: None  # noqa: E731
    monkeypatch.setattr(cluster, "find_spec", missing)
    with pytest.raises(OptionError, match=r"^--workers needs Dask: pip install 'tlstyle\[cluster"):
        cluster.refuse_unusable(2, "")


def test_where_no_scheduler_answers_it_is_said(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "CONNECTING", 1)
    assert paint(site, "--scheduler", "tcp://127.0.0.1:1") == 1
    assert capsys.readouterr().err == "error: tcp://127.0.0.1:1: no scheduler answers there\n"


@pytest.fixture
def greeter() -> Iterator[str]:
    """The address of something that is no scheduler, and greets as ssh does."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:

        def greet() -> None:
            with suppress(OSError), server.accept()[0] as client:
                client.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                client.recv(1 << 16)

        greeting = pool.submit(greet)
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        greeting.result()


@pytest.mark.parametrize("address", ["tcp://a..b:8786", "tls://127.0.0.1:1", "greeter"])
def test_what_is_no_scheduler_is_told_in_a_line(site: Site, greeter: str, address: str) -> None:
    address = address.replace("greeter", greeter)
    with start("paint", site.file, "--scheduler", address) as client:
        _, said = client.communicate(timeout=60)
    assert client.returncode == 1
    assert re.fullmatch(rf"error: {address}: no scheduler answers there \(\w+: .*\)\n", said)


def test_workers_that_cannot_be_started_are_told_in_a_line(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "no_such_module")
    with start("paint", site.file, "--workers", "1") as client:
        _, said = client.communicate(timeout=60)
    assert client.returncode == 1
    assert said == "error: workers cannot be started: No module named 'no_such_module'\n"
