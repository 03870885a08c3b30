"""Candidates shown on stills, and one of them written into the project file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.steps import Strokes

ONE = ["--sequence", "one", "--quiet"]


def auditioned(site: Site) -> list[Path]:
    return sorted((site.folder / "film.work/auditions").glob("*/*.png"))


def test_each_candidate_paints_three_stills_and_none_of_the_films(
    site: Site, painter: FakePainter
) -> None:
    arguments = ["red.png", "blue.png", "--strengths", "0.5,1", *ONE]
    pictures = [str(site.folder / each) if each.endswith("png") else each for each in arguments]
    assert run(["audition", str(site.file), *pictures]) == 0
    assert len(auditioned(site)) == painter.painted == 4 * 3
    assert not site.frames.exists()
    page = np.asarray(Image.open(site.folder / "film.audition.png"))
    assert page.shape[0] > 5 * 320
    assert run(["audition", str(site.file), *pictures]) == 0
    assert painter.painted == 12


def test_its_cells_are_the_paintings_pixel_for_pixel(site: Site, painter: FakePainter) -> None:
    assert run(["audition", str(site.file), str(site.folder / "blue.png"), *ONE]) == 0
    page = np.asarray(Image.open(site.folder / "film.audition.png").convert("RGB"))
    for column, file in enumerate(auditioned(site)):
        top, left = 96 + 332, 40 + 200 + 12 + column * 492
        cell = page[top : top + 18, left : left + 32]
        assert (cell == np.asarray(Image.open(file))).all()


def test_the_one_that_is_taken_stands_in_the_project_with_its_comments(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace('style = "red.png"', 'style = "red.png"  # the children chose it\n\n# more')
    folder = site.folder / "candidates"
    folder.mkdir()
    for name in ("a", "b"):
        (site.folder / "blue.png").rename(folder / f"{name}.png") if name == "a" else None
    Image.open(folder / "a.png").save(site.folder / "blue.png")
    Image.open(folder / "a.png").save(folder / "b.png")
    assert run(["audition", str(site.file), str(folder), "--strokes", "1,2", *ONE]) == 0
    before = site.file.read_text()
    assert run(["audition", str(site.file), "--take", "4", "--sequence", "one"]) == 0
    assert "one is painted by b.png, strokes 2" in capsys.readouterr().out
    after = site.file.read_text()
    expected = 'style = "candidates/b.png"  # the children chose it'
    assert after.replace("strokes = 2.0\n", "") == before.replace(
        'style = "red.png"  # the children chose it', expected
    )
    (one, _) = check(site.file).project.shots
    assert one.style.pictures[0].file == folder / "b.png"
    assert one.step(Strokes).times == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["red.png"], "--sequence: say which of one, two"),
        (["red.png", "--sequence", "tow"], "there is no sequence 'tow'; did you mean `two`?"),
        (["no.png", "--sequence", "one"], "no.png: no such file"),
        (["one.txt", "--sequence", "one"], "one.txt: is not a picture that can be read"),
        (["red.png", "--sequence", "one", "--strengths", "much"], "--strengths much: write"),
        (["red.png", "--sequence", "one", "--strengths", "7"], "`strength` must be"),
        (["red.png", "--sequence", "one", "--study", "much"], "--study much: write"),
        (["red.png", "--sequence", "one", "--study", "-1"], "`study.minutes` must be"),
        (["red.png", "--sequence", "one", "--study", "much steps"], "is no study: write minutes"),
        (["--take", "1", "--sequence", "one"], "--take 1: one had no audition"),
        ([], "name pictures"),
    ],
)
def test_what_cannot_be_auditioned_is_said(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(site.folder)
    (site.folder / "one.txt").write_text("no picture")
    assert run(["audition", str(site.file), *arguments]) in (1, 2)
    assert said in capsys.readouterr().err
    assert not painter.painted


def test_clean_removes_what_was_auditioned(site: Site, painter: FakePainter) -> None:
    assert run(["audition", str(site.file), str(site.folder / "red.png"), *ONE]) == 0
    assert run(["paint", str(site.file), "--quiet"]) == 0
    assert run(["clean", str(site.file), "--yes"]) == 0
    assert not auditioned(site)
    assert len(list(site.frames.rglob("*.png"))) == 14


def test_a_number_that_was_not_shown_is_not_taken(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audition", str(site.file), str(site.folder / "red.png"), *ONE]) == 0
    before = site.file.read_text()
    assert run(["audition", str(site.file), "--take", "2", "--sequence", "one"]) == 2
    assert "the audition of one had 1 to 1" in capsys.readouterr().err
    assert site.file.read_text() == before
