"""Keograms: their columns are those of stills and paintings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_video
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.exports.keogram import WIDTH, keograms
from tlstyle.exports.light import light_of
from tlstyle.frames.plan import plan_shots


def grey_stills(site: Site) -> None:
    """Make each still of the first sequence of one grey, brighter from one to the next."""
    for number, file in enumerate(sorted((site.folder / "one").iterdir())):
        Image.new("RGB", (48, 32), (20 * number,) * 3).save(file)


def test_a_column_is_its_stills_and_dark_where_nothing_is_painted(site: Site) -> None:
    grey_stills(site)
    checked = check(site.file)
    plan = plan_shots(checked.project, checked.footages)[0]
    counts: list[tuple[int, int]] = []
    filmed, painted = keograms(plan, lambda done, total: counts.append((done, total)))
    assert filmed.shape == painted.shape == (200, 8, 3)
    assert filmed[:, :, 0].mean(axis=0).tolist() == [20 * number for number in range(8)]
    assert (painted == (36, 39, 46)).all()
    assert counts == [(number, 8) for number in range(1, 9)]


def test_what_is_painted_is_below(site: Site, painter: FakePainter) -> None:
    assert run(["paint", str(site.file), "--quiet"]) == 0
    assert run(["keogram", str(site.file), "--sequence", "two", "--quiet"]) == 0
    page = np.asarray(Image.open(site.folder / "film.keogram.png").convert("RGB"))
    top = 40 + 44 + 200 + 12
    strip = page[top : top + 200, 40 : 40 + WIDTH]
    for number, file in enumerate(sorted((site.frames / "two").iterdir())):
        middle = np.asarray(Image.open(file))[:, 16]
        column = strip[:, (2 * number + 1) * WIDTH // 12]
        assert np.abs(column.mean(axis=0) - middle.mean(axis=0)).max() < 2


def test_it_is_known_as_ours_and_replaced(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    output = site.folder / "light.jpg"
    arguments = ["keogram", str(site.file), "--output", str(output)]
    assert run(arguments) == run(arguments) == 0
    assert "pictures of one: all 8 done\n" in capsys.readouterr().out
    Image.new("RGB", (4, 4)).save(output)
    assert run(arguments) == 1
    assert "is left alone" in capsys.readouterr().err
    assert run(["keogram", str(site.file), "--output", str(Path("light.gif"))]) == 2


def test_a_video_that_stands_still_and_runs_back_is_read_once(site: Site) -> None:
    draw_video(site.folder / "clip.mp4", 8)
    site.replace('frames = "one"', 'frames = "clip.mp4"\nspeed = 0.5\nloop = "forth-and-back"')
    checked = check(site.file)
    plan = plan_shots(checked.project, checked.footages)[0]
    filmed, painted = keograms(plan, lambda done, total: None)
    assert filmed.shape == painted.shape == (200, 29, 3)
    levels = filmed[:, :, 0].mean(axis=0)
    assert levels == pytest.approx(
        [10 * (frame // 2) for frame in (*range(15), *range(13, -1, -1))], abs=3
    )
    light = light_of(plan, lambda done, total: None)
    assert len(light.filmed) == 29
    assert light.filmed[0] == pytest.approx(light.filmed[-1])
