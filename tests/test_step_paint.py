from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, draw_stills
from tlstyle.painters import models
from tlstyle.size import Size
from tlstyle.steps import Paint
from tlstyle.steps.paint import MAGENTA_URL
from tlstyle.steps.step import Film
from tlstyle.stills.find import find_footage
from tlstyle.stills.picture import file_digest
from tlstyle.stills.style import Crop, StylePicture

SETTINGS = {
    "style": {"a.png": 0.5, "b.png": 0.0},
    "style_crop": (1, 2, 30, 40),
    "model": "magenta",
    "strength": 0.5,
}


def test_its_keys_name_pictures_and_a_network(tmp_path: Path) -> None:
    film = Film(tmp_path, Size(32, 18))
    step = Paint.of(SETTINGS, film)
    crop = Crop(1, 2, 30, 40)
    assert step == Paint((StylePicture(tmp_path / "a.png", 0.5, crop),), MAGENTA_URL, 0.5)
    assert Paint.of(SETTINGS | {"model": "builtin"}, film).model == "builtin"
    assert Paint.of(SETTINGS | {"model": "mine"}, film).model == str(tmp_path / "mine")


def test_its_recipe_has_the_first_still_only_where_that_is_mixed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "model_digest", lambda model: f"weights of {model}")
    draw_stills(tmp_path / "one", 2)
    Image.new("RGB", (40, 40), "red").save(tmp_path / "red.png")
    footage = find_footage("one", tmp_path)
    step = Paint((StylePicture(tmp_path / "red.png"),), "builtin", 0.5)
    style = [[file_digest(tmp_path / "red.png"), 1.0, None]]
    assert step.recipe(footage) == {
        "model": "weights of builtin",
        "style": style,
        "strength": 0.5,
        "photograph": file_digest(tmp_path / "one/img1.png"),
    }
    assert replace(step, strength=1.0).recipe(footage)["photograph"] is None


def test_each_canvas_of_a_stack_is_painted_by_its_own_code() -> None:
    painter = FakePainter()
    codes = [painter.encode(np.full((256, 256, 3), level, np.uint8)) for level in (0, 100, 200)]
    canvases = [np.full((16, 16, 3), 10 * number, np.uint8) for number in range(3)]
    step = Paint((), "builtin", 1.0)
    together = step.apply(canvases, codes, painter)
    for canvas, code, painting in zip(canvases, codes, together, strict=True):
        assert (step.apply([canvas], [code], painter)[0] == painting).all()
