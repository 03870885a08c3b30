"""`tlstyle mask`: a mask of the sky, told by what rests in a sequence's stills."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from conftest import FakePainter, Site
from tlstyle.cli.app import run

STILLS, WIDTH, HEIGHT = 10, 320, 180


def ground() -> NDArray[Any]:
    """Return where the ground is: towers of several heights over a flat land."""
    heights = np.full(WIDTH, 60)
    for left, width, height in ((30, 24, 120), (90, 40, 90), (200, 16, 140), (260, 50, 75)):
        heights[left : left + width] = height
    return np.arange(HEIGHT)[:, None] >= HEIGHT - heights


def draw_scene(folder: Path, *, moves: bool = True) -> None:
    """Draw stills in which clouds pass over houses, in light that changes."""
    for file in folder.iterdir():
        file.unlink()
    random = np.random.default_rng(0)
    noise = Image.fromarray(random.integers(0, 256, (HEIGHT, 3 * WIDTH), np.uint8))
    clouds = np.asarray(noise.filter(ImageFilter.GaussianBlur(12))).astype(float)
    windows = random.integers(20, 110, (HEIGHT // 6 + 1, WIDTH // 5)).repeat(6, 0).repeat(5, 1)
    for number in range(STILLS):
        away = 55 * number if moves else 0
        sky = 150 + 4 * (clouds[:, away : away + WIDTH] - 128)
        grey = np.where(ground(), windows[:HEIGHT], sky) * (0.8 + 0.04 * number)
        grey = grey + random.normal(0, 1.5, grey.shape)
        pixels = grey.clip(0, 255).astype(np.uint8)[..., None].repeat(3, 2)
        Image.fromarray(pixels).save(folder / f"{number:02}.png")


@pytest.fixture
def scene(site: Site, painter: FakePainter) -> Site:
    draw_scene(site.folder / "one")
    return site


def mask(site: Site, *options: str) -> int:
    return run(["mask", str(site.file), "--sequence", "one", *options])


def test_the_sky_is_white_down_to_the_outlines_of_what_stands_before_it(
    scene: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mask(scene) == 0
    said = capsys.readouterr().out
    assert "film.one.sky.png, in which the sky is white" in said
    found = np.asarray(Image.open(scene.folder / "film.one.sky.png"))[..., 0]
    assert found.shape == (HEIGHT, WIDTH)
    off = np.abs(found / 255 - ~ground())
    assert off.mean() < 0.015
    assert off[:30].max() < 0.1
    assert off[-50:].max() < 0.1


def test_what_is_said_can_be_written_into_the_project(
    scene: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mask(scene) == 0
    lines = capsys.readouterr().out.splitlines()
    (line,) = [each for each in lines if each.startswith("to paint all but the sky: ")]
    scene.replace('style = "red.png"', f'style = "red.png"\n{line.split(": ", 1)[1]}')
    assert run(["check", str(scene.file)]) == 0
    assert run(["paint", str(scene.file), "--sequence", "one"]) == 0
    still = Image.open(scene.folder / "one/03.png").resize((32, 18))
    frame = np.asarray(Image.open(scene.frames / "one/03.png"))
    assert np.abs(frame[:3].astype(int) - np.asarray(still)[:3]).mean() < 12  # the sky is filmed


def test_a_mask_that_is_there_is_kept_unless_it_is_forced(
    scene: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    (scene.folder / "film.one.sky.png").write_bytes(b"drawn by hand")
    assert mask(scene) == 1
    assert "film.one.sky.png is there already: --force makes it anew" in capsys.readouterr().err
    assert (scene.folder / "film.one.sky.png").read_bytes() == b"drawn by hand"
    assert mask(scene, "--force") == 0
    assert Image.open(scene.folder / "film.one.sky.png").size == (WIDTH, HEIGHT)


def test_where_there_is_no_sky_that_is_said_and_the_others_have_their_masks(
    scene: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mask", str(scene.file)]) == 1
    assert "sequence 'two': no sky was found" in capsys.readouterr().err
    assert (scene.folder / "film.one.sky.png").exists()
    assert not (scene.folder / "film.two.sky.png").exists()


def test_there_is_no_mask_for_a_sequence_that_is_not_there(scene: Site) -> None:
    assert run(["mask", str(scene.file), "--sequence", "none"]) == 2


@pytest.mark.parametrize(
    ("named", "makes"),
    [
        ("film.one.sky.png", "makes it, of the sky"),
        ("ground.png", "makes film.one.sky.png, a mask of the sky"),
    ],
)
def test_a_mask_that_is_named_before_it_is_there_can_be_made(
    scene: Site, capsys: pytest.CaptureFixture[str], named: str, makes: str
) -> None:
    scene.replace('style = "red.png"', f'style = "red.png"\nmask = "{named}"')
    assert run(["check", str(scene.file)]) == 2
    assert (
        f"{named}: no such file: `tlstyle mask film.toml --sequence one` {makes}"
        in capsys.readouterr().err
    )
    assert mask(scene) == 0
    assert run(["check", str(scene.file)]) == (0 if named == "film.one.sky.png" else 2)


def test_what_else_is_wrong_still_keeps_a_mask_from_being_made(
    scene: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    scene.replace('style = "red.png"', 'style = "rde.png"\nmask = "film.one.sky.png"')
    assert mask(scene) == 2
    said = capsys.readouterr().err
    assert "rde.png: no such file" in said
    assert "sky.png" not in said
