from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import FakePainter, Site, draw_stills
from program import start
from tlstyle.cli.app import run
from tlstyle.errors import OptionError
from tlstyle.frames.shard import Shard, parse_shard
from tlstyle.system import posix
from tlstyle.system.lock import locked
from tlstyle.system.processes import temporary_name


def paint(site: Site, *options: str) -> int:
    return run(["paint", str(site.file), *options])


def contents(site: Site) -> dict[str, bytes]:
    """Return every file below the frames' folder, by its name in there."""
    files = [file for file in site.frames.rglob("*") if file.is_file()]
    return {str(file.relative_to(site.frames)): file.read_bytes() for file in files}


def numbers(site: Site) -> set[int]:
    return {int(Path(name).stem.removeprefix("img")) for name in contents(site)}


def test_a_shard_is_written_as_one_of_four() -> None:
    assert parse_shard("1/4") == Shard(1, 4)
    assert str(parse_shard("12/12")) == "12/12"


@pytest.mark.parametrize(
    "text", ["", "1", "a/b", "1/", "/4", "1/4/2", "-1/4", "0/4", "5/4", "0/0", "1/4 ", "9" * 5000]
)
def test_what_is_no_shard_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(OptionError, match=r"^--shard [^\n]*: .*1/4"):
        parse_shard(text)


def test_a_wrong_shard_is_refused_before_anything_is_looked_at(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert paint(site, "--shard", "3/2") == 2
    assert capsys.readouterr().err.splitlines() == [
        "error: --shard 3/2: shards are counted from 1, as 1/4 to 4/4"
    ]


def test_shards_paint_every_frame_once_and_as_one_run_does(
    site: Site, painter: FakePainter
) -> None:
    paint(site)
    whole = contents(site)
    shutil.rmtree(site.frames)
    painter.painted = 0
    for shard in ("2/3", "1/3", "3/3"):
        assert paint(site, "--shard", shard) == 0
    assert painter.painted == 14
    assert contents(site) == whole


def test_a_shard_is_every_nth_frame_across_sequences(site: Site, painter: FakePainter) -> None:
    paint(site, "--shard", "2/3")
    assert numbers(site) == {2, 5, 8, 52, 55}


def test_a_shard_does_not_move_when_frames_are_painted(site: Site, painter: FakePainter) -> None:
    paint(site, "--shard", "1/2")
    before = numbers(site)
    (site.frames / "one/img3.png").unlink()
    paint(site, "--shard", "1/2")
    assert numbers(site) == before
    assert painter.painted == len(before) + 1


def test_a_shard_of_one_sequence_is_its_part_of_the_whole(site: Site, painter: FakePainter) -> None:
    paint(site, "--shard", "2/3", "--sequence", "two")
    assert numbers(site) == {52, 55}


def test_a_shard_says_what_is_left_to_the_others(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    paint(site, "--shard", "1/2")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "one: 0 of 4 done, 4 pending: missing"
    assert said[-2:] == [
        "shard 1/2: its 7 frames are painted",
        "7 frames are left to the other shards",
    ]
    paint(site, "--shard", "2/2")
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "shard 2/2: its 7 frames are painted",
        "so are all the others: tlstyle build writes the film",
    ]


def test_stills_that_changed_are_left_to_the_others_until_painted(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    paint(site)
    draw_stills(site.folder / "one", 8, start=9)
    for number in range(9, 17):
        file = site.folder / f"one/img{number}.png"
        file.replace(file.with_name(f"img{number - 8}.png"))
    capsys.readouterr()
    paint(site, "--shard", "1/2")
    assert "4 frames are left to the other shards" in capsys.readouterr().out


def test_damaged_frames_are_left_to_the_others_until_painted(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    paint(site)
    frame = site.frames / "one/img2.png"
    content = bytearray(frame.read_bytes())
    content[-40] ^= 1
    frame.write_bytes(content)
    paint(site, "--deep", "--shard", "1/2")
    assert "1 frames are left to the other shards" in capsys.readouterr().out
    paint(site, "--deep", "--shard", "2/2")
    assert "so are all the others" in capsys.readouterr().out


def test_an_empty_shard_is_no_trouble(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert paint(site, "--shard", "15/15") == 0
    assert painter.painted == 0
    assert "shard 15/15: its 0 frames are painted" in capsys.readouterr().out


def test_a_dry_run_of_a_shard_paints_nothing(site: Site, painter: FakePainter) -> None:
    assert paint(site, "--shard", "1/2", "--dry-run") == 0
    assert not site.frames.exists()


@pytest.fixture
def long_site(site: Site) -> Site:
    draw_stills(site.folder / "one", 30)
    return site


def wait_for(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


needs_locks = pytest.mark.skipif(not posix.HAS_LOCKS, reason="no locks on this system")


@needs_locks
def test_shards_run_side_by_side_and_a_build_waits_for_them(
    long_site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        start("paint", long_site.file, "--shard", "1/2", pace=0.5) as first,
        start("paint", long_site.file, "--shard", "2/2", pace=0.5) as second,
    ):
        locks = [long_site.folder / f"film.work/.lock.{number}-of-2" for number in (1, 2)]
        wait_for(lambda: all(file.exists() and file.read_text() for file in locks))
        assert run(["build", str(long_site.file)]) == 1
        said = capsys.readouterr().err
        assert f"process {first.pid} on " in said
        assert f", with shard 1/2, and process {second.pid} on " in said
        assert ", with shard 2/2, are at work there: let it finish" in said
        assert paint(long_site, "--shard", "2/2") == 1
        said = capsys.readouterr().err
        assert f"work: process {second.pid} on " in said
        assert ", with shard 2/2, is at work there" in said
        assert run(["build", str(long_site.file), "--wait"]) == 0
    assert (first.returncode, second.returncode) == (0, 0)
    assert "0 frames painted, 36 kept" in capsys.readouterr().out
    assert not list(long_site.folder.rglob(".*"))


@needs_locks
def test_a_shard_leaves_a_build_alone(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    with locked(site.folder / "film.work", wait=False, report=print):
        assert paint(site, "--shard", "1/2") == 1
    assert f"process {os.getpid()} on " in capsys.readouterr().err


@needs_locks
def test_a_killed_shard_stops_nobody_and_a_build_clears_what_it_left(
    long_site: Site, painter: FakePainter
) -> None:
    with start("paint", long_site.file, "--shard", "1/2", pace=0.1) as killed:
        wait_for(lambda: len(list(long_site.frames.rglob("[!.]*.png"))) >= 2)
        killed.kill()
    name = temporary_name("part").replace(f".{os.getpid()}.", f".{killed.pid}.")
    half = long_site.frames / "one" / name
    half.touch()
    assert paint(long_site, "--shard", "2/2") == 0
    assert half.exists()
    assert (long_site.folder / "film.work/.lock.1-of-2").exists()
    assert run(["build", str(long_site.file)]) == 0
    assert not list(long_site.folder.rglob(".*"))
