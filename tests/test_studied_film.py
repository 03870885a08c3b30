"""A film painted by a brush that was really studied: a few steps, on tiny canvases."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tlstyle.cli.app import run
from tlstyle.pixels import Pixels
from tlstyle.study import brush_digest

PROJECT = """\
size = [96, 64]
[style]
study = "12 steps"
[[sequence]]
name = "hills"
frames = "stills"
style = { "orange.png" = 0.75, "green.png" = 0.25 }
"""


def draw_still(file: Path, number: int) -> None:
    """Draw a sky that grows dark above hills that do not move."""
    rows, columns = np.mgrid[0:64, 0:96].astype(np.float32)
    hills = rows > 64 * (0.6 + 0.1 * np.sin(columns / 9))
    grey = np.where(hills, 60 + 30 * (columns % 12 < 6), 200 - number - rows)
    pixels = np.stack([grey, grey * 0.9, 255 - grey], axis=-1).astype(np.uint8)
    Image.fromarray(pixels).save(file)


def draw_painting(file: Path, colour: tuple[int, int, int]) -> None:
    """Draw short strokes of a colour on blue."""
    rows, columns = np.mgrid[0:90, 0:120]
    strokes = (rows + 2 * columns) % 14 < 6
    pixels = np.where(strokes[..., None], colour, (30, 60, 150)).astype(np.uint8)
    Image.fromarray(pixels).save(file)


def draw_project(folder: Path) -> Path:
    (folder / "stills").mkdir(parents=True)
    for number in range(4):
        draw_still(folder / f"stills/img{number}.png", number)
    draw_painting(folder / "orange.png", (230, 140, 40))
    draw_painting(folder / "green.png", (60, 200, 90))
    file = folder / "film.toml"
    file.write_text(PROJECT)
    return file


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory, needs_study: None) -> Path:
    """A project whose brush was studied, and nothing painted; for reading, or for copies."""
    folder = tmp_path_factory.mktemp("studied")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        file = draw_project(folder / "film")
        assert run(["study", str(file), "--device", "cpu", "--quiet"]) == 0
    return file


@pytest.fixture
def copy(studied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(studied.parent, tmp_path / "film")
    return tmp_path / "film/film.toml"


def brush_of(file: Path) -> Path:
    (brush,) = file.with_suffix(".work").glob("studies/*.npz")
    return brush


def first_frame(file: Path, old: str = "", new: str = "") -> Pixels:
    """Return how a project paints its first still, with a line of it changed."""
    file.write_text(file.read_text().replace(old, new))
    assert run(["paint", str(file), "--device", "cpu", "--quiet"]) == 0
    with Image.open(file.with_suffix(".work") / "frames/hills/img0.png") as frame:
        return np.asarray(frame).astype(np.float32)


def test_a_study_comes_nearer_to_the_painting_and_shows_how(studied: Path) -> None:
    with np.load(brush_of(studied)) as stored:
        history = stored["history"]
    assert len(history) == 12
    assert history[-3:, 0].mean() < 0.9 * history[:3, 0].mean()
    names = {each.name for each in brush_of(studied).parent.iterdir()}
    assert names == {brush_of(studied).name, "hills.png"}
    with Image.open(brush_of(studied).with_name("hills.png")) as sheet:
        assert sheet.width > sheet.height  # painting, still, before, and on the way


def test_a_studied_brush_paints_otherwise_at_every_strength_and_between_them(copy: Path) -> None:
    full = first_frame(copy)
    half = first_frame(copy, "[style]", "[style]\nstrength = 0.5")
    none = first_frame(copy, "strength = 0.5", "strength = 0.0")
    assert np.abs(half - full).mean() < np.abs(none - full).mean()
    published = first_frame(copy, '"12 steps"', "0")
    assert np.abs(none - published).mean() > 2


def test_a_brush_that_was_studied_paints_another_film_alike(copy: Path) -> None:
    full = first_frame(copy)
    brush_of(copy).rename(copy.with_name("hills.npz"))
    shutil.rmtree(copy.with_suffix(".work"))
    assert np.array_equal(first_frame(copy, '"12 steps"', '{ brush = "hills.npz" }'), full)
    assert not copy.with_suffix(".work").joinpath("studies").exists()


def test_a_study_that_is_killed_goes_on_to_the_brush_of_one_undisturbed(
    studied: Path, tmp_path: Path
) -> None:
    file = draw_project(tmp_path / "film")
    script = (
        "import sys; from tlstyle.study import practice; practice.SAVE_EVERY = 0.0; "
        "from tlstyle.cli.app import run; sys.exit(run(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, "build", str(file), "--device", "cpu"]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    studies = file.with_suffix(".work") / "studies"
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        end = time.monotonic() + 120
        while not list(studies.glob("*.checkpoint.npz")):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.01)
        process.kill()
    assert not (file.with_suffix(".work") / "frames").exists()
    (checkpoint,) = studies.glob("*.checkpoint.npz")
    with np.load(checkpoint) as stored:
        assert 0 < stored["steps"] < 12
    assert run(["study", str(file), "--device", "cpu", "--quiet"]) == 0
    assert brush_of(file).name == brush_of(studied).name
    assert brush_digest(brush_of(file)) == brush_digest(brush_of(studied))
    names = {each.name for each in studies.iterdir()}
    assert names == {brush_of(file).name, "hills.png"}
