"""A disk that is too small, or fills up under a run: said in one line, and nothing lost."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Site, draw_noise
from program import tlstyle
from tally import Tries

Tally = Callable[[str, int, int], Tries]


class Disk:
    """A disk of its own, as large as is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def hold(self, size: int, *, again: bool = True) -> None:
        options = f"size={size}{',remount' if again else ''}"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("a small disk cannot be mounted here: run as root to try a full one")

    def used(self) -> int:
        return shutil.disk_usage(self.folder).used


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "disk")
    disk.hold(100_000_000, again=False)
    yield disk
    subprocess.run(["umount", str(disk.folder)], check=True)


@pytest.fixture
def noisy(site: Site, disk: Disk) -> Site:
    """A project on the disk whose frames and film take more than painted ones ever do."""
    draw_noise(site.folder / "one", 8, (320, 180))
    site.replace("size = [32, 18]", 'size = [320, 180]\noutput = "disk/film.mp4"')
    (disk.folder / "work").mkdir()
    (site.folder / "film.work").symlink_to(disk.folder / "work")
    return site


def frames(site: Site) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in site.frames.rglob("*.png")}


def test_too_small_a_disk_is_said_before_anything_is_painted(noisy: Site, disk: Disk) -> None:
    disk.hold(disk.used() + 500_000)
    code, said = tlstyle("build", noisy.file)
    assert code == 1
    assert said.count("error:") == 1
    assert "work: about 2 MB is needed there, and 0 MB is free: make room" in said
    assert not frames(noisy)


def test_a_disk_that_fills_up_while_painting(noisy: Site, disk: Disk, tally: Tally) -> None:
    for seed, attempt in tally("disk full while painting", 2, 20):
        with attempt:
            shutil.rmtree(disk.folder / "work/frames", ignore_errors=True)
            disk.hold(disk.used() + 1_070_000 + seed * 12_288)
            code, said = tlstyle("paint", noisy.file, "--sequence", "one")
            assert code == 1
            assert "img" not in said
            kept = frames(noisy)
            assert 3 < len(kept) < 8
            assert f"frames/one: the disk is full: {8 - len(kept)} more frames take about" in said
            assert not list(disk.folder.rglob(".*"))
            disk.hold(100_000_000)
            code, said = tlstyle("paint", noisy.file)
            assert code == 0
            assert kept.items() <= frames(noisy).items()


def test_a_disk_that_fills_up_under_workers(
    noisy: Site, disk: Disk, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "fake_worker")
    for seed, attempt in tally("disk full under workers", 1, 10):
        with attempt:
            shutil.rmtree(disk.folder / "work/frames", ignore_errors=True)
            disk.hold(disk.used() + 1_070_000 + seed * 12_288)
            code, said = tlstyle("paint", noisy.file, "--sequence", "one", "--workers", "2")
            assert code == 1
            assert said.count("error: ") == 1
            kept = frames(noisy)
            assert 2 < len(kept) < 8
            assert f"frames/one: the disk is full: {8 - len(kept)} more frames take about" in said
            disk.hold(100_000_000)
            code, said = tlstyle("paint", noisy.file, "--workers", "2")
            assert code == 0
            assert kept.items() <= frames(noisy).items()
            assert not list(disk.folder.rglob(".*"))


def test_a_disk_that_fills_up_while_encoding(noisy: Site, disk: Disk, tally: Tally) -> None:
    film = disk.folder / "film.mp4"
    assert tlstyle("build", noisy.file)[0] == 0
    before, painted = film.read_bytes(), frames(noisy)
    for seed, attempt in tally("disk full while encoding", 2, 20):
        with attempt:
            noisy.file.write_text(
                noisy.file.read_text().replace("fade_out = 0.1", "fade_out = 0.2")
            )
            shutil.rmtree(disk.folder / "work/segments")
            disk.hold(disk.used() + 215_000 + seed * 1_000)
            code, said = tlstyle("build", noisy.file)
            assert code == 1
            assert "film.mp4: no space left in" in said
            assert "is needed and" in said
            assert film.read_bytes() == before
            assert frames(noisy) == painted
            assert not list(disk.folder.rglob(".*"))
            disk.hold(100_000_000)
    assert tlstyle("build", noisy.file)[0] == 0
    assert film.read_bytes() != before
