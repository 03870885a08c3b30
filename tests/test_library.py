"""tlstyle as programs have it: opened, planned, painted and written, in few names."""

from __future__ import annotations

import logging
import re
import signal
import subprocess
import sys
import time
from _thread import interrupt_main
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import tlstyle
from conftest import FakePainter, Site, draw_stills
from tlstyle.cli.app import run
from tlstyle.frames.file import read_frame
from tlstyle.size import Size

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _no_network_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tlstyle.library.one._LAST", {})


def test_a_film_is_painted_and_written(
    site: Site, painter: FakePainter, capfd: pytest.CaptureFixture[str]
) -> None:
    film = tlstyle.open(str(site.file))
    assert film.sequences == ("one", "two")
    plan = film.plan()
    assert [frame.pending for frame in plan.pending] == ["missing"] * 14
    assert (plan.length, plan.fps, plan.size) == (11, Fraction(24), Size(32, 18))
    told: list[tlstyle.Painted] = []
    assert film.paint(["two"], on_frame=told.append) == 6
    assert film.paint(on_frame=told.append) == 8
    assert {(each.sequence, each.index, each.path, each.still) for each in told} == {
        (each.sequence, each.index, each.path, each.still) for each in plan.frames
    }
    assert all(each.path.is_file() and 0 < each.seconds < 60 for each in told)
    assert not film.plan().pending
    (file,) = film.write()
    assert file == plan.output == film.output
    written = file.stat().st_mtime_ns
    assert film.write() == (file,)
    assert file.stat().st_mtime_ns == written
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert (painter.painted, file.stat().st_mtime_ns) == (14, written)
    assert capfd.readouterr() == ("", "")


def test_what_is_said_goes_to_the_log(
    site: Site, painter: FakePainter, caplog: pytest.LogCaptureFixture
) -> None:
    site.replace('frames = "one"', 'frames = "one"\nskip = ["img1.png"]')
    (site.folder / "one" / "notes.pdf").write_text("no picture")
    with caplog.at_level(logging.INFO, "tlstyle"):
        film = tlstyle.open(site.file)
        film.paint()
    said = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert {record.name for record in caplog.records} == {"tlstyle"}
    assert ("INFO", "two: all 6 painted") in said
    warned = [text for level, text in said if level == "WARNING"]
    assert warned == [f"{site.file}: {problem}" for problem in film.warnings]
    assert "no pictures" in warned[0]


def test_what_is_wrong_is_raised_in_the_line_that_the_command_says(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    film = tlstyle.open(site.file)
    with pytest.raises(tlstyle.FilmError, match="frames are pending"):
        film.write()
    with pytest.raises(tlstyle.ProjectError, match="did you mean `two`"):
        film.paint(["tow"])
    site.replace("fade_in = 0.1", 'fade_in = "soon"')
    for method in (film.plan, film.paint, film.write, lambda: tlstyle.open(site.file)):
        with pytest.raises(tlstyle.ProjectError) as raised:
            method()
        assert run(["check", str(site.file)]) == 2
        assert capsys.readouterr().err == f"error: {raised.value}\n"
    assert raised.value.problems[0].line == 7


@pytest.mark.parametrize("how", ["by the painter", "from outside"])
def test_a_stop_passes_when_frames_are_whole(site: Site, painter: FakePainter, how: str) -> None:
    handler = signal.default_int_handler  # where tests run in the background there is none
    heeded = signal.signal(signal.SIGINT, handler)
    told: list[tlstyle.Painted] = []

    def stop(frame: tlstyle.Painted) -> None:
        told.append(frame)
        if how == "from outside" and len(told) == 3:
            interrupt_main()
            time.sleep(0.3)

    painter.fail_on = 4 if how == "by the painter" else None
    film = tlstyle.open(site.file)
    with pytest.raises(KeyboardInterrupt, match="all that is painted is kept"):
        film.paint(on_frame=stop, jobs=1)
    assert signal.signal(signal.SIGINT, heeded) is handler
    there = set(site.frames.rglob("*"))
    assert {frame.path for frame in told} == {each for each in there if each.is_file()}
    assert all(read_frame(frame.path).shape == (18, 32, 3) for frame in told)
    assert film.paint() == 14 - len(told) > 0


def test_what_it_raises_who_is_told_ends_the_painting(site: Site, painter: FakePainter) -> None:
    def refuse(frame: tlstyle.Painted) -> None:
        raise LookupError(frame.sequence)

    film = tlstyle.open(site.file)
    with pytest.raises(LookupError, match="one"):
        film.paint(on_frame=refuse)
    assert len(film.plan().pending) < 14


def test_frames_painted_to_be_compared_are_not_told_of(site: Site, painter: FakePainter) -> None:
    site.replace('style = "blue.png"', 'style = "blue.png"\nsteady = 1')
    draw_stills(site.folder / "two", 48)
    film = tlstyle.open(site.file)
    told: list[tlstyle.Painted] = []
    assert film.paint(["two"], on_frame=told.append) == len(told) == painter.painted - 2
    assert {frame.path for frame in told} == {frame.path for frame in film.plan().frames[8:]}


def test_a_picture_is_a_films_frame(site: Site, painter: FakePainter) -> None:
    film = tlstyle.open(site.file)
    film.paint(["one"])
    frame = film.plan().frames[2]
    pixels = tlstyle.paint_one(frame.still, site.folder / "red.png", size=(32, 18))
    assert (pixels == read_frame(frame.path)).all()
    assert pixels.dtype == np.uint8
    with pytest.raises(tlstyle.OptionError, match="`strength` must be at most 1"):
        tlstyle.paint_one(frame.still, site.folder / "red.png", strength=2)
    painter.fail_on = painter.calls + 1
    with pytest.raises(KeyboardInterrupt):
        tlstyle.paint_one(frame.still, site.folder / "red.png")


def test_a_network_stays_loaded_for_the_next_picture_of_its_size(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[FakePainter] = []

    def open_painter(*_: object) -> FakePainter:
        opened.append(FakePainter())
        return opened[-1]

    monkeypatch.setattr("tlstyle.painters.models.open_painter", open_painter)
    monkeypatch.setattr("tlstyle.painters.models.choose_device", lambda wanted: "CPU")
    still = site.folder / "one" / "img1.png"
    for style, sides in (("red", 20), ("blue", 20), ("red", 30), ("red", 30), ("red", 20)):
        tlstyle.paint_one(still, site.folder / f"{style}.png", size=(sides, sides))
    assert [painter.painted for painter in opened] == [2, 2, 1]
    monkeypatch.setattr("tlstyle.painters.models.model_digest", lambda model: "others")
    tlstyle.paint_one(still, site.folder / "red.png", size=(20, 20))
    assert len(opened) == 4


def test_it_is_imported_soon_and_without_tensorflow(site: Site) -> None:
    program = (
        "import sys; before = set(sys.modules); import tlstyle\n"
        "assert len(set(sys.modules) - before) == 1, set(sys.modules) - before\n"
        "film = tlstyle.open(sys.argv[1]); film.plan(); tlstyle.paint_one; tlstyle.Painted\n"
        "heavy = {'tensorflow', 'keras', 'typer'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "try: tlstyle.nothing\n"
        "except AttributeError: print('done', set(tlstyle.__all__) <= set(dir(tlstyle)))\n"
    )
    command = [sys.executable, "-c", program, str(site.file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("done True\n", "")


def test_what_the_page_shows_runs(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(site.folder)
    monkeypatch.setattr("logging.basicConfig", lambda level: None)
    text = (ROOT / "docs" / "library.md").read_text("utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        exec(block, names)
    said = capsys.readouterr().out
    assert "14 frames painted; written: (" in said
    assert "(48, 64, 3) uint8" in said
    assert "None None there is no sequence 'harbor'" in said
    assert (site.folder / "film.mp4").is_file()
