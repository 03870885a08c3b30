"""Stills spaced evenly by their times, where an intervalometer stumbled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from test_order import draw

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.curves import Course, Keyframes
from tlstyle.curves.places import Percent
from tlstyle.errors import FootageError
from tlstyle.film import frame_count
from tlstyle.stills.even import Spacing, spacing_of, spacing_words
from tlstyle.stills.find import find_footage
from tlstyle.stills.still import Still
from tlstyle.tempo import Tempo

MORNING = datetime(2026, 5, 1, 10)


def stills(seconds: Sequence[float | None]) -> tuple[Still, ...]:
    times = [each if each is None else MORNING + timedelta(seconds=each) for each in seconds]
    return tuple(
        Still(Path(f"img{number}.jpg"), f"img{number}", 1, 1, taken=taken)
        for number, taken in enumerate(times)
    )


def shown(tempo: Tempo, seconds: Sequence[float]) -> list[int]:
    """Return the moments that frames show, in thousandths of a still."""
    course = Course(len(seconds), Fraction(24), stills(seconds), name="footage")
    return list(tempo.along(course).order(len(seconds)))


@pytest.mark.parametrize(
    ("seconds", "places"),
    [
        ([0, 5, 10, 15], [0, 1, 2, 3]),
        ([0, 5, 10, 20, 25], [0, 1, 2, 2.5, 3, 4]),
        ([0, 5, 10, 25, 30, 35], [0, 1, 2, 2 + 1 / 3, 2 + 2 / 3, 3, 4, 5]),
        ([0, 5, 6, 10, 15, 20], [0, 1, 3, 4, 5]),
        ([0, 5, 10, 10, 10, 15, 20, 25], [0, 1, 2, 5, 6, 7]),
        ([0, 6, 10, 16, 20, 25, 31, 35], [0, 1, 2, 3, 4, 5, 6, 7]),
        ([0, 3, 5, 8, 10, 13, 15, 18], [0, 1, 2, 3, 4, 5, 6, 7]),
        ([0, 2, 4, 8, 10], [0, 1, 2, 2.5, 3, 4]),
        ([0.5, 1.1, 1.5, 2.0, 3.0, 3.5], [0, 1, 2, 3, 3.5, 4, 5]),
        ([0, 0.4, 0.8, 0.85, 1.2, 1.6, 2.4], [0, 1, 2, 4, 5, 5.5, 6]),
        ([0, 0.4, 0.75, 0.82, 1.2, 1.6], [0, 1, 3, 4, 5]),
    ],
    ids=[
        *("even", "one missing", "two missing", "one too soon", "a burst", "late by a second"),
        *("two and a half seconds", "two seconds", "by fractions", "both", "the nearer of two"),
    ],
)
def test_each_moment_has_its_own_still_or_is_between_two(
    seconds: Sequence[float], places: Sequence[float]
) -> None:
    assert spacing_of(stills(seconds)).places == pytest.approx(places, abs=1e-6)


def test_intervals_that_are_no_whole_seconds_leave_no_gaps() -> None:
    """Of a camera whose interval is 5.02 s, whose times are cut to whole seconds."""
    seconds = [int(0.3 + 5.02 * number) for number in range(1000)]
    lacking = [each for number, each in enumerate(seconds) if number not in (300, 301, 700)]
    assert spacing_of(stills(seconds)).filled == ()
    spacing = spacing_of(stills(lacking))
    assert (spacing.filled, spacing.left_out, len(spacing.places)) == ((2, 1), 0, 1000)


@pytest.mark.parametrize(
    ("tempo", "moments"),
    [
        (Tempo(), [0, 1000, 2000, 2500, 3000, 4000]),
        (Tempo(between="nearest"), [0, 1000, 2000, 2000, 3000, 4000]),
        (Tempo(is_reversed=True), [4000, 3000, 2500, 2000, 1000, 0]),
        (Tempo(hold=2), [0, 0, 2000, 2000, 3000, 3000]),
        (Tempo(speed=2.0), [0, 2000, 3000]),
        (Tempo(turns=True), [0, 1000, 2000, 2500, 3000, 4000, 3000, 2500, 2000, 1000, 0]),
        (
            Tempo(speed=0.5),
            [0, 500, 1000, 1500, 2000, 2250, 2500, 2750, 3000, 3500, 4000],
        ),
        (
            Tempo(speed=0.5, between="nearest"),
            [0, 0, 1000, 1000, 2000, 2000, 2000, 2000, 3000, 3000, 4000],
        ),
    ],
)
def test_a_tempo_goes_by_what_is_evenly_spaced(tempo: Tempo, moments: list[int]) -> None:
    assert shown(replace(tempo, is_even=True), [0, 5, 10, 20, 25]) == moments


def test_keyframes_stand_where_stills_are_shown() -> None:
    seconds = [0, 5, 10, 20, 25]
    course = Course(5, Fraction(24), stills(seconds), name="footage")
    tempo = Tempo(is_even=True).along(course)
    assert tempo.shown_in(5) == (0, 1, 2, 4, 5)
    back = Tempo(is_even=True, is_reversed=True).along(course)
    assert back.shown_in(5) == (5, 4, 3, 1, 0)
    keys = Keyframes(((Percent(0), 1.0), (Percent(100), 1.0)))
    assert Tempo(keys, is_even=True).along(course).order(5) == tempo.order(5)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ([0, 5, None, 15, None], "img2.jpg and 1 more have no EXIF time"),
        ([0, 5, 4, 15], 'img2.jpg was taken before the still in front of it: `order = "time"`'),
        ([0, 0, 1, 1, 2, 2], "more closely than their EXIF times, in whole seconds, tell"),
        ([0, 1, 2, 4, 5], "more closely than their EXIF times, in whole seconds, tell"),
        ([0, 0, 0], "more closely than their EXIF times, in whole seconds, tell"),
        ([0], "more closely"),
        ([0, 5, 10, 7200], "1437 moments between 4 stills would have none: take a part by `trim`"),
    ],
)
def test_what_cannot_be_spaced_is_refused(seconds: Sequence[float | None], said: str) -> None:
    with pytest.raises(FootageError) as refused:
        spacing_of(stills(seconds))
    assert said in str(refused.value)


def draw_stumbling(folder: Path) -> None:
    """Draw nine stills 4.5 s apart, of which one is missing and one came half a second late."""
    for number, second in enumerate((0, 4.5, 9, 14, 22.5, 27, 31.5, 36, 40.5), 1):
        whole = int(second)
        draw(folder / f"img{number}.jpg", f"10:00:{whole:02}", f"{round((second - whole) * 10)}")


def test_a_film_runs_evenly_and_check_says_what_that_does(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    draw_stumbling(site.folder / "card")
    site.replace('frames = "one"', 'frames = "card"\neven = true')
    assert run(["check", str(site.file)]) == 0
    (said,) = capsys.readouterr().err.splitlines()
    end = "sequence 'one': `even`: moments without a still become in-betweens: 1, in one gap"
    assert said.endswith(end)
    assert run(["build", str(site.file)]) == 0
    painted = sorted(file.stem for file in (site.frames / "one").iterdir())
    assert painted == sorted([*(f"img{number}" for number in range(1, 10)), "img4_471"])
    assert frame_count(site.folder / "film.mp4") == 10 + 6 - 3
    assert painter.painted == 16


def test_a_gap_may_show_its_stills_again_which_paints_nothing_more(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    draw_stumbling(site.folder / "card")
    site.replace('frames = "one"', 'frames = "card"')
    assert run(["build", str(site.file)]) == 0
    site.replace('frames = "card"', 'frames = "card"\neven = true\nbetween = "nearest"')
    capsys.readouterr()
    assert run(["check", str(site.file)]) == 0
    assert "`even`: moments without a still become stills shown again: 1, in one gap" in (
        capsys.readouterr().err
    )
    assert run(["build", str(site.file)]) == 0
    assert painter.painted == 15
    assert frame_count(site.folder / "film.mp4") == 10 + 6 - 3


@pytest.mark.parametrize("where", ["edit", "sequence"])
def test_stills_without_times_cannot_be_spaced(
    site: Site, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    heading, line = ("[edit]", 6) if where == "edit" else ('name = "one"', 12)
    site.replace(heading, f"{heading}\neven = true")
    assert run(["check", str(site.file)]) == 2
    said = capsys.readouterr().err.splitlines()
    start = f"error: {site.file}: line {line}: sequence 'one': `even`: one/img1.png and 7 more have"
    assert said[0].startswith(start)
    assert len(said) == (2 if where == "edit" else 1)


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    spacing = spacing_of(stills([0, 5, 6, 10, 15, 20]))
    assert [*spacing_words(spacing, is_whole=False)] == [
        "`even`: stills that follow too soon are left out: 1"
    ]
    assert (spacing.left_out, spacing.filled) == (1, ())
    assert spacing.steps == pytest.approx([0, 1, 1.2, 2, 3, 4])


def test_a_trimmed_part_is_spaced_by_itself(tmp_path: Path) -> None:
    draw_stumbling(tmp_path)
    footage = find_footage(".", tmp_path, (4, 9))
    assert spacing_of(footage.stills) == Spacing((0, 1, 2, 3, 4), (0, 1, 2, 3, 4))
