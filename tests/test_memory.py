"""How much memory a build takes, in processes of their own; what the system tells of memory."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.clock import apart
from conftest import FakePainter, draw_stills
from program import paint_with
from tlstyle.system import memory


def project(folder: Path, sequences: int, stills: int) -> Path:
    """Write a project of 320x180, of which a picture takes 0.17 MB."""
    folder.mkdir()
    Image.new("RGB", (40, 40), "red").save(folder / "red.png")
    text = "size = [320, 180]\n[edit]\ndissolve = 0.125\nfade_in = 0.125\nfade_out = 0.125\n"
    for number in range(sequences):
        draw_stills(folder / f"{number}", stills, (320, 180))
        text += f'[[sequence]]\nname = "{number}"\nframes = "{number}"\nstyle = "red.png"\n'
    (folder / "film.toml").write_text(text)
    return folder / "film.toml"


def peak(file: str) -> float:
    """Build a project; return the megabytes that this process has taken at most."""
    from tlstyle.cli.app import run

    paint_with(FakePainter())
    assert run(["build", file, "--quiet"]) == 0
    return memory.peak() / 2**20


def test_neither_more_stills_nor_more_sequences_take_more_memory(tmp_path: Path) -> None:
    few, many_stills, many_sequences = (
        apart(peak, str(project(tmp_path / f"{sequences} of {stills}", sequences, stills)))
        for sequences, stills in ((1, 20), (1, 200), (10, 20))
    )
    if math.isnan(few):
        pytest.skip("this system does not tell how much memory a process has taken")
    assert many_stills < few + 10
    assert many_sequences < few + 10


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with 3,000,000 KiB left, where this process has had 2,000,000 KiB."""
    (tmp_path / "meminfo").write_text("MemFree:  1 kB\nMemAvailable:   3000000 kB\n")
    (tmp_path / "status").write_text("Name:\tpython\nVmHWM:\t 2000000 kB\n")
    for name, file in (("MACHINE", "meminfo"), ("SELF", "status"), ("CONTAINER", "group")):
        monkeypatch.setattr(memory, name, tmp_path / file)
    return tmp_path


def contain(system: Path, limit: str) -> None:
    """Put the process into a container that holds 4,000,000 bytes, a million of them files."""
    (system / "group").mkdir()
    (system / "group/memory.max").write_text(f"{limit}\n")
    (system / "group/memory.current").write_text("4000000\n")
    (system / "group/memory.stat").write_text("anon 3000000\nfile 1000000\n")


def test_the_machine_tells_what_is_left(system: Path) -> None:
    assert memory.peak() == 2_000_000 * 1024
    assert memory.available() == 3_000_000 * 1024
    assert memory.doubles()


def test_a_container_leaves_less(system: Path) -> None:
    contain(system, "5000000")
    assert memory.available() == 2_000_000
    assert not memory.doubles()


def test_a_container_without_a_limit_changes_nothing(system: Path) -> None:
    contain(system, "max")
    assert memory.available() == 3_000_000 * 1024


def test_where_nothing_tells_there_is_room(system: Path) -> None:
    for file in ("meminfo", "status"):
        (system / file).unlink()
    assert memory.doubles()


@pytest.mark.parametrize("silent", ["meminfo", "status"])
def test_where_a_line_is_missing_there_is_room(system: Path, silent: str) -> None:
    (system / "meminfo").write_text("MemFree:  1 kB\nMemAvailable:  1 kB\n")
    assert not memory.doubles()
    (system / silent).write_text("Name:\tpython\n")
    assert memory.doubles()
