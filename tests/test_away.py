"""A film of painted frames while the disk with the stills is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import FakePainter, Site
from tlstyle.cli.app import run


@pytest.fixture
def painted(site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]) -> Site:
    site.replace("[edit]", "[style]\nsteady = 1\nstrength = 0.5\n[edit]")
    assert run(["build", str(site.file)]) == 0
    capsys.readouterr()
    return site


def away(site: Site) -> None:
    for name in ("one", "two"):
        (site.folder / name).rename(site.folder / f"{name} is away")


def test_the_film_is_the_same_without_its_stills(
    painted: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    film = painted.folder / "film.mp4"
    whole = film.read_bytes()
    film.unlink()
    away(painted)
    assert run(["film", str(painted.file)]) == 0
    said = capsys.readouterr().err
    assert "sequence 'one': one is not there: its 8 stills are taken as known" in said
    assert film.read_bytes() == whole
    assert run(["status", str(painted.file)]) == 2


def test_another_edit_can_be_made_without_the_stills(painted: Site) -> None:
    away(painted)
    painted.replace("dissolve = 0.125", "dissolve = 0.0")
    assert run(["film", str(painted.file)]) == 0


def other_stills(site: Site) -> None:
    site.replace('frames = "one"', 'frames = "one"\ntrim = [0, 4]')


def lost(site: Site) -> None:
    (site.file.with_suffix(".work") / "stills.json").unlink()


def broken(site: Site) -> None:
    (site.file.with_suffix(".work") / "stills.json").write_text('{"one": 3}')


@pytest.mark.parametrize("change", [other_stills, lost, broken])
def test_what_is_not_known_is_not_guessed(
    painted: Site, capsys: pytest.CaptureFixture[str], change: object
) -> None:
    change(painted)  # type: ignore[operator]
    away(painted)
    assert run(["film", str(painted.file)]) == 2
    assert "no stills found" in capsys.readouterr().err


def test_frames_that_are_not_painted_are_not_left_out(
    painted: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    (painted.frames / "one/img3.png").unlink()
    away(painted)
    assert run(["film", str(painted.file)]) == 1
    assert "no film yet, frames are pending" in capsys.readouterr().err


def test_a_folder_that_is_there_is_looked_at(painted: Site) -> None:
    for still in Path(painted.folder / "one").iterdir():
        still.unlink()
    assert run(["film", str(painted.file)]) == 2
