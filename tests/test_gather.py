"""`tlstyle new` looks at what it is given: cards, folders of folders, pictures, music; or asks."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import wave
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from test_order import draw
from test_schema import taplo

from conftest import FakePainter, draw_video
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.stills.leaps import leaps_in
from tlstyle.stills.takes import takes_in

WALK = [
    *("08:00", "08:01", "08:09", "08:10", "09:50", "10:40"),
    *("10:41", "12:33", "12:34", "13:55", "18:08", "18:09"),
]
"""When somebody took pictures on a walk."""


def shoot(folder: Path, first: int, count: int, begin: str, every: float) -> None:
    """Draw stills as a camera takes them, every so many seconds."""
    start = datetime.strptime(begin, "%H:%M:%S")
    for number in range(count):
        taken = start + timedelta(seconds=number * every)
        draw(folder / f"DSC{first + number:04}.JPG", f"{taken:%H:%M:%S}")


@pytest.fixture
def trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as people have it: a card, pictures, music, a clip, notes, and an older film."""
    monkeypatch.chdir(tmp_path)
    trip = Path("trip")
    card = trip / "card/DCIM"
    shoot(card / "100CANON", 1, 12, "06:00:00", 5)  # the morning
    shoot(card / "100CANON", 13, 3, "08:00:00", 400)  # a try
    shoot(card / "100CANON", 16, 6, "18:00:00", 60)  # the evening, which goes on
    shoot(card / "101CANON", 22, 8, "18:06:00", 60)
    Image.new("RGB", (32, 48)).save(card / "100CANON/DSC0004.JPG")  # turned for a moment
    (card / "100CANON/DSC0007.JPG").write_bytes(b"broken")
    shoot(trip / "shots/100CANON", 1, 14, "12:00:00", 2)
    for number, time in enumerate(WALK):
        draw(trip / f"walk/IMG_{number:04}.jpg", f"{time}:00")
    for name, size in (("Wave", (300, 200)), ("Starry Night", (200, 300))):
        (trip / "art").mkdir(exist_ok=True)
        Image.effect_noise(size, 90).convert("RGB").save(trip / f"art/{name}.png")
    draw_video(trip / "clip.mp4", 12)
    with wave.open(str(trip / "song.wav"), "wb") as track:
        track.setparams((1, 2, 8000, 0, "NONE", ""))
        track.writeframes(bytes(16000 * 3))
    (trip / "unheard.mp3").write_bytes(b"")
    (trip / "notes.txt").touch()
    draw(trip / "old.work/frames/one/DSC0001.png")
    (trip / "old.toml").touch()
    return trip


def test_a_folder_of_all_there_is_becomes_a_film(
    trip: Path, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["new", "film.toml", "trip", "--size", "48x32"]) == 0
    said = capsys.readouterr().out
    project = check(Path("film.toml")).project
    shots = [(shot.name, shot.frames, shot.trim, shot.skip) for shot in project.shots]
    card = "trip/card/DCIM"
    assert shots == [
        ("card 1", f"{card}/100CANON", (0, 12), ("DSC0004.JPG", "DSC0007.JPG")),
        ("card 2", (f"{card}/100CANON", f"{card}/101CANON"), (15, 29), ()),
        ("100CANON", "trip/shots/100CANON", None, ()),
        ("clip", "trip/clip.mp4", None, ()),
    ]
    painted_by = [shot.style.pictures[0].file.stem for shot in project.shots]
    assert painted_by == ["Starry Night", "Wave", "Starry Night", "Wave"]  # in turn
    assert [track.file.name for track in project.music] == ["song.wav"]

    left_out = [
        f"{card}/100CANON/DSC0004.JPG: has another size, 32x48",
        f"{card}/100CANON/DSC0007.JPG: cannot be read",
        f"{card}/100CANON/DSC0013.JPG to DSC0015.JPG: 3 stills in one go: too few for a sequence",
        "trip/walk/IMG_0000.jpg to IMG_0011.jpg: 12 stills in 5 goes: never 10 at an even interval",
        "trip/old.toml: a project, with what it made beside it",
        "trip: 1 .txt: neither pictures that are read, nor videos, nor music",
        "trip/unheard.mp3: more music than a track: `[[music]]` takes several",
    ]
    text = Path("film.toml").read_text()
    for each in left_out:
        assert f"left out: {each}\n" in said
        assert f"#   {each}\n" in text
    assert text.count("#   ") == len(left_out)
    assert "# 10 stills of 48x32, 2024-05-01 06:00 to 06:00, every 5 s\n" in text
    assert taplo(Path("film.toml")) == []

    assert run(["build", "film.toml", "--quiet"]) == 0
    assert Path("film.mp4").exists()


def test_pictures_of_a_walk_are_no_time_lapse_unless_they_are_named(
    trip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, minute in enumerate((0, 1, 6, 7, 20, 22, 23, 35, 36, 41, 55, 56)):
        draw(trip / f"walk/IMG_{number:04}.jpg", f"08:{minute:02}:00")  # without a pause
    draw(trip / "postcard.jpg")
    style = ["--style", "trip/art/Wave.png"]
    Path("other.wav").write_bytes((trip / "song.wav").read_bytes())
    assert run(["new", "a.toml", "trip", *style, "--music", "other.wav"]) == 0
    said = capsys.readouterr().out
    why = "12 stills at no even interval: no time-lapse"
    assert f"left out: trip/walk/IMG_0000.jpg to IMG_0011.jpg: {why}\n" in said
    why = "no stills, and --style names other pictures"
    assert f"left out: trip/postcard.jpg, trip/art/Starry Night.png: {why}\n" in said
    assert "left out: trip/song.wav: music, where --music names other\n" in said
    assert run(["new", "b.toml", "trip/walk", *style]) == 0
    assert [len(found.stills) for found in check(Path("b.toml")).footages] == [12]


def test_a_folder_that_may_not_be_read_is_left_out(
    trip: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (trip / "lost+found").mkdir()
    iterdir = Path.iterdir

    def refusing(folder: Path) -> Iterator[Path]:
        if folder.name == "lost+found":
            raise PermissionError(13, "Permission denied")
        return iterdir(folder)

    monkeypatch.setattr(Path, "iterdir", refusing)
    assert run(["new", "film.toml", "trip"]) == 0
    said = capsys.readouterr().out
    assert "left out: trip/lost+found: cannot be read (Permission denied)\n" in said
    assert len(check(Path("film.toml")).project.shots) == 4


def test_stills_of_another_size_from_some_still_on_are_another_take(tmp_path: Path) -> None:
    for number in range(30):
        size = (48, 32) if 10 <= number < 18 else (32, 48)
        Image.new("RGB", size).save(tmp_path / f"{number:02}.png")
    takes, left_out = takes_in([tmp_path], named=False)
    assert [(take.trim, take.about) for take in takes] == [
        ((0, 10), "10 stills of 32x48"),
        ((18, 30), "12 stills of 32x48"),
    ]
    assert left_out == [f"{tmp_path}/10.png to 17.png: 8 stills in one go: too few for a sequence"]


def test_what_is_named_is_taken_by_its_kind(trip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (trip / "pair").mkdir()
    for name in ("dusk", "dawn"):  # as few, and as oddly named, as nobody would take for stills
        draw(trip / f"pair/{name}.jpg")
    given = ["trip/pair", "trip/clip.mp4", "trip/song.wav", "trip/art/Wave.png"]
    assert run(["new", "film.toml", *given]) == 0
    project = check(Path("film.toml")).project
    assert [shot.name for shot in project.shots] == ["pair", "clip"]
    assert {shot.style.pictures[0].file.stem for shot in project.shots} == {"Wave"}
    assert [track.file.name for track in project.music] == ["song.wav"]
    assert "left out" not in capsys.readouterr().out

    (trip / "art/Wave.png").rename(trip / "shots/100CANON/Wave.png")  # among the stills
    assert run(["new", "a.toml", "trip/shots", "trip/shots/100CANON/Wave.png"]) == 0
    (shot,) = check(Path("a.toml")).project.shots
    assert shot.skip == ("Wave.png",)
    capsys.readouterr()

    (trip / "shots/100CANON/Wave.png").rename(trip / "art/Wave.png")
    assert run(["new", "b.toml", "trip/shots"]) == 2
    assert capsys.readouterr().err == (
        "error: --style: there is no picture to paint by: "
        "tlstyle new b.toml trip/shots --style art/wave.jpg\n"
    )
    assert run(["new", "b.toml", "trip/art/Wave.png"]) == 2
    assert "b.toml: there are no stills: name folders" in capsys.readouterr().err
    assert run(["new", "b.toml", "trip/notes.txt", *given]) == 2
    assert "trip/notes.txt: is neither stills nor a video" in capsys.readouterr().err


def test_sequences_of_several_intervals_are_told_by_the_steps_near(tmp_path: Path) -> None:
    times: list[datetime | None] = []
    for begin, every in ((0, 2), (5, 90), (20, 2)):  # hours, and seconds
        start = datetime(2026, 6, 1) + timedelta(hours=begin)
        times += [start + timedelta(seconds=number * every) for number in range(10)]
    assert [number for number, _ in leaps_in(times)] == [10, 20]


ENVIRONMENT = os.environ | {"TERM": "dumb", "PYTHONPATH": str(Path(__file__).parents[1])}


def answers(*lines: str) -> tuple[int, str]:
    """Run `tlstyle new` on a terminal where somebody types; return its exit code and the screen."""
    ours, its = pty.openpty()
    os.write(ours, "".join(f"{line}\n" for line in lines).encode())
    command = [sys.executable, "-m", "tlstyle", "new"]
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=ENVIRONMENT) as process:
        os.close(its)
        screen = b""
        while part := _read(ours):
            screen += part
    os.close(ours)
    return process.returncode, screen.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # the program has gone
        return b""


def test_without_a_word_it_asks(trip: Path) -> None:
    (trip / "my shots").mkdir()
    (trip / "shots/100CANON").rename(trip / "my shots/dawn")
    typed = [
        "nowhere",
        "trip/my\\ shots trip/clip.mp4",
        "trip/art",
        "trip/notes.txt",
        "trip/song.wav",
    ]
    code, screen = answers(*typed, "12", "48x32", "trip/old", "no/film", "film.TOML")
    assert code == 0, screen
    asked = [
        "Where are the stills? Folders, a card, or videos: ",
        "nowhere: is not there\n",
        "  dawn: 14 stills of 48x32, 2024-05-01 12:00 to 12:00, every 2 s\n",
        "By which pictures is it painted? Files, or a folder: ",
        "Which music is heard under it? (none): ",
        "--music trip/notes.txt: is empty: give another track",
        "How large is the film to be? (1920x1080): ",
        "--size 12: is written 1920x1080, both even, from 16 on\n",
        "What is the project to be called? (film.toml): ",
        "trip/old.toml: exists and is left alone: give the new project another name\n",
        "no/film.toml: there is no folder no: make it first, or name another\n",
        "film.TOML: written\n",
        "next: tlstyle preview film.TOML\n",
    ]
    places = [screen.find(each) for each in asked]
    assert -1 not in places, screen
    project = check(Path("film.TOML")).project
    assert [shot.name for shot in project.shots] == ["dawn", "clip"]
    assert project.size == (48, 32)
    assert [track.file.name for track in project.music] == ["song.wav"]


@pytest.mark.usefixtures("trip")
def test_who_does_not_answer_gets_no_project() -> None:
    code, screen = answers("trip", "\x04")
    assert code == 130
    assert "Painted by these pictures, or by which? (these): " in screen
    assert screen.endswith("error: stopped: nothing is written\n")
    assert not [*Path().glob("*.toml")]


def test_in_a_pipe_nobody_is_asked(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["new"]) == 2
    assert capfd.readouterr().err == (
        "error: say what the film is to be made of: "
        "tlstyle new film.toml harbour skyline --style art/wave.jpg\n"
    )
