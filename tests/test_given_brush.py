"""Brushes that were studied before, for another film, and are named by a project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import FakePainter, Site
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.errors import ModelError
from tlstyle.frames.file import read_provenance
from tlstyle.frames.plan import plan_shots
from tlstyle.painters.builtin.weights import WEIGHTS
from tlstyle.study import brush_digest
from tlstyle.study.brush import write_brush

GIVEN = '[style]\nstudy = { brush = "harbour.npz" }\n[edit]'


def write_like_published(file: Path, change: float, **others: Any) -> None:
    """Write a brush of the published painter's weights, changed by a factor."""
    with np.load(WEIGHTS) as stored:
        painter = {n: stored[n] * np.float16(change) for n in stored.files if "painter" in n}
    write_brush(file, painter | others, [])


@pytest.fixture
def given(site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A project that names a brush, on a machine that cannot study."""

    def gone() -> None:
        raise ModelError("there is no VGG16 here")

    monkeypatch.setattr("tlstyle.commands.studied.check_extra", gone)
    monkeypatch.setattr("tlstyle.checks.studies.check_extra", gone)
    monkeypatch.setattr("tlstyle.painters.models.open_painter", lambda *_: painter)
    write_like_published(site.folder / "harbour.npz", 1.5)
    site.replace("[edit]", GIVEN)
    return site


def pending(site: Site) -> list[dict[str, int]]:
    checked = check(site.file)
    return [dict(plan.reasons) for plan in plan_shots(checked.project, checked.footages)]


def test_a_given_brush_paints_and_nothing_is_studied(
    given: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened = []

    def load(model: str, digest: str, report: object, brush: Path | None = None) -> FakePainter:
        opened.append((model, brush))
        return painter

    monkeypatch.setattr("tlstyle.painters.models.open_painter", load)
    assert run(["build", str(given.file)]) == 0
    said = capsys.readouterr()
    assert "stud" not in said.out
    assert not said.err
    brush = given.folder / "harbour.npz"
    assert opened == [("builtin", brush)]
    found = read_provenance(given.frames / "one/img1.png")
    assert found
    assert found[1]
    assert found[1]["given"] == brush_digest(brush)
    assert run(["study", str(given.file)]) == 0
    assert capsys.readouterr().out.startswith("nothing to study: ")


def test_frames_are_pending_of_another_brush_or_none(given: Site) -> None:
    given.replace('{ brush = "harbour.npz" }', "0")
    assert run(["paint", str(given.file)]) == 0
    given.replace("study = 0", 'study = { brush = "harbour.npz" }')
    assert pending(given) == [{"by a brush now": 8}, {"by a brush now": 6}]
    assert run(["paint", str(given.file)]) == 0
    assert pending(given) == [{}, {}]
    write_like_published(given.folder / "harbour.npz", 1.25)
    assert pending(given) == [{"another brush": 8}, {"another brush": 6}]
    given.replace('style = "red.png"', 'style = "red.png"\nstudy = 0')
    assert pending(given) == [{"no longer by a brush": 8}, {"another brush": 6}]


@pytest.mark.parametrize(
    ("asked", "trouble"),
    [
        ('{ brush = "harbor.npz" }', "harbor.npz: cannot be read (No such file or directory): did"),
        ('{ brush = "red.png" }', "red.png: is no brush, or is damaged: `tlstyle study` writes"),
        ('{ brush = "older.npz" }', "older.npz: is of another version's network: study it anew"),
    ],
)
def test_a_file_that_is_no_brush_is_told_with_its_line(
    given: Site, asked: str, trouble: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_like_published(given.folder / "older.npz", 1.0, painter999=np.zeros(3))
    given.replace('{ brush = "harbour.npz" }', asked)
    assert run(["check", str(given.file)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: {given.file}: line 6: sequence 'one': {trouble}")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("asked", "trouble"),
    [
        ('{ brush = "a.npz", steps = 9 }', "needs either `minutes` or `steps`, or a `brush`: "),
        ('{ brush = "a.npz", scale = 2 }', "has a `brush`, which is studied already: `scale` and"),
    ],
)
def test_a_brush_is_given_or_studied(
    given: Site, asked: str, trouble: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given.replace('{ brush = "harbour.npz" }', asked)
    assert run(["check", str(given.file)]) == 2
    assert f"line 6: `style.study` = a table: {trouble}" in capsys.readouterr().err


def test_a_film_does_not_overwrite_its_brush(
    given: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    (given.folder / "harbour.npz").rename(given.folder / "film.mp4")
    given.replace("harbour.npz", "film.mp4")
    assert run(["check", str(given.file)]) == 2
    assert "`output` would overwrite film.mp4: choose another name" in capsys.readouterr().err
