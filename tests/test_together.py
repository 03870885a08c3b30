"""Films of the same paintings that are written together, each painting read once for all."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import FakePainter, Site
from films import SIZE, numbered, one_shot, watch
from tlstyle.cli.app import run
from tlstyle.film import FINAL, Film
from tlstyle.film.encode import encoder
from tlstyle.film.frames import draw
from tlstyle.film.view import View
from tlstyle.frames.file import read_frame
from tlstyle.painting.progress import Lines
from tlstyle.pixels import FramePixels
from tlstyle.size import Size

FILM, PHONE, SQUARE = Size(32, 18), Size(16, 18), Size(16, 16)
SHAPES = """
[[shape]]
name = "phone"
size = [16, 18]
[[shape]]
name = "square"
size = [16, 16]
"""
NAMES = ("film", "film.phone", "film.square")


@pytest.fixture
def painted(site: Site, painter: FakePainter) -> Site:
    """A project of three films, whose frames are painted: 11 of each, in three runs."""
    site.write(lambda text: text + SHAPES)
    assert run(["paint", str(site.file)]) == 0
    return site


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Size]:
    """The size of every segment whose encoder was started."""
    sizes: list[Size] = []

    def counted(part: Path, size: Size, *settings: Any) -> subprocess.Popen[bytes]:
        sizes.append(size)
        return encoder(part, size, *settings)

    monkeypatch.setattr("tlstyle.film.depth.encoder", counted)
    return sizes


def films(site: Site) -> dict[str, bytes]:
    return {name: (site.folder / f"{name}.mp4").read_bytes() for name in NAMES}


def segments(site: Site) -> dict[str, set[str]]:
    folders = (site.folder / "film.work/segments").iterdir()
    return {folder.name: {part.name for part in folder.iterdir()} for folder in folders}


def remove(site: Site, *names: str) -> None:
    """Remove films and all that is encoded of them."""
    for name in names:
        (site.folder / f"{name}.mp4").unlink()
        for part in (site.folder / f"film.work/segments/{name}").iterdir():
            part.unlink()


def test_a_painting_is_read_once_for_all_the_films_that_show_it(
    painted: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(file: Path) -> FramePixels:
        read.append(str(file))
        return read_frame(file)

    monkeypatch.setattr("tlstyle.film.frames.read_frame", counted)
    assert run(["film", str(painted.file)]) == 0
    assert len(read) == len(set(read)) == 14


def test_only_pictures_about_to_be_shown_are_held_however_many_films_show_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0

    def counted(file: Path) -> FramePixels:
        nonlocal opened
        opened += 1
        return read_frame(file)

    monkeypatch.setattr("tlstyle.film.frames.read_frame", counted)
    files = tuple(numbered(tmp_path / "frames", 60))
    film = Film("", one_shot(60), (files,), SIZE, (), FINAL)
    view = View(((0.5, 0.5),), is_fitted=True)
    shapes = [film, *(replace(film, size=Size(side, side), view=view) for side in (16, 20))]
    wanted = ((shown, (0, 1, 2)) for shown in film.timeline.frames())
    for number, drawn in enumerate(draw(wanted, shapes)):
        assert opened <= number + 8
        assert [picture.shape[0] for picture in drawn.values()] == [36, 16, 20]
    assert opened == 60


def test_films_written_together_are_those_written_one_by_one(painted: Site) -> None:
    assert run(["film", str(painted.file)]) == 0
    together, parts = films(painted), segments(painted)
    remove(painted, *NAMES)
    for shape in ("square", "phone"):
        assert run(["film", str(painted.file), "--shape", shape]) == 0
    assert run(["film", str(painted.file)]) == 0
    assert films(painted) == together
    assert segments(painted) == parts


def test_only_films_that_lack_a_run_encode_it(painted: Site, started: list[Size]) -> None:
    assert run(["film", str(painted.file)]) == 0
    assert sorted(started) == sorted(3 * [FILM, PHONE, SQUARE])
    before = films(painted)
    remove(painted, "film.phone")
    part = sorted((painted.folder / "film.work/segments/film").iterdir())[0]
    part.write_bytes(part.read_bytes()[:-1])
    (painted.folder / "film.mp4").unlink()
    started.clear()
    assert run(["film", str(painted.file)]) == 0
    assert sorted(started) == sorted([FILM, *3 * [PHONE]])
    assert films(painted) == before


@pytest.mark.parametrize(
    "script",
    ["true", "head -c 600 > /dev/null", "cat > /dev/null"],
    ids=["at once", "in between", "at the end"],
)
def test_where_one_films_encoder_fails_it_is_said_and_the_others_are_written(
    painted: Site,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    script: str,
) -> None:
    def failing(part: Path, size: Size, *settings: Any) -> subprocess.Popen[bytes]:
        if size != PHONE:
            return encoder(part, size, *settings)
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(["sh", "-c", f"{script}; echo it broke >&2; exit 3"], **pipes)

    monkeypatch.setattr("tlstyle.film.depth.encoder", failing)
    capsys.readouterr()
    assert run(["build", str(painted.file)]) == 1
    out, err = capsys.readouterr()
    assert err.startswith(
        f"error: {painted.folder}/film.phone.mp4: ffmpeg failed with status 3: it"
    )
    assert err.count("\n") == 1
    assert f"{painted.folder}/film.mp4\n11 frames" in out
    assert f"{painted.folder}/film.square.mp4\n11 frames" in out
    assert not (painted.folder / "film.phone.mp4").exists()
    monkeypatch.setattr("tlstyle.film.depth.encoder", encoder)
    assert run(["build", str(painted.file)]) == 0
    assert capsys.readouterr().out.count("the film is as it was") == 2
    assert len(watch(painted.folder / "film.phone.mp4", PHONE)) == 11
    parts = segments(painted)
    assert {name: len(names) for name, names in parts.items()} == dict.fromkeys(NAMES, 3)


def test_where_all_encoders_fail_each_film_is_named(
    painted: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: Any) -> subprocess.Popen[bytes]:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(["sh", "-c", "exit 3"], **pipes)

    monkeypatch.setattr("tlstyle.film.depth.encoder", failing)
    assert run(["film", str(painted.file)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in said] == [
        str(painted.folder / f"{name}.mp4") for name in NAMES
    ]


@pytest.mark.parametrize(("frame", "kept"), [(2, 0), (6, 1), (11, 2)])
def test_stopped_films_go_on_with_the_run_they_were_in(
    painted: Site,
    started: list[Size],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    frame: int,
    kept: int,
) -> None:
    def stop(display: Lines, film: str, done: int, total: int) -> None:
        if done == frame:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Lines, "encoded", stop)
        assert run(["film", str(painted.file)]) == 130
    said = capsys.readouterr().err
    assert "film.mp4" in said
    assert "film.phone.mp4" in said
    assert "film.square.mp4 are not written; the painted frames are kept" in said
    assert [len(names) for names in segments(painted).values()] == [kept] * 3
    assert not list(painted.folder.glob(".*.writing"))
    assert not list(painted.folder.glob("film.work/segments/*/.*"))
    started.clear()
    assert run(["film", str(painted.file)]) == 0
    assert len(started) == 3 * (3 - kept)
