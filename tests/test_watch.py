"""`tlstyle watch`, as a process of its own whose project is changed under its eyes."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from PIL import Image

from conftest import Site
from program import start
from tlstyle.cli.app import run
from tlstyle.commands.watch import _tell
from tlstyle.console.terminal import Terminal
from tlstyle.system.changes import Changes

pytest.importorskip("watchfiles")


class Watching:
    """A `watch` at work, and the lines that it says."""

    def __init__(self, site: Site, *options: str, pace: float = 0.0) -> None:
        merged: dict[str, Any] = {"stderr": subprocess.STDOUT, "bufsize": 1}
        self.process = start("watch", site.file, *options, pace=pace, **merged)
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def until(self, begin: str) -> list[str]:
        """Return what is said up to a line that begins so."""
        said: list[str] = []
        while not said or not said[-1].startswith(begin):
            try:
                said.append(self._lines.get(timeout=60))
            except Empty:
                pytest.fail(f"nothing begins with {begin!r}: {said}")
        return said

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout
        self.process.stdout.close()

    @property
    def is_silent(self) -> bool:
        return self._lines.empty()


@pytest.fixture
def watching(site: Site) -> Iterator[Watching]:
    found = Watching(site)
    yield found
    found.end()


def stamps(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in folder.glob("*.png")}


def test_what_changes_is_painted_again_and_nothing_else(site: Site, watching: Watching) -> None:
    first = watching.until("watching ")
    assert first[-1] == f"watching {site.file} and what it names; Ctrl-C ends it"
    assert (site.folder / "film.preview.mp4").exists()
    one, two = (site.folder / "film.work/preview" / name for name in ("one", "two"))
    before = stamps(one), stamps(two)

    Image.new("RGB", (40, 40), "green").save(site.folder / "new.png")
    (site.folder / "new.png").replace(site.folder / "blue.png")
    said = watching.until("watching ")
    assert said[0] == "changed: blue.png"
    assert "one: all 2 done" not in said
    assert "one: 2 of 2 done" in said
    assert stamps(one) == before[0]
    assert stamps(two).keys() == before[1].keys()
    assert not stamps(two).items() & before[1].items()

    whole = site.file.read_text()
    site.file.write_text("[[sequence")
    said = watching.until("watching ")
    assert said[0] == "changed: film.toml"
    assert [line for line in said if "error: " in line] == [said[1]]
    assert "film.toml: line 1" in said[1]

    (site.folder / "red.png").rename(site.folder / "away.png")
    site.file.write_text(whole)
    said = watching.until("watching ")
    assert any("red.png: no such file" in line for line in said)
    (site.folder / "away.png").rename(site.folder / "red.png")
    said = watching.until("watching ")
    assert "red.png" in said[0]
    assert "one: 2 of 2 done" in said

    (site.folder / "notes.txt").write_text("mine")
    (site.folder / "one" / ".hidden.png").write_bytes(b"x")
    time.sleep(1)
    assert watching.is_silent
    Image.new("RGB", (48, 32), (99, 99, 99)).save(site.folder / "one/img9.png")
    said = watching.until("watching ")
    assert said[0] == "changed: img9.png"
    assert any(line.startswith("one: 2 of 3 done, 1 pending") for line in said)

    shutil.copytree(site.folder / "one", site.folder / "other")
    (site.folder / "one").rename(site.folder / "old")
    (site.folder / "other").rename(site.folder / "one")
    assert watching.until("watching ")[0] == "changed: one"
    Image.new("RGB", (48, 32), (98, 99, 99)).save(site.folder / "one/img9.png")
    assert watching.until("watching ")[0] == "changed: img9.png"

    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(30) == 130
    assert watching.until("stopped") == ["stopped"]


def test_the_review_shows_each_change_by_itself(site: Site) -> None:
    watching = Watching(site, "--review", pace=0.1)
    try:
        address = watching.until("http")[-1].removesuffix(" shows it")

        def fetch(name: str) -> bytes:
            with urlopen(address + name, timeout=30) as answer:
                return bytes(answer.read())

        soon = fetch("").decode()
        assert "The review comes with the first preview" in soon
        assert fetch("events?after=1") == b"data: newer\n\n"
        watching.until("watching ")
        first = fetch("").decode()
        assert "Two shots" in first
        assert fetch("film.preview.mp4") == (site.folder / "film.preview.mp4").read_bytes()
        for name in ("film.toml", "film.mp4", "red.png", "../film.toml", "film.work/project.json"):
            with pytest.raises(HTTPError, match="404"):
                fetch(name)
        (events,) = re.findall(r'data-live="(events\?after=\d+)"', first)
        site.replace('title = "Two shots"', 'title = "Two sequences"')
        assert fetch(events) == b"data: newer\n\n"
        assert "Two sequences" in fetch("").decode()
        watching.until("watching ")
        watching.process.send_signal(signal.SIGINT)
        assert watching.process.wait(30) == 130
    finally:
        watching.end()


def test_a_change_ends_painting_behind_the_frame_at_hand(site: Site) -> None:
    site.write(lambda text: text.replace("[edit]", "[preview]\nstep = 1\n\n[edit]"))
    watching = Watching(site, pace=0.25)
    try:
        folder = site.folder / "film.work/preview/one"
        while len(stamps(folder)) < 2:
            time.sleep(0.02)
        site.replace('title = "Two shots"', 'title = "Two sequences"')
        said = watching.until("changed: film.toml")
        assert not any("frames painted" in line for line in said)
        said = watching.until("watching ")
        again = [line.split() for line in said if line.startswith(("one: ", "two: "))][:2]
        assert 2 <= sum(int(words[1]) for words in again) < 14
        assert any("frames painted" in line for line in said)
        assert not list(folder.parent.rglob(".*"))
    finally:
        watching.end()


def test_changes_are_heard_while_something_else_is_done(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    with Changes() as changes:
        changes.follow([tmp_path, tmp_path / "nowhere"], lambda file: file.suffix == ".png")
        (tmp_path / "a.txt").write_text("a")
        (inside / "b.png").write_text("b")
        (tmp_path / "c.png").write_text("c")
        assert changes.wait() == {tmp_path / "c.png"}
        assert not changes.is_heard
        changes.follow([inside], lambda file: True)
        (tmp_path / "c.png").unlink()
        (inside / "b.png").unlink()
        assert changes.wait() == {inside / "b.png"}


def test_what_a_disk_fails_at_is_said_and_is_no_end(capsys: pytest.CaptureFixture[str]) -> None:
    def vanish() -> None:
        Path("gone.png").stat()

    def stop() -> None:
        try:
            raise KeyboardInterrupt
        finally:
            vanish()

    assert not _tell(Terminal(), vanish)
    assert capsys.readouterr().err == "error: gone.png: No such file or directory\n"
    with pytest.raises(FileNotFoundError):
        _tell(Terminal(), stop)


def test_what_listens_is_an_extra(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert run(["watch", str(site.file)]) == 2
    assert 'watchfiles is not installed: pip install "tlstyle[watch]"' in capsys.readouterr().err


def test_there_is_something_to_watch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["watch", str(tmp_path / "no.toml")]) == 2
    assert "no.toml" in capsys.readouterr().err
