from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

from conftest import draw_stills
from tlstyle.size import Size
from tlstyle.steps import Read
from tlstyle.steps.step import Film
from tlstyle.stills.find import find_footage
from tlstyle.stills.source import sources

SETTINGS = {name: key.default for name, key in Read.keys.items()} | {
    "style": {"a.png": 1.0, "b.png": 0.0},
    "anchor": (0.0, 0.5),
}


def test_without_a_canvas_the_films_own_size_is_painted(tmp_path: Path) -> None:
    step = Read.of(SETTINGS, Film(tmp_path, Size(32, 18)))
    assert step == Read(Size(32, 18), (0.0, 0.5), (tmp_path / "a.png",))
    assert Read.of(SETTINGS | {"canvas": (40, 30)}, Film(tmp_path, Size(32, 18))).canvas == (40, 30)


def test_a_still_fills_the_canvas_and_keeps_the_part_that_the_anchor_names(tmp_path: Path) -> None:
    wide = np.zeros((20, 60, 3), np.uint8)
    wide[:, :20, 0] = 200
    Image.fromarray(wide).save(tmp_path / "wide.png")
    (source,) = sources(find_footage("wide.png", tmp_path).stills)
    for anchor, red in ((0.0, 200), (1.0, 0)):
        digest, canvas = Read(Size(20, 20), (anchor, 0.5), ()).apply(source)
        assert digest == source.digest()
        assert canvas.shape == (20, 20, 3)
        assert (canvas[..., 0] == red).all()


def test_its_recipe_says_how_pictures_are_read_only_where_they_are_not_read_plainly(
    tmp_path: Path,
) -> None:
    draw_stills(tmp_path / "one", 1)
    footage = find_footage("one", tmp_path)
    style = tmp_path / "one/img1.png"
    step = Read(Size(32, 18), (0.5, 0.5), (style,))
    assert step.recipe(footage) == {"reading": None, "canvas": [32, 18], "anchor": [0.5, 0.5]}
    large = replace(footage, size=Size(6000, 4000), is_jpeg=True, reading="Adobe RGB")
    assert step.recipe(large)["reading"] == ["Adobe RGB", "1/8"]


def test_a_preview_paints_a_smaller_canvas() -> None:
    step = Read(Size(1920, 1920), (0.5, 0.5), ())
    assert step.in_preview(Fraction(1, 2)).canvas == (960, 960)
