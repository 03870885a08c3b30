"""Frames that a person worked on: used, said, and kept before they are painted anew."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from conftest import FakePainter, Site, draw_noise
from tlstyle import png
from tlstyle.cli.app import run
from tlstyle.frames.file import read_frame
from tlstyle.steps.write import write_frame

STYLE = 'style = "red.png"'
HALF = f"{STYLE}\nstrength = 0.5"


def written_before(file: Path) -> None:
    """Write a frame as the version did that kept no checksum of its pixels."""
    with Image.open(file) as image:
        carried = json.loads(image.info["tlstyle"])
        pixels = np.asarray(image)
    del carried["pixels"]
    file.write_bytes(png.encode(pixels, "tlstyle", json.dumps(carried)))


@pytest.fixture
def painted(site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]) -> Site:
    draw_noise(site.folder / "one", 8, (48, 32))
    assert run(["build", str(site.file)]) == 0
    capsys.readouterr()
    painter.painted = 0
    return site


def save(file: Path, image: Image.Image, *, chunk: bool, kind: str = "PNG") -> bytes:
    """Save a picture as editors do, with or without the text that the file had."""
    text = Image.open(file).info["tlstyle"]
    info = PngImagePlugin.PngInfo()
    if chunk:
        info.add_text("tlstyle", text)
    image.save(file, kind, **({"pnginfo": info} if kind == "PNG" else {}))
    return file.read_bytes()


def negative(file: Path) -> Image.Image:
    return Image.fromarray(255 - np.asarray(Image.open(file).convert("RGB")))


def build(site: Site, *options: str) -> int:
    return run(["build", str(site.file), *options])


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("chunk", "words"), [(True, "1 retouched by hand"), (False, "1 not painted by tlstyle")]
)
@pytest.mark.parametrize("options", [(), ("--deep",)])
def test_a_frame_that_was_retouched_is_used_and_said(
    painted: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    chunk: bool,
    words: str,
    options: tuple[str, ...],
) -> None:
    film = (painted.folder / "film.mp4").read_bytes()
    file = painted.frames / "one/img3.png"
    retouched = save(file, negative(file), chunk=chunk)
    for command in ("status", "check"):
        assert run([command, str(painted.file)]) == 0
        assert f"{words}, kept" in said(capsys)
    assert build(painted, *options) == 0
    assert f"one: 8 of 8 done, {words}, kept" in said(capsys)
    assert painter.painted == 0
    assert file.read_bytes() == retouched
    assert (painted.folder / "film.mp4").read_bytes() != film
    assert build(painted) == 0
    assert "the film is as it was" in said(capsys)


@pytest.mark.parametrize("chunk", [True, False])
def test_before_a_retouched_frame_is_painted_again_it_is_named_and_kept(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], chunk: bool
) -> None:
    file = painted.frames / "one/img3.png"
    aside = painted.file.with_suffix(".work") / "retouched/one"
    retouched = save(file, negative(file), chunk=chunk)
    assert build(painted) == 0
    painted.replace(STYLE, HALF)
    capsys.readouterr()
    assert build(painted, "--dry-run") == 0
    words = f"one: 1 frame not as painted, kept in {aside}: img3.png"
    assert words in said(capsys)
    assert file.read_bytes() == retouched
    assert build(painted) == 0
    assert words in said(capsys)
    assert painter.painted == 8
    assert file.read_bytes() != retouched
    assert {kept.name: kept.read_bytes() for kept in aside.iterdir()} == {"img3.png": retouched}


def test_what_is_kept_is_never_overwritten(painted: Site, painter: FakePainter) -> None:
    file = painted.frames / "one/img3.png"
    aside = painted.file.with_suffix(".work") / "retouched/one"
    first = save(file, negative(file), chunk=True)
    assert run(["paint", str(painted.file), "--force"]) == 0
    second = save(file, Image.new("RGB", (32, 18), "red"), chunk=False)
    assert run(["paint", str(painted.file), "--force"]) == 0
    assert painter.painted == 28
    assert (aside / "img3.png").read_bytes() == first
    assert (aside / "img3-2.png").read_bytes() == second
    assert len(list(aside.iterdir())) == 2


def test_a_frame_that_was_only_recompressed_is_ours(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    file = painted.frames / "one/img3.png"
    save(file, Image.open(file), chunk=True)
    assert run(["status", str(painted.file)]) == 0
    assert "one: 8 of 8 done\n" in said(capsys)
    assert run(["paint", str(painted.file), "--force"]) == 0
    assert not (painted.file.with_suffix(".work") / "retouched").exists()


def test_pixels_are_compared_by_looking_deep(
    painted: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    file = painted.frames / "one/img3.png"
    text = Image.open(file).info["tlstyle"]
    file.write_bytes(png.encode(255 - read_frame(file), "tlstyle", text))
    assert run(["check", str(painted.file), "--deep"]) == 0
    assert "1 retouched by hand, kept" in said(capsys)


def test_frames_of_the_version_before_are_done_and_their_retouches_kept(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in painted.frames.rglob("*.png"):
        written_before(file)
    assert build(painted, "--deep") == 0
    out = said(capsys)
    assert "one: 8 of 8 done\n" in out
    assert painter.painted == 0
    file = painted.frames / "one/img3.png"
    save(file, negative(file), chunk=True)
    assert build(painted) == 0
    assert "1 retouched by hand, kept" in said(capsys)
    assert painter.painted == 0


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "TIFF"])
def test_pictures_of_other_kinds_are_used_too(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    file = painted.frames / "one/img3.png"
    other = save(file, negative(file), chunk=False, kind=kind)
    assert build(painted) == 0
    assert "1 not painted by tlstyle, kept" in said(capsys)
    assert painter.painted == 0
    assert file.read_bytes() == other


def scaled(file: Path) -> None:
    save(file, negative(file).resize((64, 36)), chunk=False)


def broken(file: Path) -> None:
    content = io.BytesIO()
    negative(file).resize((640, 360)).save(content, "JPEG")
    file.write_bytes(content.getvalue()[:2000])


@pytest.mark.parametrize(
    ("make", "reason"), [(scaled, "of another size"), (broken, "no picture that can be read")]
)
def test_what_cannot_be_used_is_kept_and_said(
    painted: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], None],
    reason: str,
) -> None:
    file = painted.frames / "one/img3.png"
    make(file)
    made = file.read_bytes()
    assert build(painted) == 0
    out = said(capsys)
    assert f"1 pending: {reason}" in out
    assert "one: 1 frame not as painted, kept in " in out
    assert painter.painted == 1
    aside = painted.file.with_suffix(".work") / "retouched/one"
    assert (aside / "img3.png").read_bytes() == made


def test_a_frame_retouched_while_the_rest_is_painted_is_kept(
    painted: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = painted.frames / "one/img3.png"
    painted.replace(STYLE, HALF)
    made: list[bytes] = []

    def opened(*_: object) -> FakePainter:
        made.append(save(file, negative(file), chunk=True))
        return painter

    monkeypatch.setattr("tlstyle.painters.models.open_painter", opened)
    assert run(["paint", str(painted.file)]) == 0
    aside = painted.file.with_suffix(".work") / "retouched/one"
    assert [(aside / "img3.png").read_bytes()] == made


def test_what_a_picture_was_used_for_may_be_lost(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    file = painted.frames / "one/img3.png"
    save(file, negative(file), chunk=False)
    assert run(["paint", str(painted.file)]) == 0
    record = painted.file.with_suffix(".work") / "adopted/frames/one/img3.json"
    assert json.loads(record.read_text())["strength"] == 1
    for lost in ("", "{", "[]"):
        record.write_text(lost)
        assert run(["paint", str(painted.file)]) == 0
        assert json.loads(record.read_text())["strength"] == 1
    assert painter.painted == 0
    painted.replace(STYLE, HALF)
    file.write_bytes(file.read_bytes())
    os.utime(file, (1, 1))  # another picture by now, made for the style as it is now
    capsys.readouterr()
    assert run(["status", str(painted.file)]) == 0
    assert "1 not painted by tlstyle, kept, 7 pending" in said(capsys)


def test_status_says_it_to_programs(painted: Site, capsys: pytest.CaptureFixture[str]) -> None:
    file = painted.frames / "one/img3.png"
    save(file, negative(file), chunk=True)
    assert run(["status", str(painted.file), "--json"]) == 0
    one, two = json.loads(said(capsys))["sequences"]
    assert one["altered"] == {"retouched by hand": 1}
    assert two["altered"] == {}


def test_painted_frames_that_will_be_painted_over_are_counted(
    painted: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    painted.replace(STYLE, HALF)
    (painted.frames / "one/img3.png").unlink()
    for command in (["status"], ["build", "--dry-run"]):
        assert run([*command, str(painted.file)]) == 0
        assert "7 painted frames are painted over: to keep them, copy" in said(capsys)
    assert run(["status", "--json", str(painted.file)]) == 0
    assert json.loads(said(capsys))["sequences"][0]["painted_over"] == 7


def test_forced_on_a_full_disk_all_that_is_left_is_counted(
    painted: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    written: list[Path] = []

    def until_full(file: Path, *rest: object) -> None:
        if len(written) >= 5:
            raise OSError(28, "No space left on device")
        written.append(file)
        write_frame(file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("tlstyle.steps.write.write_frame", until_full)
    assert run(["paint", str(painted.file), "--force", "--jobs", "1"]) == 1
    assert "the disk is full: 9 more frames take" in capsys.readouterr().err
