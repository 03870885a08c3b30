"""What nothing of a project needs: shown, and removed when asked, and only what is ours."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.system.lock import locked


@pytest.fixture
def painted(site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]) -> Site:
    assert run(["build", str(site.file)]) == 0
    assert run(["preview", str(site.file)]) == 0
    assert run(["film", "--clips", str(site.file)]) == 0
    capsys.readouterr()
    return site


def files(site: Site) -> set[str]:
    work = site.file.with_suffix(".work")
    return {str(file.relative_to(work)) for file in work.rglob("*") if file.is_file()}


def without_two(site: Site) -> None:
    site.write(lambda text: text[: text.index('[[sequence]]\nname = "two"')])


def test_of_what_is_needed_nothing_is_removed(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(painted)
    assert run(["clean", str(painted.file), "--yes"]) == 0
    assert capsys.readouterr().out == "nothing to remove\n"
    assert files(painted) == before


def test_frames_of_stills_that_left_are_counted_shown_and_removed(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(painted)
    for number in (7, 8):
        (painted.folder / f"one/img{number}.png").unlink()
    assert run(["status", str(painted.file)]) == 0
    counted = "one: 2 frames that are no longer in it: see clean\n"
    assert counted in capsys.readouterr().out
    assert run(["clean", str(painted.file)]) == 0
    said = capsys.readouterr().out
    assert "frames/one: 2 files, " in said
    assert "not needed: --yes removes them" in said
    assert files(painted) == before
    assert run(["clean", str(painted.file), "--yes"]) == 0
    assert before - files(painted) == {"frames/one/img7.png", "frames/one/img8.png"}
    assert run(["status", str(painted.file)]) == 0
    assert counted not in capsys.readouterr().out


def test_what_is_left_of_a_sequence_and_of_a_film_is_removed(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    without_two(painted)
    painted.write(lambda text: f'output = "other.mp4"\n{text}')
    before = files(painted)
    assert run(["clean", str(painted.file), "--yes", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    gone = before - files(painted)
    assert {name.rsplit("/", 1)[0] for name in gone} == {
        *("frames/two", "preview/two", "clips"),
        *("segments/film", "segments/film.preview"),
    }
    assert answer["removed"] is True
    assert {Path(each["file"]).name for each in answer["files"]} == {Path(n).name for n in gone}
    assert answer["bytes"] == sum(each["bytes"] for each in answer["files"]) > 0
    assert answer["left_alone"] == []
    assert {folder.name for folder in painted.frames.iterdir()} == {"one"}
    assert (painted.folder / "film.mp4").exists()


def test_a_persons_files_are_left_alone(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    work = painted.file.with_suffix(".work")
    retouched = painted.frames / "two/img50.png"
    with Image.open(retouched) as image:
        text, pixels = image.info["tlstyle"], 255 - np.asarray(image)
    info = PngImagePlugin.PngInfo()
    info.add_text("tlstyle", text)
    Image.fromarray(pixels).save(retouched, pnginfo=info)
    Image.new("RGB", (32, 18)).save(painted.frames / "two/img51.png")
    (painted.frames / "two/notes.txt").write_text("mine")
    (work / "segments/mine").mkdir()
    (work / "segments/mine/film.mp4").write_bytes(b"mine")
    (work / "clips/mine.mp4").write_bytes(b"mine")
    mine = {
        *(f"frames/two/{name}" for name in ("img50.png", "img51.png", "notes.txt")),
        *("segments/mine/film.mp4", "clips/mine.mp4"),
    }
    without_two(painted)
    assert run(["clean", str(painted.file), "--yes"]) == 0
    said = capsys.readouterr().out
    assert mine <= files(painted)
    assert {name for name in files(painted) if "/two/" in name} == {n for n in mine if "two" in n}
    for name in mine:
        assert f"{name}: not as tlstyle wrote it, left alone\n" in said


def test_frames_that_are_to_be_moved_are_not_removed(painted: Site, painter: FakePainter) -> None:
    painted.replace('name = "one"', 'name = "harbour"')
    painter.painted = 0
    assert run(["clean", str(painted.file), "--yes"]) == 0
    assert run(["build", str(painted.file)]) == 0
    assert painter.painted == 0


def test_nothing_is_removed_beside_another_run(
    painted: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    without_two(painted)
    before = files(painted)
    work = painted.file.with_suffix(".work")
    with locked(work, wait=False, report=print):
        assert run(["clean", str(painted.file), "--yes"]) == 1
        assert "at work" in capsys.readouterr().err
    assert files(painted) == before


def test_what_is_known_about_a_picture_that_is_gone_is_removed(
    painted: Site, painter: FakePainter
) -> None:
    for name in ("img3", "img4"):
        Image.new("RGB", (32, 18)).save(painted.frames / f"one/{name}.png")
    assert run(["build", str(painted.file)]) == 0
    (painted.frames / "one/img3.png").unlink()
    assert run(["clean", str(painted.file), "--yes"]) == 0
    assert {name for name in files(painted) if "adopted" in name} == {
        "adopted/frames/one/img4.json"
    }
