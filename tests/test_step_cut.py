from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tlstyle.size import Size
from tlstyle.steps import Cut
from tlstyle.steps.step import Film


@pytest.mark.parametrize(
    ("anchor", "left", "top"), [((0.5, 0.5), 4, 3), ((0.0, 1.0), 0, 6), ((1.0, 0.0), 8, 0)]
)
def test_a_frame_is_the_part_of_the_painting_that_the_anchor_names(
    anchor: tuple[float, float], left: int, top: int
) -> None:
    painting = np.arange(16 * 24 * 3, dtype=np.uint16).astype(np.uint8).reshape(16, 24, 3)
    frame = Cut(Size(16, 10), anchor).apply(painting, painting)
    assert (frame == painting[top : top + 10, left : left + 16]).all()


def test_a_preview_cuts_a_smaller_frame_and_the_recipe_says_its_size() -> None:
    step = Cut(Size(1920, 1080), (0.5, 0.5)).in_preview(Fraction(540, 1080))
    assert step == Cut(Size(960, 540), (0.5, 0.5))
    assert step.at(7) == step


def test_where_nothing_is_cut_all_anchors_are_one() -> None:
    film = Film(Path(), Size(96, 54))
    top, left = (
        [
            Cut.of({"canvas": canvas, "anchor": anchor, "camera": None}, film)
            for canvas in (None, (96, 54), (96, 96))
        ]
        for anchor in ((0.5, 0.0), (0.0, 0.5))
    )
    assert [one == other for one, other in zip(top, left, strict=True)] == [True, True, False]
