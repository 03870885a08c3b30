"""One frame of the film: drawn as the film has it, painting no more than it takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.commands.frame import frame_at
from tlstyle.errors import OptionError
from tlstyle.film.cut import film_of
from tlstyle.film.frames import draw
from tlstyle.frames.plan import plan_shots
from tlstyle.pixels import in_bytes


def own_frame(site: Site, number: int) -> NDArray[np.uint8]:
    """Return a frame as the film shows it, before it is encoded."""
    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    film = film_of(checked.project, plans, checked.timeline).film
    shown = list(film.timeline.frames())[number]
    return in_bytes(next(draw([(shown, (0,))], [film]))[0])


def painted(site: Site) -> int:
    return len(list(site.frames.rglob("*.png")))


@pytest.mark.parametrize(("at", "number", "count"), [("00:00:00:03", 3, 1), ("0.25", 6, 2)])
def test_a_frame_is_the_films_and_paints_what_it_shows(
    site: Site, painter: FakePainter, at: str, number: int, count: int
) -> None:
    output = site.folder / "one.png"
    arguments = ["frame", str(site.file), "--at", at, "-o", str(output), "--quiet"]
    assert run(arguments) == 0
    assert painted(site) == painter.painted == count
    assert (np.asarray(Image.open(output)) == own_frame(site, number)).all()
    assert run(arguments) == 0
    assert painter.painted == count
    assert run(["paint", str(site.file), "--quiet"]) == 0
    assert painter.painted == 14


def test_its_name_tells_its_time(site: Site, painter: FakePainter) -> None:
    assert run(["frame", str(site.file), "--at", "00:00:00:03", "--quiet"]) == 0
    assert (site.folder / "film.00-00-00-03.png").is_file()


def test_compared_its_still_is_on_the_left(site: Site, painter: FakePainter) -> None:
    output = site.folder / "both.png"
    arguments = ["--at", "0.125", "--compare", "-o", str(output), "--quiet"]
    assert run(["frame", str(site.file), *arguments]) == 0
    both = np.asarray(Image.open(output))
    still = np.asarray(Image.open(sorted((site.folder / "one").iterdir())[3]).convert("RGB"))
    assert both.shape == (18, 64, 3)
    assert (both[:, 32:] == own_frame(site, 3)).all()
    assert np.abs(both[:, :32].mean() - still.mean()) < 8


@pytest.mark.parametrize("when", ["before", "after"])
def test_compared_its_still_is_seen_by_the_same_camera(
    site: Site, painter: FakePainter, when: str
) -> None:
    for file in (site.folder / "one").iterdir():
        still = Image.new("RGB", (48, 32), "black")
        still.paste("white", (24, 0, 48, 32))
        still.save(file)
    moved = f'\n[sequence.camera]\nzoom = 2.0\nx = 1.0\nwhen = "{when}"\n'
    site.replace('style = "red.png"\n', f'style = "red.png"\n{moved}')
    output = site.folder / "both.png"
    arguments = ["--at", "0.125", "--compare", "-o", str(output), "--quiet"]
    assert run(["frame", str(site.file), *arguments]) == 0
    assert np.asarray(Image.open(output))[:, 4:32].min() > 200  # all of it is the white half


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("noon", "--at noon: write hours:minutes:seconds:frames, or seconds"),
        ("00:00:00:11", "the film ends before that: its last frame is 00:00:00:10"),
        ("9", "the film ends before that"),
    ],
)
def test_what_the_film_has_not_is_refused(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], at: str, said: str
) -> None:
    assert run(["frame", str(site.file), "--at", at]) == 2
    assert said in capsys.readouterr().err
    assert not painted(site)


def test_seconds_fall_on_the_frame_that_is_shown_then(site: Site) -> None:
    timeline = check(site.file).timeline
    assert [frame_at(text, timeline) for text in ("0", "0.04", "0.042", "0.45")] == [0, 0, 1, 10]
    with pytest.raises(OptionError):
        frame_at("-1", timeline)


def test_a_picture_of_others_is_left_alone(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    output = site.folder / "mine.png"
    Image.new("RGB", (4, 4)).save(output)
    before = output.read_bytes()
    assert run(["frame", str(site.file), "--at", "0", "-o", str(output)]) == 1
    assert "is left alone" in capsys.readouterr().err
    assert output.read_bytes() == before


def test_a_still_is_no_place_for_it(site: Site, painter: FakePainter) -> None:
    still: Path = next((site.folder / "one").iterdir())
    assert run(["frame", str(site.file), "--at", "0", "-o", str(still)]) == 1


def test_where_it_cannot_be_written_is_said(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    output = site.file / "x.png"  # in a file there is no folder
    for command in (["frame", str(site.file), "--at", "0"], ["keogram", str(site.file)]):
        assert run([*command, "-o", str(output), "--quiet"]) == 1
        assert capsys.readouterr().err.startswith(f"error: {output}: cannot be written there: name")
