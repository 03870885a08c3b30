"""How much memory a build takes, in processes of their own."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.clock import apart
from conftest import FakePainter, draw_stills
from program import paint_with
from tlstyle.builtin.speed import peak_megabytes


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
    from tlstyle.cli import run

    paint_with(FakePainter())
    assert run(["build", file, "--quiet"]) == 0
    return peak_megabytes()


def test_neither_more_stills_nor_more_sequences_take_more_memory(tmp_path: Path) -> None:
    few, many_stills, many_sequences = (
        apart(peak, str(project(tmp_path / f"{sequences} of {stills}", sequences, stills)))
        for sequences, stills in ((1, 20), (1, 200), (10, 20))
    )
    if math.isnan(few):
        pytest.skip("this system does not tell how much memory a process has taken")
    assert many_stills < few + 10
    assert many_sequences < few + 10
