from __future__ import annotations

from pathlib import Path

import numpy as np

from conftest import draw_stills
from tlstyle.frames.file import read_frame, read_provenance
from tlstyle.size import Size
from tlstyle.steps import Write
from tlstyle.stills.find import find_footage


def test_a_frame_says_inside_what_it_was_painted_from(tmp_path: Path) -> None:
    draw_stills(tmp_path / "one", 1)
    recipe = Write().recipe(find_footage("one", tmp_path))
    assert recipe == {"version": 1, "depth": None, "dither": None}
    pixels = np.random.default_rng(0).integers(0, 256, (18, 32, 3), np.uint8)
    Write().apply(pixels, tmp_path / "frame.png", {**recipe, "still": "abc"})
    assert (read_frame(tmp_path / "frame.png") == pixels).all()
    found = read_provenance(tmp_path / "frame.png")
    assert found
    size, carried = found
    assert size == Size(32, 18)
    assert carried
    assert (carried["version"], carried["still"]) == (1, "abc")
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["frame.png"]
