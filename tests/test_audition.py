"""Candidates shown on stills, and one of them written into the project file."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.project.auditions import Candidate, take
from tlstyle.steps import Strokes

ONE = ["--sequence", "one", "--quiet"]


@pytest.fixture
def inside(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The project, in whose folder the shell is."""
    monkeypatch.chdir(site.folder)
    return site


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
        (["no.png", "--sequence", "one"], "no.png: no such picture: name one, or a"),
        (["one.txt", "--sequence", "one"], "one.txt: is not a picture that can be read"),
        (["red.png", "--sequence", "one", "--strengths", "much"], "--strengths much: write"),
        (["red.png", "--sequence", "one", "--strengths", "7"], "`strength` must be"),
        (["red.png", "--sequence", "one", "--study", "much"], "--study much: write"),
        (["red.png", "--sequence", "one", "--study", "-1"], "`study.minutes` must be"),
        (["red.png", "--sequence", "one", "--study", "much steps"], "is no study: write minutes"),
        (["--take", "1", "--sequence", "one"], "film.audition.png is no audition of"),
        ([], "name pictures"),
    ],
)
def test_what_cannot_be_auditioned_is_said(
    inside: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    (inside.folder / "one.txt").write_text("no picture")
    code = 1 if "one.txt" in arguments else 2
    assert run(["audition", str(inside.file), *arguments]) == code
    assert said in capsys.readouterr().err
    assert not painter.painted


def test_clean_removes_what_was_auditioned(site: Site, painter: FakePainter) -> None:
    assert run(["audition", str(site.file), str(site.folder / "red.png"), *ONE]) == 0
    assert run(["paint", str(site.file), "--quiet"]) == 0
    assert not [*(site.folder / "film.work/auditions").glob("*.json")]
    (site.folder / "film.work/auditions/two.json").write_text("[]")  # as older versions left it
    assert run(["clean", str(site.file), "--yes"]) == 0
    assert not (site.folder / "film.work/auditions").exists()
    assert len(list(site.frames.rglob("*.png"))) == 14


def test_a_number_that_was_not_shown_is_not_taken(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audition", str(site.file), str(site.folder / "red.png"), *ONE]) == 0
    before = site.file.read_text()
    assert run(["audition", str(site.file), "--take", "2", "--sequence", "one"]) == 2
    assert "the audition of one had 1 to 1" in capsys.readouterr().err
    assert site.file.read_text() == before


def test_a_page_is_taken_from_where_it_is(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    page = str(site.folder / "page.jpg")
    asked = ["audition", str(site.file), "--output", page]
    assert run([*asked, str(site.folder / "blue.png"), *ONE]) == 0
    assert run([*asked, "--take", "1", "--sequence", "two"]) == 2
    assert "page.jpg is an audition of one, not of two" in capsys.readouterr().err
    assert run([*asked, "--take", "1"]) == 0
    assert 'style = "blue.png"' in site.file.read_text().partition("[[sequence]]")[2]
    with Image.open(page) as drawn:
        drawn.rotate(180).save(page)
    assert run([*asked, "--take", "1"]) == 2
    assert "page.jpg is no audition of" in capsys.readouterr().err


def test_stills_are_auditioned_before_there_is_a_project(
    inside: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    passing = tmp_path_factory.mktemp("passing")
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    inside.file.unlink()
    there = {*Path().rglob("*")}
    assert run(["audition", "one", "blue.png", "--strokes", "2", "--quiet"]) == 0
    assert painter.painted == 3
    assert {*Path().rglob("*")} - there == {Path("one.audition.png")}  # and nothing else
    assert not [*passing.iterdir()]
    page = np.asarray(Image.open("one.audition.png"))
    assert page.shape[0] > 2 * 320

    assert run(["audition", "one", "--take", "1"]) == 0
    assert capsys.readouterr().out == (
        "go on by: tlstyle new film.toml one --style blue.png\n"
        "and write strokes = 2 below `style` of one in film.toml\n"
    )
    assert run(["new", "film.toml", "one", "--style", "blue.png"]) == 0
    capsys.readouterr()

    assert run(["audition", "one", "--take", "5"]) == 2
    assert "--take 5: the audition of one had 1 to 1" in capsys.readouterr().err
    assert run(["audition", "two", "--take", "1"]) == 2
    assert "two.audition.png is no audition of two: name pictures" in capsys.readouterr().err
    asked = ["audition", "two", "red.png", "--output", "one.audition.png"]
    assert run(asked) == 1
    assert "one.audition.png: is no audition of two, and is left" in capsys.readouterr().err
    assert painter.painted == 3


def test_a_folders_broken_picture_is_said_and_hidden_ones_are_none(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    art = site.folder / "art"
    art.mkdir()
    (site.folder / "blue.png").replace(art / "blue.png")
    (art / "._blue.png").write_bytes(b"a Mac's word on it")
    (art / "notes.txt").touch()
    (art / "red.png").write_bytes((site.folder / "red.png").read_bytes()[:60])
    asked = ["audition", str(site.folder / "one"), str(art), "-o", str(site.folder / "page.png")]
    for command in (asked, ["new", str(site.folder / "n.toml"), asked[1], "--style", str(art)]):
        assert run(command) in (1, 2)
        said = capsys.readouterr().err
        assert "art/red.png" in said
        assert "._blue" not in said
    (art / "red.png").unlink()
    assert run([*asked, "--quiet"]) == 0
    assert run(["new", str(site.folder / "n.toml"), asked[1], "--style", str(art)]) == 0


def test_a_project_from_windows_keeps_its_ends_of_lines_when_one_is_taken(site: Site) -> None:
    site.file.write_bytes(BOM_UTF8 + site.file.read_bytes().replace(b"\n", b"\r\n"))
    before = site.file.read_bytes()
    take(site.file, "one", Candidate(site.folder / "blue.png", strength=0.5))
    after = site.file.read_bytes()
    assert after == before.replace(b'"red.png"\r\n', b'"blue.png"\r\nstrength = 0.5\r\n')


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    name = Candidate(Path(f"{'wave ' * 9}.jpg")).name("harbour " * 9)
    assert name.startswith(f"{('harbour ' * 9)[:31]}… by {('wave ' * 9)[:31]}…, ")


def test_the_page_of_an_audition_is_no_still(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(site.folder / "one")
    there = {*Path().iterdir()}
    assert run(["audition", ".", "../red.png"]) == 1
    assert "one.audition.png: would be one of the stills" in capsys.readouterr().err
    assert {*Path().iterdir()} == there
    assert painter.painted == 0
    assert run(["audition", ".", "../red.png", "--output", "../page.png", "--quiet"]) == 0


def test_an_audition_that_is_stopped_before_there_is_a_project_leaves_nothing(
    inside: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(painter, "paint", stop)
    assert run(["audition", "one", "red.png"]) == 130
    assert capsys.readouterr().err.endswith("error: stopped: nothing is written\n")
    assert not [*Path().glob("one.*")]


def test_of_a_card_with_several_sequences_one_is_named(
    inside: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    (inside.folder / "card").mkdir()
    for name in ("one", "two"):
        (inside.folder / name).rename(inside.folder / "card" / name)
    assert run(["audition", "card", "red.png"]) == 2
    assert capsys.readouterr().err == "error: --sequence: say which of one, two\n"
    assert run(["audition", "card", "red.png", "--sequence", "two"]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "two.audition.png",
        "tlstyle audition card --sequence two --take N says how to go on",
    ]
    assert run(["audition", "card", "--sequence", "two", "--take", "1"]) == 0
    assert capsys.readouterr().out == "go on by: tlstyle new film.toml card --style red.png\n"
