"""What systems differ in, as far as one of them can say it of another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Site
from tlstyle.cli.app import run
from tlstyle.system import posix

AS_ON_WINDOWS = """\
import sys
real, sys.platform = sys.platform, "win32"
sys.modules["fcntl"] = None
import tlstyle.system.posix as posix
sys.platform = real
assert posix.IS_WINDOWS and not posix.HAS_LOCKS
from tlstyle.cli.app import run
raise SystemExit(max(run([command, sys.argv[1]]) for command in ("check", "status", "clean")))
"""


def test_a_sequence_gets_no_name_that_windows_refuses(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = "con", "Aux.2", "LPT1", "COM\u00b9", "what?", "a:b", "bay.", 'a"b'
    assert all(map(posix.takes_name, names))
    monkeypatch.setattr(posix, "IS_WINDOWS", True)
    assert not any(map(posix.takes_name, names))
    assert all(map(posix.takes_name, ("bay", "console", "com10", "a.con", "bay 2", "caf\u00e9")))
    site.replace('name = "two"', 'name = "nul"')
    assert run(["check", str(site.file)]) == 2
    assert "is no folder's name on Windows" in capsys.readouterr().err


def test_without_what_windows_lacks_a_project_is_checked_and_its_standing_said(site: Site) -> None:
    command = [sys.executable, "-c", AS_ON_WINDOWS, str(site.file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_process_is_known_to_run_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen([sys.executable, "-S", "-c", ""])
    ended.wait()
    assert posix.is_running(os.getpid())
    assert posix.is_running(ended.pid) is False
    assert posix.is_running(2**70) is False
    monkeypatch.setattr(sys, "platform", "win32")
    assert posix.is_running(ended.pid) is None


def test_memory_is_a_file_where_there_is_no_such_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    for system in (sys.platform, "darwin"):
        monkeypatch.setattr(sys, "platform", system)
        with posix.memory_file() as file:
            file.truncate(10)
            assert os.fstat(file.fileno()).st_size == 10


def test_a_mac_reads_what_memory_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "still").write_bytes(b"a")
    with (tmp_path / "still").open("rb") as file:
        monkeypatch.setattr(sys, "platform", "darwin")
        assert not posix.forget_read(file.fileno())
