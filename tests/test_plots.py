"""The sheet's plots, and what on it is the preview's: read back from the pictures themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site
from films import record, tone
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.exports.light import Light, light_of
from tlstyle.exports.plots import Line, Plot, draw_plots, plots_of, rows_of
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.plan import plan_shots
from tlstyle.pixels import Pixels

PAPER, FILMED, PAINTED = (22, 24, 29), (143, 184, 222), (240, 164, 93)
CELL = 40 + 2 * 216 + 2 * 12, 96 + 44 + 216 + 12
"""The upper left corner of the first painting of the first sequence."""


def sheet_of(site: Site, *options: str) -> Pixels:
    assert run(["sheet", str(site.file), "--quiet", *options]) == 0
    return np.asarray(
        Image.open(site.folder / f"film.{'plots' if options else 'sheet'}.png").convert("RGB")
    )


def has(picture: Pixels, colour: tuple[int, int, int]) -> bool:
    return bool((picture == colour).all(axis=2).any())


def first_plan(site: Site) -> ShotPlan:
    checked = check(site.file)
    return plan_shots(checked.project, checked.footages)[0]


def light(site: Site) -> Light:
    return light_of(first_plan(site), lambda done, total: None)


def grey(folder: Path, values: list[int]) -> None:
    for number, value in enumerate(values, 1):
        Image.new("RGB", (48, 32), (value,) * 3).save(folder / f"img{number}.png")


def test_what_is_the_previews_is_marked(site: Site, painter: FakePainter) -> None:
    assert run(["preview", str(site.file), "--quiet"]) == 0
    corner = CELL[1] + 215, CELL[0]
    assert tuple(sheet_of(site)[corner]) == PAPER
    assert run(["paint", str(site.file), "--quiet", "--sequence", "one"]) == 0
    assert tuple(sheet_of(site)[corner]) == (254, 126, 77)


def test_brightness_is_that_of_stills_and_of_what_is_painted(
    site: Site, painter: FakePainter
) -> None:
    grey(site.folder / "one", [51, 102, 51, 102, 51, 102, 51, 102])
    before = light(site)
    assert before.filmed == pytest.approx([20, 40] * 4, abs=0.01)
    assert before.painted == (None,) * 8
    assert before.flickers[0] is not None
    assert before.flickers[0] > 50
    assert before.flickers[1] is None
    assert run(["paint", str(site.file), "--quiet"]) == 0
    after = light(site)
    assert None not in after.painted
    assert after.painted[0] == pytest.approx(after.painted[2])
    assert after.flickers[1]


def test_one_that_is_not_painted_is_a_gap(site: Site, painter: FakePainter) -> None:
    assert run(["paint", str(site.file), "--quiet"]) == 0
    (site.frames / "one" / "img3.png").unlink()
    found = light(site)
    assert [each is None for each in found.painted] == [n == 2 for n in range(8)]
    assert found.flickers[1] is None


def test_plots_stand_below_their_sequence_and_the_films_below_all(site: Site) -> None:
    plain = sheet_of(site)
    assert not has(plain, FILMED)
    record(site.folder / "music.wav", tone(1))
    keyed = '[music]\nfile = "music.wav"\ngain = [[0, -12], ["100%", 0]]\n\n[edit]'
    site.replace("[edit]", keyed)
    site.replace('style = "red.png"', 'style = "red.png"\nstrength = [[0, 0.2], ["100%", 1.0]]')
    plotted, height = sheet_of(site, "--plots"), rows_of([Plot("", ())])
    assert len(plotted) == len(plain) + 3 * height
    band = plotted[96 + 44 + 444 + 24 :][:height]
    third = (plotted.shape[1] - 80 - 12 + 24) // 3
    assert has(band[:, :third], FILMED)
    assert has(band[:, third : 2 * third], PAINTED)
    assert not has(band[:, 2 * third :], PAINTED)
    assert has(plotted[-40 - height :], PAINTED)


def test_exposure_is_shown_once_it_is_corrected(site: Site, painter: FakePainter) -> None:
    def names() -> list[str]:
        plots = plots_of(first_plan(site), lambda done, total: None)
        return [line.name for plot in plots if plot.name == "exposure" for line in plot.lines]

    grey(site.folder / "one", [90, 110, 90, 110, 90, 110, 90, 110])
    site.replace('style = "red.png"', 'style = "red.png"\ndeflicker = true')
    assert not names()
    assert run(["paint", str(site.file), "--quiet", "--sequence", "one"]) == 0
    filmed, corrected = (float(name.split()[-2]) for name in names())
    assert filmed > 10 * corrected


def test_a_line_is_where_its_numbers_are() -> None:
    picture = Image.new("RGB", (3 * 404 - 24, 160))
    values = [0.0, 1.0, None, 1.0, None]
    draw_plots(picture, (0, 0), picture.width, [Plot("p", (Line("", values, "#f0a45d"),))])
    drawn = np.asarray(picture)[30:, : 380 - 104]
    rows = [np.flatnonzero((drawn[:, x] == PAINTED).all(axis=1)) for x in (4, 69, 138, 206, 270)]
    assert rows[0].mean() > 120
    assert rows[1].mean() < 10
    assert not len(rows[2])
    assert rows[3].mean() < 10
    assert not len(rows[4])


def test_a_number_that_stays_is_a_line_in_the_middle() -> None:
    picture = Image.new("RGB", (3 * 404 - 24, 160))
    draw_plots(picture, (0, 0), picture.width, [Plot("p", (Line("", [5.0] * 9, "#f0a45d"),))])
    drawn = np.asarray(picture)[30:, : 380 - 104]
    assert abs(np.flatnonzero((drawn == PAINTED).all(axis=2).any(axis=1)).mean() - 64.5) < 2
