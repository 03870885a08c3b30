"""A single picture: painted as a film's frame is, where somebody wants it."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from conftest import FakePainter, Site, draw_video
from deep_files import png_of, ramp
from program import tlstyle
from tlstyle.cli.app import run
from tlstyle.frames.file import read_frame
from tlstyle.steps.paint import MAGENTA_URL


def one(site: Site, still: str, output: str, *options: str) -> int:
    """Paint a still of a project's in red, as its first sequence is painted."""
    named = [str(site.folder / name) for name in (still, "red.png")]
    return run(["one", *named, "-o", str(site.folder / output), *options])


def draw_stills_of(kind: str, folder: Path) -> str:
    """Put other stills in the place of a sequence's, 48x32 when upright; return one's name."""
    for file in folder.iterdir():
        file.unlink()
    for number in (1, 2):
        if kind == "deep":
            (folder / f"img{number}.png").write_bytes(png_of(ramp(32, 48)))
            continue
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 6
        ramped = (ramp(48, 32) >> 8).astype(np.uint8)
        Image.fromarray(ramped).save(folder / f"img{number}.jpg", exif=exif)
    return f"one/img1.{'png' if kind == 'deep' else 'jpg'}"


@pytest.mark.parametrize("kind", ["plain", "deep", "turned"])
def test_it_is_the_first_frame_of_a_film_of_its_size(
    site: Site, painter: FakePainter, kind: str
) -> None:
    still = "one/img1.png" if kind == "plain" else draw_stills_of(kind, site.folder / "one")
    keys = 'style = "red.png"\nstrength = 0.5\nstrokes = 2.0'
    site.replace('style = "red.png"', keys)
    site.replace("[32, 18]", "[48, 32]")
    site.replace("dissolve = 0.125", "dissolve = 0.0")
    site.replace("fade_in = 0.1\nfade_out = 0.1", "fade_in = 0.0\nfade_out = 0.0")
    assert run(["paint", str(site.file), "--sequence", "one", "--quiet"]) == 0
    assert one(site, still, "out.png", "--strength", "0.5", "--strokes", "2", "--quiet") == 0
    frame = site.frames / "one" / "img1.png"
    assert (site.folder / "out.png").read_bytes() == frame.read_bytes()


def test_a_network_is_found_where_it_is_named(
    site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr("tlstyle.commands.one.check_model", looked_at.append)
    monkeypatch.chdir(site.folder)
    for number, model in enumerate(("net", str(site.folder / "net"), "magenta", "builtin")):
        assert one(site, "one/img1.png", f"{number}.png", "--model", model, "--quiet") == 0
    own = str(site.folder / "net")
    assert looked_at == [own, own, MAGENTA_URL, "builtin"]


def test_it_has_the_size_that_is_asked_for_or_its_own(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (51, 33), "green").save(site.folder / "odd.png")
    assert one(site, "odd.png", "own.png") == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(site.folder / "own.png")
    assert one(site, "odd.png", "asked.jpg", "--size", "40x21", "--quiet") == 0
    assert read_frame(site.folder / "own.png").shape == (33, 51, 3)
    with Image.open(site.folder / "asked.jpg") as asked:
        assert (asked.format, asked.size) == ("JPEG", (40, 21))


def test_where_memory_lacks_it_is_smaller_and_that_is_said(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Image.new("RGB", (200, 100), "green").save(site.folder / "large.png")
    monkeypatch.setattr("tlstyle.system.memory.available", lambda: 200 * 100 * 120 / 4)
    assert one(site, "large.png", "out.png", "--quiet") == 0
    assert read_frame(site.folder / "out.png").shape == (50, 100, 3)
    assert (
        "large.png: painted at 100x50, for want of memory; --size says" in capsys.readouterr().err
    )
    assert one(site, "large.png", "fine.png", "--quiet", "--strokes", "0.5") == 0
    assert read_frame(site.folder / "fine.png").shape == (24, 50, 3)
    capsys.readouterr()
    painter.largest_canvas = 60
    assert one(site, "large.png", "less.png", "--size", "100x50") == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "large.png: no memory for a canvas of 100x50; 50x24 fits: name a smaller --size" in said


def test_what_stands_there_is_replaced_by_force_alone(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    output = site.folder / "out.png"
    output.write_text("mine")
    assert one(site, "one/img1.png", "out.png") == 1
    assert "is there and is left alone: choose another name, or" in capsys.readouterr().err
    assert output.read_text() == "mine"
    still = site.folder / "one" / "img1.png"
    before = still.read_bytes()
    assert one(site, "one/img1.png", "one/img1.png", "--force") == 1
    assert "is what the picture is painted from" in capsys.readouterr().err
    assert still.read_bytes() == before
    assert one(site, "one/img1.png", "out.png", "--force", "--quiet") == 0
    assert read_frame(output).shape == (32, 48, 3)


@pytest.mark.parametrize(
    ("still", "output", "options", "code", "words"),
    [
        ("none.png", "out.png", [], 2, "none.png: no such picture: name one"),
        ("one", "out.png", [], 2, "one: is a folder: name one picture"),
        ("shot.mp4", "out.png", [], 2, "shot.mp4: is more than one picture"),
        ("broken.jpg", "out.png", [], 1, "broken.jpg: "),
        ("one/img1.png", "out.gif", [], 2, "named .png or .jpg"),
        ("one/img1.png", "no/out.png", [], 2, "there is no folder"),
        ("one/img1.png", "two", [], 2, "named .png or .jpg"),
        ("one/img1.png", "out.png", ["--size", "big"], 2, "--size big: is written 1920x1080"),
        (
            "one/img1.png",
            "out.png",
            ["--size", "8x8"],
            2,
            "cannot be painted at 8x8: sides have",
        ),
        ("one/img1.png", "out.png", ["--strokes", "9"], 2, "--strokes 9: must be from 0.5 to 4"),
        ("one/img1.png", "out.png", ["--strength", "nan"], 2, "--strength nan: must be from 0 to"),
        ("one/img1.png", "out.png", ["--model", "away"], 2, "away: no such folder"),
        ("one/img77.png", "out.png", [], 2, "no such picture: did you mean `"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    still: str,
    output: str,
    options: list[str],
    code: int,
    words: str,
) -> None:
    if still == "shot.mp4":
        draw_video(site.folder / still, 2)
    (site.folder / "broken.jpg").write_bytes(b"\xff\xd8\xff no more")
    assert one(site, still, output, *options) == code
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not painter.painted


def test_a_folder_is_no_style(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    still, folder, output = (site.folder / name for name in ("one/img1.png", "two", "out.png"))
    assert run(["one", str(still), str(folder), "-o", str(output)]) == 2
    assert capsys.readouterr().err == f"error: {folder}: is a folder: name a picture in it\n"


def test_a_stop_leaves_nothing(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    passing = site.folder / "passing"
    passing.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    painter.fail_on = 1
    assert one(site, "one/img1.png", "out.png", "--quiet") == 130
    assert capsys.readouterr().err == "error: stopped: nothing is written\n"
    assert not (site.folder / "out.png").exists()
    assert not list(passing.iterdir())


def test_nobody_but_us_says_what_is_wrong_with_a_picture(site: Site) -> None:
    tags = {256: 16, 257: 16, 258: 8, 259: 1, 262: 1, 273: 8, 277: 60000, 278: 16, 279: 256}
    entries = b"".join(struct.pack("<2HI2H", tag, 3, 1, value, 0) for tag, value in tags.items())
    still = site.folder / "odd.tif"
    head = b"II*\0" + struct.pack("<IH", 8, len(tags))
    still.write_bytes(head + entries + bytes(260))
    style, output = site.folder / "red.png", site.folder / "out.png"
    code, said = tlstyle("one", still, style, "-o", output)
    assert (code, said) == (
        1,
        f"error: {still}: is not a picture that can be read: save it anew as JPEG, PNG or TIFF\n",
    )
