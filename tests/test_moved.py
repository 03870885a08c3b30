"""Frames that lie under other names than they have now: moved, not painted."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.frames.file import read_frame
from tlstyle.stills.source import Source


@pytest.fixture
def painted(site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]) -> Site:
    assert run(["build", str(site.file)]) == 0
    capsys.readouterr()
    painter.painted = 0
    return site


def contents(site: Site) -> list[bytes]:
    return sorted(file.read_bytes() for file in site.frames.rglob("*") if file.is_file())


def renamed(folder: Path, new: Callable[[int], str]) -> None:
    """Give every still of a folder the name that its number makes."""
    stills = sorted(folder.iterdir(), key=lambda file: int(file.stem[3:]))
    for still in stills:
        still.rename(folder / f"renamed{still.stem[3:]}.png")
    for still in stills:
        number = int(still.stem[3:])
        (folder / f"renamed{number}.png").rename(folder / f"{new(number)}.png")


def other_name(site: Site) -> None:
    site.replace('name = "one"', 'name = "harbour"')


def other_folder(site: Site) -> None:
    (site.folder / "one").rename(site.folder / "elsewhere")
    site.replace('frames = "one"', 'frames = "elsewhere"')
    other_name(site)


def names_exchanged(site: Site) -> None:
    site.replace('name = "one"', 'name = "three"')
    site.replace('name = "two"', 'name = "one"')
    site.replace('name = "three"', 'name = "two"')


def still_names(site: Site) -> None:
    renamed(site.folder / "one", lambda number: f"shot{number}")


def numbers_shifted(site: Site) -> None:
    renamed(site.folder / "one", lambda number: f"img{number + 1}")


def numbers_turned(site: Site) -> None:
    renamed(site.folder / "one", lambda number: f"img{number % 8 + 1}")


CHANGES = (
    *(other_name, other_folder, names_exchanged),
    *(still_names, numbers_shifted, numbers_turned),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("steady", ["0", "1"])
def test_whatever_is_renamed_frames_are_moved_and_not_painted(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Site], None],
    steady: str,
) -> None:
    site.replace("[edit]", f"[style]\nsteady = {steady}\n[edit]")
    assert run(["build", str(site.file)]) == 0
    before = contents(site)
    change(site)
    painter.painted = 0
    capsys.readouterr()
    assert run(["status", str(site.file)]) == 0
    assert "to be moved from frames/one" in capsys.readouterr().out
    assert contents(site) == before
    assert run(["build", str(site.file)]) == 0
    said = capsys.readouterr().out
    if steady == "1" and change == numbers_turned:  # its first and last still have others beside
        assert painter.painted == 3
        return
    assert painter.painted == 0
    assert "frames moved from frames/one" in said
    assert contents(site) == before
    assert {folder.name for folder in site.frames.iterdir()} == (
        {"harbour", "two"} if change in (other_name, other_folder) else {"one", "two"}
    )
    assert run(["build", str(site.file)]) == 0
    assert "moved" not in capsys.readouterr().out


def test_every_frame_is_the_painting_of_its_own_still(painted: Site, painter: FakePainter) -> None:
    numbers_turned(painted)
    files = sorted((painted.frames / "one").iterdir())
    assert run(["paint", str(painted.file)]) == 0
    moved = [read_frame(file).tobytes() for file in files]
    assert run(["paint", str(painted.file), "--force"]) == 0
    assert painter.painted == 14
    assert [read_frame(file).tobytes() for file in files] == moved


@pytest.mark.parametrize("done", range(1, 9))
def test_stopped_while_frames_change_places_none_is_lost(
    painted: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    before = contents(painted)
    numbers_turned(painted)
    replace, count = Path.replace, iter(range(100))

    def until_stopped(file: Path, target: Path) -> Path:
        if next(count) >= done:
            raise KeyboardInterrupt
        return replace(file, target)

    with monkeypatch.context() as stopped:
        stopped.setattr(Path, "replace", until_stopped)
        assert run(["paint", str(painted.file)]) == 130
    assert contents(painted) == before
    assert run(["paint", str(painted.file)]) == 0
    assert painter.painted == 0
    assert contents(painted) == before


def test_frames_that_are_needed_where_they_are_stay_there(
    painted: Site, painter: FakePainter
) -> None:
    before = {file: file.read_bytes() for file in painted.frames.rglob("*.png")}
    third = '[[sequence]]\nname = "three"\nframes = "one"\nstyle = "red.png"\n'
    painted.write(lambda text: text + third)
    assert run(["paint", str(painted.file)]) == 0
    assert painter.painted == 8
    assert {file: file.read_bytes() for file in before} == before


def test_frames_painted_otherwise_are_not_moved(painted: Site, painter: FakePainter) -> None:
    other_name(painted)
    painted.replace('style = "red.png"', 'style = "red.png"\nstrength = 0.5')
    assert run(["paint", str(painted.file)]) == 0
    assert painter.painted == 8
    assert len(list((painted.frames / "one").iterdir())) == 8


def test_film_moves_too(painted: Site, painter: FakePainter) -> None:
    other_name(painted)
    assert run(["film", str(painted.file)]) == 0
    assert painter.painted == 0


@pytest.mark.parametrize("change", ["renamed", "touched"])
def test_stills_that_their_frames_do_not_remember_are_read_once(
    site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    assert run(["paint", str(site.file)]) == 0
    for still in sorted((site.folder / "one").iterdir()):
        if change == "renamed":
            still.rename(still.with_name(f"harbour-{still.name}"))
        else:
            os.utime(still, (1, 1))
    read: list[Path] = []
    content = Source.content

    def counted(source: Source) -> bytes:
        read.append(source.still.file)
        return content(source)

    monkeypatch.setattr(Source, "content", counted)
    for command, count in (("status", 8), ("status", 0), ("paint", 0), ("status", 0)):
        assert run([command, str(site.file)]) == 0
        assert len(read) == count, command
        read.clear()
    assert painter.painted == 14
    assert run(["check", "--deep", str(site.file)]) == 0
    assert len(read) > 8
