from __future__ import annotations

import wave
from pathlib import Path

import pytest
from PIL import Image

from conftest import draw_stills
from tlstyle.checks.check import check
from tlstyle.cli.app import run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in: three sequences in a folder, two styles, a track."""
    monkeypatch.chdir(tmp_path)
    for name in ("clouds", "harbour", "skyline"):
        draw_stills(tmp_path / "shots" / name, 12)
    (tmp_path / "art").mkdir()
    for name in ("wave", "night"):
        Image.effect_noise((300, 300), 90).convert("RGB").save(f"art/{name}.png")
    with wave.open("song.wav", "wb") as track:
        track.setparams((1, 2, 8000, 0, "NONE", ""))
        track.writeframes(bytes(16000 * 3))
    return tmp_path


def names(file: Path) -> list[str]:
    return [shot.name for shot in check(file).project.shots]


def test_a_new_project_of_short_folders_is_sound(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["new", "film.toml", "shots/clouds", "shots/harbour", "--style", "art/wave.png"]
    assert run([*given, "--music", "song.wav", "--size", "320x180"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "film.toml: written"
    assert any("film.mp4: 20 frames" in line for line in said)
    assert said[-1] == "next: tlstyle preview film.toml"
    assert names(place / "film.toml") == ["clouds", "harbour"]


def test_the_folder_above_the_sequences_stands_for_them(place: Path) -> None:
    assert run(["new", "film.toml", "shots", "--style", "art/wave.png"]) == 0
    assert names(place / "film.toml") == ["clouds", "harbour", "skyline"]


@pytest.mark.parametrize(
    ("named", "painted_by"),
    [
        (["--style", "art/wave.png", "--style", "art/night.png"], "wave night wave"),
        (["--style", "art/wave.png", "art/night.png"], "wave night wave"),  # as a shell expands *
        (["--style", "art"], "night wave night"),
    ],
)
def test_several_pictures_are_painted_by_in_turn(
    place: Path, named: list[str], painted_by: str
) -> None:
    assert run(["new", "film.toml", "shots", *named]) == 0
    shots = check(place / "film.toml").project.shots
    assert " ".join(shot.style.pictures[0].file.stem for shot in shots) == painted_by


def test_a_glob_names_its_sequence_by_its_folder(place: Path) -> None:
    assert run(["new", "film.toml", "shots/clouds/img*.png", "--style", "art/wave.png"]) == 0
    assert names(place / "film.toml") == ["clouds"]


def test_what_is_wrong_with_a_new_project_is_said(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(1, 9):
        (place / f"shots/clouds/img{number}.png").write_bytes(b"broken")
    assert run(["new", "film.toml", "shots", "--style", "art/wave.png"]) == 2
    said = capsys.readouterr()
    assert said.out == "film.toml: written\n"
    assert "sequence 'clouds': shots/clouds/img1.png: is not a picture" in said.err


def test_a_new_project_is_written_also_where_what_editors_know_is_not(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / ".tlstyle.schema.json").mkdir()
    assert run(["new", "film.toml", "shots", "--style", "art/wave.png"]) == 0
    said = capsys.readouterr()
    assert said.out.endswith("next: tlstyle preview film.toml\n")
    assert said.err.splitlines()[0] == (
        "warning: .tlstyle.schema.json: not written: Is a directory; film.toml is written, and "
        "tlstyle schema film.toml tries it again"
    )


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (
            ["shots/clouds", "shots/harbour", "--style", "art/wave.png"],
            "shots/clouds: the project file comes first: "
            "tlstyle new film.toml shots/clouds shots/harbour ...",
        ),
        (
            [
                "film.toml",
                "shots/clouds/img1.png",
                "shots/clouds/img2.png",
                "--style",
                "art/wave.png",
            ],
            "shots/clouds/img1.png: 2 pictures where folders of stills belong: "
            "tlstyle new film.toml shots/clouds --style art/wave.png",
        ),
        (
            ["film.toml", "shots", "--style", "empty"],
            "--style empty: holds no picture: name one, or another folder",
        ),
        (["film.toml", "shots", "--style", "art/none.png"], "--style art/none.png: no such file"),
        (
            ["new/film.toml", "shots", "--style", "art/wave.png"],
            "new/film.toml: not written: there is no folder new: make it first",
        ),
        (
            ["film.toml", "art/none", "--style", "art/wave.png"],
            "art/none: no such folder of stills",
        ),
        (
            ["film.toml", "empty", "--style", "art/wave.png"],
            "empty: holds no stills, nor folders of stills",
        ),
        (
            ["shots", "--style", "art/wave.png"],
            "shots: the project file comes first: tlstyle new film.toml shots ...",
        ),
        (
            ["shots/clouds", "other.toml", "--style", "art/wave.png"],
            "shots/clouds: the project file comes first: tlstyle new other.toml shots/clouds ...",
        ),
        (
            ["film", "shots/clouds", "--style", "art/wave.png"],
            "film: a project file is named .toml: tlstyle new film.toml shots/clouds ...",
        ),
        (
            ["film.toml", "--style", "art/wave.png"],
            "film.toml: the folders of stills come behind it: tlstyle new film.toml harbour ...",
        ),
        (
            ["film.toml", "clips", "--style", "art/wave.png"],
            "clips: holds no stills, nor folders of stills: "
            "clips/a.MP4: is not a video that can be read",
        ),
        (
            ["film.toml", "shots", "--style", "art/wave.png", "--music", "none.wav"],
            "--music none.wav: no such music file",
        ),
        (
            ["film.toml", "shots", "--style", "art/wave.png", "--size", "1921x1080"],
            "--size 1921x1080: is written 1920x1080, both even, from 16 on",
        ),
    ],
)
def test_arguments_that_mean_something_else_are_refused_with_what_to_write(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], what: str
) -> None:
    (place / "empty").mkdir()
    (place / "clips").mkdir()
    (place / "clips/a.MP4").touch()
    assert run(["new", *arguments]) == 2
    assert capsys.readouterr().err == f"error: {what}\n"
    assert not (place / "film.toml").exists()


def test_a_project_that_exists_is_not_replaced_by_a_new_one(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "film.toml").write_text("mine")
    assert run(["new", "film.toml", "shots", "--style", "art/wave.png"]) == 2
    assert "film.toml: exists and is left alone" in capsys.readouterr().err
    assert (place / "film.toml").read_text() == "mine"
