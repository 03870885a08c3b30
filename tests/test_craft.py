"""The project that shows the craft, built on its own footage at a small size."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from conftest import FakePainter
from films import described
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.demo import SHOTS
from tlstyle.demo.art import PICTURES
from tlstyle.size import Size

CRAFT = Path(__file__).parents[1] / "projects/craft.toml"
STILLS = 48
SMALL = Size(240, 160)


@pytest.fixture
def craft(tmp_path: Path, cache: Path) -> Path:
    """The project with its footage, an eighth as large."""
    for shot, scenery in SHOTS.items():
        (tmp_path / "sf" / shot).mkdir(parents=True)
        drawn = scenery(SMALL)
        for number in range(STILLS):
            file = tmp_path / "sf" / shot / f"DSC{number + 1:04}.jpg"
            drawn.still(2 * number, 2 * STILLS).save(file)
    (tmp_path / "sf/art").mkdir()
    for name, draw in PICTURES.items():
        draw(64).save(tmp_path / "sf/art" / f"{name}.jpg")
    text = CRAFT.read_text("utf-8")
    for large, small in (
        ("size = [1920, 1080]", "size = [192, 108]"),
        ("size = [608, 1080]", "size = [60, 108]"),
        ("height = 360", "height = 54"),
        ("# mask = ", "mask = "),
    ):
        assert large in text
        text = text.replace(large, small)
    file = tmp_path / "craft.toml"
    file.write_text(text, "utf-8")
    Image.new("L", SMALL, 128).save(tmp_path / "craft.ground.sky.png")
    return file


def test_the_crafts_project_builds(craft: Path, painter: FakePainter) -> None:
    assert run(["build", str(craft), "--quiet"]) == 0
    timeline = check(craft).timeline
    film, phone = craft.with_suffix(".mp4"), craft.parent / "craft.phone.mp4"
    assert "192x108" in described(film)
    assert "60x108" in described(phone)
    assert timeline.length > 8 * 24
    painted = painter.painted
    assert run(["build", str(craft), "--quiet"]) == 0
    assert painter.painted == painted
    assert run(["preview", str(craft), "--quiet"]) == 0
    assert (craft.parent / "craft.preview.mp4").is_file()
