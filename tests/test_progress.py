from __future__ import annotations

import io
import os
import re

import pytest
from rich.console import Console as Terminal

from conftest import FakePainter, Site, draw_stills
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.console.bars import Bars
from tlstyle.frames.estimate import seconds_left
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.plan import plan_shots
from tlstyle.painting.progress import Lines
from tlstyle.study import News
from tlstyle.words import duration, megabytes


@pytest.fixture
def plans(site: Site) -> tuple[ShotPlan, ...]:
    checked = check(site.file)
    return plan_shots(checked.project, checked.footages)


def test_without_a_terminal_lines_say_how_far_it_is(
    plans: tuple[ShotPlan, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 6))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    said: list[str] = []
    lines = Lines(said.append, plans)
    lines.at_work([f"10.0.0.{number}:40001 one 0.5 frames/s" for number in range(10)])
    for frame in plans[0].frames:
        lines.painted(plans[0], frame)
    assert said[-1] == "one: all 8 painted"
    assert re.match(r"one: . of 8 painted, 0\.\d frames/s, .* left$", said[-3])
    assert said[-2].startswith("at work: 10.0.0.0:40001 one 0.5 frames/s, 10.0.0.1:40001 one ")
    assert said[-2].endswith("10.0.0.7:40001 one 0.5 frames/s and 2 more")
    assert lines.count == 8
    assert not any("8 of 8" in line for line in said)


def test_where_there_is_one_thing_it_is_not_all_1() -> None:
    said: list[str] = []
    lines = Lines(said.append, ())
    lines.encoded("beats in song.mp3", 1, 1)
    lines.encoded("film.mp4", 2, 2)
    assert said == ["beats in song.mp3: done", "film.mp4: all 2 done"]


def test_on_a_terminal_there_is_a_bar_for_each_sequence_and_for_all(
    plans: tuple[ShotPlan, ...],
) -> None:
    out = io.StringIO()
    terminal = Terminal(file=out, width=120, force_terminal=True, color_system=None)
    bars = Bars(terminal, plans)
    with bars.progress:
        for frame in plans[0].frames:
            bars.painted(plans[0], frame)
        bars.encoded("film.mp4", 3, 11)
        bars.note("out of [memory]")
        bars.at_work(["10.0.0.1:40001 one 0.5 frames/s"])
    said = out.getvalue()
    assert all(text in said for text in ("8/8", "0/6", "8/14", "3/11", "out of [memory]"))
    assert "\n10.0.0.1:40001 one 0.5 frames/s" in said


def test_on_a_terminal_a_study_has_a_bar_and_a_line_of_how_near_it_is() -> None:
    out = io.StringIO()
    bars = Bars(Terminal(file=out, width=120, force_terminal=True, color_system=None), ())
    with bars.progress:
        bars.studied("hills", News(37, 0.37, 125.0, 0.214, 0.46, 1.2))
        bars.progress.refresh()
        halfway = out.getvalue()
        bars.studied("hills", News(100, 1.0, 0.0, 0.1, 0.5, 1.0))
        out.truncate(0)
        bars.progress.refresh()
    assert "37/100" in halfway
    near = "0.214 from the painting, 0.46 from the photograph, 1.2 levels unsteady"
    assert f"hills: 37% studied, {near}, 2 min left" in halfway
    assert "frames/s" not in halfway
    assert "100/100" in out.getvalue()
    assert "studied" not in out.getvalue()


@pytest.mark.parametrize("width", [60, 80])
def test_a_long_name_leaves_room_for_its_bar(site: Site, width: int) -> None:
    site.replace('name = "one"', f'name = "{"a bridge in the fog, " * 5}and boats"')
    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    out = io.StringIO()
    terminal = Terminal(file=out, width=width, force_terminal=True, color_system=None)
    bars = Bars(terminal, plans)
    with bars.progress:
        for frame in plans[0].frames:
            bars.painted(plans[0], frame)
    assert re.search(r"a bridge in [^━\n]+… ━+ 8/8  *\d+\.\d frames/s 0:00:00", out.getvalue())


def test_the_time_left_is_unknown_at_first(plans: tuple[ShotPlan, ...]) -> None:
    assert seconds_left(plans) is None


def test_pauses_and_pairs_do_not_disturb_the_time_left(site: Site, painter: FakePainter) -> None:
    draw_stills(site.folder / "one", 30)
    assert run(["paint", str(site.file), "--sequence", "one"]) == 0
    for number in range(1, 31):
        moment = number // 2 * 2 + (90000 if number > 20 else 0)
        os.utime(site.frames / f"one/img{number}.png", (moment, moment))
    for number in (29, 30):
        (site.frames / f"one/img{number}.png").unlink()
    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    assert seconds_left(plans) == pytest.approx(2 + 6)


def test_frames_that_came_all_at_once_tell_no_pace(site: Site, painter: FakePainter) -> None:
    assert run(["paint", str(site.file), "--sequence", "one"]) == 0
    for file in site.frames.rglob("*.png"):
        os.utime(file, (1000, 1000))
    checked = check(site.file)
    assert seconds_left(plan_shots(checked.project, checked.footages)) is None


def test_a_frame_that_is_gone_by_now_tells_no_pace(site: Site, painter: FakePainter) -> None:
    assert run(["paint", str(site.file), "--sequence", "one"]) == 0
    for number in range(1, 9):
        os.utime(site.frames / f"one/img{number}.png", (2 * number, 2 * number))
    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    (site.frames / "one/img8.png").unlink()
    assert seconds_left(plans) == pytest.approx(6 * 2)


def test_numbers_are_rounded_before_their_unit_is_chosen() -> None:
    assert [duration(seconds) for seconds in (59.4, 59.5, 59.6, 61)] == ["59 s", *["1 min"] * 3]
    assert duration(3599) == "1 h 0 min"
    assert [megabytes(size) for size in (9.994e8, 9.995e8, 9.996e8, 1e9)] == [
        "999 MB",
        *["1.0 GB"] * 3,
    ]
