"""Stills that shook in the wind, and lie still once they are painted."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.demo.shots import draw_still
from tlstyle.size import Size
from tlstyle.steps import Camera
from tlstyle.stills.find import find_footage
from tlstyle.stills.framing import Framing, framed
from tlstyle.stills.measure import Measured
from tlstyle.stills.shake import TRUSTED, shaken
from tlstyle.stills.source import sources

STILL = Size(640, 400)
SHAKES = [(0.0, 0.0), (3.3, -1.7), (-2.45, 4.2), (0.6, 0.35), (-5.15, -3.8), (1.25, 2.9)]
"""Pixels by which stills have moved to the right and down."""


def draw_shaken(folder: Path, shot: str) -> Path:
    """Draw stills of the sample footage, as a camera in the wind sees what moves in it."""
    folder.mkdir(parents=True)
    noise = np.random.default_rng(0)
    for number, (x, y) in enumerate(SHAKES):
        large = draw_still(shot, 40 + number).resize((720, 450), Image.Resampling.LANCZOS)
        part = Framing(360 - x, 225 - y, *STILL)
        pixels = framed(large, part, STILL) + noise.normal(0, 2, (STILL.height, STILL.width, 3))
        file = folder / f"img{number + 1}.png"
        Image.fromarray(pixels.clip(0, 255).round().astype(np.uint8)).save(file)
    return folder


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_shaken(tmp_path_factory.mktemp("shaken") / "bay", "bay")


def measured(folder: Path) -> Measured:
    footage = find_footage(folder.name, folder.parent)
    return np.stack([shaken(source, footage) for source in sources(footage.stills)])


def test_shake_is_measured_to_a_twentieth_of_a_pixel_though_water_and_boats_move(
    bay: Path,
) -> None:
    found = measured(bay)
    assert np.abs(found[:, :2] * STILL - SHAKES).max() < 0.05
    assert found[:, 2].min() > TRUSTED


@pytest.fixture
def windy(site: Site, painter: FakePainter, bay: Path) -> Site:
    shutil.rmtree(site.folder / "one")
    shutil.copytree(bay, site.folder / "one")
    site.replace("size = [32, 18]", "size = [480, 270]")
    site.replace(
        'style = "red.png"\n', 'style = "red.png"\ncamera = { still = true, zoom = 1.05 }\n'
    )
    return site


def frame(site: Site, number: int) -> NDArray[Any]:
    return np.asarray(Image.open(site.frames / f"one/img{number}.png"))


def test_what_shook_lies_still_in_the_film(windy: Site, painter: FakePainter) -> None:
    assert run(["paint", str(windy.file), "--sequence", "one", "--quiet"]) == 0
    steady = windy.folder / "steady"
    steady.mkdir()
    for number in range(1, 7):
        Image.fromarray(frame(windy, number)).save(steady / f"{number}.png")
    left = measured(steady)[:, :2] * (480, 270)
    assert np.abs(left).max() < 0.1


def test_shake_is_measured_once_and_a_changed_still_repaints_its_frame_alone(
    windy: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["status", str(windy.file)]) == 0
    assert "6 pending: missing" in capsys.readouterr().out
    assert run(["paint", str(windy.file), "--quiet"]) == 0
    painted = painter.painted
    file = windy.folder / "one/img3.png"
    pixels = np.asarray(Image.open(file))
    Image.fromarray(np.roll(pixels, 1, axis=1)).save(file)
    assert run(["status", str(windy.file)]) == 0
    assert "shake not measured yet" in capsys.readouterr().out
    assert run(["paint", str(windy.file), "--quiet"]) == 0
    assert painter.painted == painted + 1
    (windy.folder / "film.work/shake/one.1.npz").write_bytes(b"lost")
    assert run(["paint", str(windy.file), "--quiet"]) == 0
    assert painter.painted == painted + 1


def test_where_there_is_less_room_than_shake_it_is_said_before_painting(
    windy: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    windy.replace(", zoom = 1.05", "")
    assert run(["build", str(windy.file)]) == 2
    said = capsys.readouterr().err
    assert "`camera` reaches 5.1 pixels out of stills of 640x400 at img5, moved by 5.1" in said
    assert "pixels: `zoom` must be 1.018 there, and is 1" in said
    assert painter.painted == 0
    assert run(["check", str(windy.file)]) == 2
    windy.replace("still = true", "still = true, zoom = 1.018")
    assert run(["build", str(windy.file)]) == 0
    capsys.readouterr()
    assert run(["status", str(windy.file)]) == 0
    said = capsys.readouterr().out
    assert "one: shakes by up to 5.1 and 4.2 pixels, which is made good" in said


def test_paintings_are_not_stilled(
    windy: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    windy.replace("zoom = 1.05", 'when = "after"')
    assert run(["check", str(windy.file)]) == 2
    said = capsys.readouterr().err
    assert "`camera` = a table: `still` lays stills over each other before they are painted" in said


def test_a_still_that_tells_nothing_lies_as_those_beside_it(bay: Path, tmp_path: Path) -> None:
    shutil.copytree(bay, tmp_path / "one")
    Image.new("RGB", STILL).save(tmp_path / "one/img4.png")
    found = measured(tmp_path / "one")
    assert found[3, 2] < TRUSTED
    camera = Camera(STILL, (0.5, 0.5), "before", still=True).with_shake(found)
    assert camera.shifts
    between = np.mean([camera.shifts[2], camera.shifts[4]], axis=0)
    assert camera.shifts[3] == pytest.approx(between, abs=1e-5)
    assert camera.unsure == 1


def test_where_no_still_tells_its_shake_none_has_moved() -> None:
    shake = np.full((4, 3), 0.3, np.float32)
    shake[:, 2] = 0
    camera = Camera(STILL, (0.5, 0.5), "before", still=True).with_shake(shake)
    assert camera.shifts == ((0.0, 0.0),) * 4
    assert camera.unsure == 4
