"""Frames of each kind that an earlier version painted, of 30 November 2026, with their stills."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, put_weights
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.frames.plan import plan_shots

BEFORE = Path(__file__).parent / "frames_before"


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put_weights(monkeypatch)
    return Path(shutil.copytree(BEFORE, tmp_path / "before"))


def test_frames_that_were_painted_before_are_done(before: Path) -> None:
    checked = check(before / "film.toml")
    plans = plan_shots(checked.project, checked.footages, deep=True)
    names = {folder.name for folder in (BEFORE / "film.work/frames").iterdir()}
    assert {plan.shot.name: dict(plan.reasons) for plan in plans} == {name: {} for name in names}


def test_painted_again_they_have_the_same_pixels(before: Path, painter: FakePainter) -> None:
    assert run(["paint", str(before / "film.toml"), "--force", "--quiet"]) == 0
    assert painter.painted
    for old in BEFORE.glob("film.work/frames/*/*.png"):
        new = before / old.relative_to(BEFORE)
        assert (np.asarray(Image.open(new)) == np.asarray(Image.open(old))).all(), old
