"""What was found out about videos and music is asked of ffmpeg once, as long as it is the same."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import imageio_ffmpeg
import pytest

from conftest import FakePainter, Site, draw_video
from films import record, tone
from tlstyle.cli.app import run
from tlstyle.system import found as found_module
from tlstyle.system.found import found

Starts = Callable[..., int]


@pytest.fixture
def starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, painter: FakePainter
) -> Iterator[Starts]:
    """Run a command on a project and return how often it starts ffmpeg."""
    log, wrapper = tmp_path / "starts.log", tmp_path / "ffmpeg.sh"
    real = shlex.quote(imageio_ffmpeg.get_ffmpeg_exe())
    wrapper.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(wrapper))

    def count(command: str, site: Site) -> int:
        log.write_text("")
        assert run([command, str(site.file)]) == 0
        return len(log.read_text().splitlines())

    imageio_ffmpeg._utils._get_ffmpeg_exe.cache_clear()
    yield count
    imageio_ffmpeg._utils._get_ffmpeg_exe.cache_clear()


@pytest.fixture
def filmed(site: Site) -> Site:
    """A project of a video and stills, with music."""
    draw_video(site.folder / "clip.mp4", 8)
    record(site.folder / "song.wav", tone(1.0), tone(1.0))
    site.replace('frames = "one"', 'frames = "clip.mp4"')
    site.replace("[edit]", '[music]\nfile = "song.wav"\n[edit]')
    return site


def test_a_second_status_starts_no_ffmpeg(filmed: Site, starts: Starts) -> None:
    assert starts("status", filmed) > 3
    assert starts("status", filmed) == 0
    assert starts("check", filmed) == 0
    assert starts("paint", filmed) == 1
    assert starts("status", filmed) == 0


@pytest.mark.parametrize("name", ["clip.mp4", "song.wav"])
def test_what_was_touched_is_asked_again(filmed: Site, starts: Starts, name: str) -> None:
    starts("status", filmed)
    os.utime(filmed.folder / name, (1, 1))
    assert starts("status", filmed) > 0
    assert starts("status", filmed) == 0


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b"[[", b"3", None])
def test_what_is_remembered_may_be_lost_or_damaged(
    filmed: Site, starts: Starts, cache: Path, damage: bytes | None
) -> None:
    first = starts("status", filmed)
    place = cache / "tlstyle/found.json"
    if damage is None:
        place.write_bytes(place.read_bytes().replace(b"[8, 8,", b"[9, 9,"))
    else:
        place.write_bytes(damage)
    assert starts("status", filmed) == first
    assert starts("status", filmed) == 0


def test_a_cache_that_cannot_be_written_stops_nothing(
    filmed: Site, painter: FakePainter, cache: Path
) -> None:
    (cache / "tlstyle").write_text("a file")
    assert run(["build", str(filmed.file)]) == 0


def test_a_look_writes_nothing_beside_the_project(filmed: Site) -> None:
    before = sorted(filmed.folder.rglob("*"))
    assert run(["status", str(filmed.file)]) == 0
    assert sorted(filmed.folder.rglob("*")) == before


def test_the_oldest_is_forgotten(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_module, "_MOST", 3)
    files = [tmp_path / str(number) for number in range(4)]
    asked: list[str] = []

    def ask(file: Path) -> str:
        asked.append(file.name)
        return file.name

    for file in files:
        file.touch()
    for number in (0, 1, 2, 3, 3, 2, 1, 0):
        assert found("name", files[number], partial(ask, files[number])) == str(number)
    assert asked == ["0", "1", "2", "3", "0"]
