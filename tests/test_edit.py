"""Films of a project's frames, which others may replace or remove meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import FakePainter, Site
from films import watch
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.errors import FilmError
from tlstyle.film.cut import Cut, film_of
from tlstyle.film.writing import write_cuts
from tlstyle.frames.plan import plan_shots
from tlstyle.size import Size


def cut_of(site: Site) -> Cut:
    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    return film_of(checked.project, plans, checked.timeline)


@pytest.fixture
def repainted(site: Site, painter: FakePainter) -> Site:
    """A project painted in blue, with a copy of the frames it had in red."""
    assert run(["paint", str(site.file)]) == 0
    shutil.copytree(site.frames, site.folder / "red frames")
    site.replace('"red.png"', '"blue.png"')
    assert run(["paint", str(site.file)]) == 0
    return site


def at_frame(number: int, act: Callable[[], object]) -> Callable[[int, int], None]:
    """Do something as a film's frame is taken."""

    def progress(done: int, total: int) -> None:
        if done == number:
            act()

    return progress


@pytest.mark.parametrize("name", ["one/img1.png", "one/img8.png"])
def test_a_frame_replaced_while_the_film_is_written_is_said_and_kept_in_no_segment(
    repainted: Site, name: str
) -> None:
    frame, other = repainted.frames / name, repainted.folder / "red frames" / name
    cut = cut_of(repainted)
    with pytest.raises(FilmError, match=f"{name}: changed while the film was written: run it"):
        write_cuts([cut], at_frame(1, lambda: shutil.copy(other, frame)))
    assert not cut.output.exists()
    assert run(["build", str(repainted.file)]) == 0
    film = watch(cut.output, Size(32, 18))
    assert run(["build", str(repainted.file), "--force"]) == 0
    assert np.array_equal(film, watch(cut.output, Size(32, 18)))


@pytest.mark.parametrize("number", [0, 1])
def test_a_frame_that_is_gone_before_it_is_shown_is_named(repainted: Site, number: int) -> None:
    frame = repainted.frames / "one/img1.png"
    cut = cut_of(repainted)
    if number == 0:
        frame.unlink()
    with pytest.raises(FilmError, match=r"one/img1\.png: this picture of the film .* with build"):
        write_cuts([cut], at_frame(number, frame.unlink))
    assert not cut.output.exists()


@pytest.mark.parametrize(
    ("act", "trouble"),
    [
        (lambda frame, other: frame.unlink(), "two: 5 of 6 done, 1 pending: missing"),
        (lambda frame, other: shutil.copy(other, frame), "5 of 6 done, 1 pending: style changed"),
    ],
)
@pytest.mark.parametrize("options", [[], ["--sequence", "one"]])
def test_no_build_films_a_frame_lost_or_replaced_while_others_were_painted(
    repainted: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    act: Callable[[Path, Path], object],
    trouble: str,
    options: list[str],
) -> None:
    missing, frame = repainted.frames / "one/img1.png", repainted.frames / "two/img50.png"
    missing.unlink()
    paint = painter.paint

    def painted(canvases: Any, code: Any) -> Any:
        act(frame, repainted.folder / "red frames/one/img1.png")
        return paint(canvases, code)

    monkeypatch.setattr(painter, "paint", painted)
    assert run(["build", str(repainted.file), *options]) == 1
    assert trouble in capsys.readouterr().err
    assert missing.exists()
    assert not (repainted.folder / "film.mp4").exists()


def test_a_film_is_told_by_what_it_shows_not_by_what_its_sequences_are_called(
    repainted: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(repainted.file)]) == 0
    before = (repainted.folder / "film.mp4").read_bytes()
    repainted.replace('name = "one"', 'name = "dawn"')
    assert run(["build", str(repainted.file)]) == 0
    assert "the film is as it was: nothing has changed" in capsys.readouterr().out
    assert (repainted.folder / "film.mp4").read_bytes() == before
