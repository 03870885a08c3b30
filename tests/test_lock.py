from __future__ import annotations

import errno
import os
import signal
import socket
import tempfile
import time
from pathlib import Path

import pytest

from conftest import Site, draw_stills, without_rights
from program import start, tlstyle
from tlstyle.errors import BusyError
from tlstyle.system import posix
from tlstyle.system.lock import locked

pytestmark = pytest.mark.skipif(not posix.HAS_LOCKS, reason="no locks on this system")


def silent(line: str) -> None:
    pass


def test_the_second_run_is_told_who_is_at_work(tmp_path: Path) -> None:
    work = tmp_path / "film.work"
    with locked(work, wait=False, report=silent):
        who = rf"film\.work: process {os.getpid()} on {socket.gethostname()}, since 20.* is at work"
        with (
            pytest.raises(BusyError, match=f"{who} there: .* --wait$"),
            locked(work, wait=False, report=silent),
        ):
            pass
        assert [file.name for file in work.iterdir()] == [".lock"]
    assert not work.exists()


def test_a_lock_that_cannot_be_closed_is_no_trouble_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with locked(tmp_path / "film.work", wait=False, report=silent):
        monkeypatch.setattr(os, "close", fail)
    monkeypatch.undo()
    assert not (tmp_path / "film.work/.lock").exists()


def test_another_users_lock_holds_too() -> None:
    with (
        without_rights(),
        tempfile.TemporaryDirectory() as folder,
        locked(Path(folder), wait=False, report=silent),
    ):
        (Path(folder) / ".lock").chmod(0o444)
        with (
            pytest.raises(BusyError, match=f"process {os.getpid()} on"),
            locked(Path(folder), wait=False, report=silent),
        ):
            pass


def test_a_lock_file_that_stayed_behind_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("process 1 on elsewhere, since 1970")
    with locked(tmp_path, wait=False, report=silent):
        assert str(os.getpid()) in (tmp_path / ".lock").read_text()
    assert not tmp_path.exists()


def test_where_there_are_no_locks_the_work_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    with locked(tmp_path, wait=False, report=silent), locked(tmp_path, wait=True, report=silent):
        (tmp_path / "frame.png").touch()
    assert [file.name for file in tmp_path.iterdir()] == ["frame.png"]


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (tmp_path / "work").mkdir()
    (tmp_path / "work/.lock").symlink_to(mine)
    with locked(tmp_path / "work", wait=False, report=silent):
        pass
    assert mine.read_text() == "mine"


@pytest.fixture
def long_site(site: Site) -> Site:
    draw_stills(site.folder / "one", 60)
    return site


def wait_for_frames(site: Site, count: int) -> None:
    end = time.monotonic() + 30
    while len(list(site.frames.rglob("[!.]*.png"))) < count:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_second_build_leaves_or_waits(long_site: Site) -> None:
    with start("build", long_site.file, pace=5) as first:
        wait_for_frames(long_site, 1)
        code, said = tlstyle("build", long_site.file)
        assert code == 1
        assert f"process {first.pid} on " in said
        assert tlstyle("build", long_site.file, "--dry-run")[0] == 0
        assert tlstyle("status", long_site.file)[0] == 0
        with start("build", long_site.file, "--wait") as second:
            assert second.stderr
            assert "is at work there: waiting for it" in second.stderr.readline()
            first.kill()
            out, said = second.communicate(timeout=60)
    assert second.returncode == 0, said
    assert "frames painted" in out
    assert not list(long_site.folder.rglob(".*"))


def test_a_killed_builds_lock_stops_nobody(long_site: Site) -> None:
    with start("build", long_site.file, pace=0.1) as first:
        wait_for_frames(long_site, 1)
        first.kill()
    code, said = tlstyle("build", long_site.file)
    assert code == 0, said
    assert not list(long_site.folder.rglob(".*"))


def test_waiting_can_be_stopped(long_site: Site) -> None:
    with start("build", long_site.file, pace=0.3) as first:
        wait_for_frames(long_site, 1)
        with start("build", long_site.file, "--wait") as second:
            assert second.stderr
            assert "waiting" in second.stderr.readline()
            second.send_signal(signal.SIGINT)
            _, said = second.communicate(timeout=5)
        first.terminate()
        first.communicate(timeout=10)
    assert second.returncode == 130
    assert "the same command goes on from there" in said
