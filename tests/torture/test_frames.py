"""Painted frames that were damaged or replaced: found on the next run and painted again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from conftest import FakePainter, Site, draw_noise
from tally import Tries
from tlstyle.cli.app import run
from tlstyle.frames.file import read_provenance
from tlstyle.steps.write import write_frame

Tally = Callable[[str, int, int], Tries]


def cut(file: Path, dice: random.Random) -> None:
    file.write_bytes(file.read_bytes()[: dice.randrange(file.stat().st_size)])


def emptied(file: Path, dice: random.Random) -> None:
    file.write_bytes(b"")


def zeroed(file: Path, dice: random.Random) -> None:
    """Zero a file from some byte on, as a power cut may."""
    whole = file.read_bytes()
    start = dice.randrange(len(whole))
    file.write_bytes(whole[:start] + bytes(len(whole) - start))


def a_persons_picture(file: Path, dice: random.Random) -> None:
    """Put another picture in a frame's place, or save the frame anew with other pixels."""
    kind = dice.choice(["PNG", "JPEG", "WEBP", "TIFF"])
    info = PngImagePlugin.PngInfo()
    if kind == "PNG" and dice.random() < 0.5:
        info.add_text("tlstyle", Image.open(file).info["tlstyle"])
    colour = tuple(dice.randrange(256) for _ in range(3))
    picture = Image.new("RGB", (32, 18), colour)
    picture.save(file, kind, **({"pnginfo": info} if kind == "PNG" else {}))


def a_persons_picture_of_another_size(file: Path, dice: random.Random) -> None:
    kind = dice.choice(["PNG", "JPEG", "WEBP", "TIFF"])
    Image.new("RGB", (dice.randrange(33, 60), 18), "red").save(file, kind)


def another_size(file: Path, dice: random.Random) -> None:
    _, carried = read_provenance(file) or (None, None)
    assert carried
    write_frame(file, np.zeros((18, dice.randrange(1, 32), 3), np.uint8), carried)


def another_frame(file: Path, dice: random.Random) -> None:
    others = sorted(set(file.parent.iterdir()) - {file})
    file.write_bytes(dice.choice(others).read_bytes())


def foreign_provenance(file: Path, dice: random.Random) -> None:
    _, carried = read_provenance(file) or (None, None)
    assert carried
    key = dice.choice(sorted(carried.keys() - {"source", "touched", "still", "pixels"}))
    write_frame(file, np.zeros((18, 32, 3), np.uint8), carried | {key: "elsewhere"})


def no_provenance(file: Path, dice: random.Random) -> None:
    text = dice.choice(["", "[]", "{", "null", "{}" * 3, "\N{SNOWMAN}", '{"still": NaN}'])
    write_frame(file, np.zeros((18, 32, 3), np.uint8), {})
    file.write_bytes(file.read_bytes().replace(b"{}", text.encode()[:2].ljust(2)))


def a_flipped_byte(file: Path, dice: random.Random) -> None:
    whole = bytearray(file.read_bytes())
    whole[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
    file.write_bytes(bytes(whole))


CHEAP = (
    *(cut, emptied, zeroed, another_size, another_frame),
    *(foreign_provenance, no_provenance, a_persons_picture_of_another_size),
)


@pytest.fixture
def painted(site: Site, painter: FakePainter) -> Site:
    draw_noise(site.folder / "one", 8, (48, 32))
    assert run(["paint", str(site.file)]) == 0
    return site


@pytest.mark.parametrize("damage", CHEAP, ids=lambda damage: damage.__name__)
def test_damage_is_found_and_painted_again(
    painted: Site, painter: FakePainter, tally: Tally, damage: Callable[[Path, random.Random], None]
) -> None:
    files = sorted(painted.frames.rglob("*.png"))
    whole = {file: file.read_bytes() for file in files}
    name = f"frame damaged: {damage.__name__.replace('_', ' ')}"
    for seed, attempt in tally(name, 5, 100):
        with attempt:
            dice = random.Random(seed)
            file = dice.choice(files)
            damage(file, dice)
            painter.painted = 0
            assert run(["paint", str(painted.file), "--quiet"]) == 0
            assert painter.painted == 1
            assert {each: each.read_bytes() for each in files} == whole


def test_a_persons_picture_is_used_and_kept_when_all_is_painted_again(
    painted: Site, painter: FakePainter, tally: Tally
) -> None:
    files = sorted(painted.frames.rglob("*.png"))
    whole = {file: file.read_bytes() for file in files}
    kept = painted.file.with_suffix(".work") / "retouched"
    for seed, attempt in tally("frame retouched or replaced by a person", 5, 100):
        with attempt:
            dice = random.Random(seed)
            file = dice.choice(files)
            a_persons_picture(file, dice)
            made = file.read_bytes()
            painter.painted = 0
            assert run(["paint", str(painted.file), "--quiet"]) == 0
            assert painter.painted == 0
            assert file.read_bytes() == made
            assert run(["paint", str(painted.file), "--quiet", "--force"]) == 0
            assert {each: each.read_bytes() for each in files} == whole
            assert [each.read_bytes() for each in kept.rglob("*.png")].count(made) == 1
            shutil.rmtree(kept)


def test_provenance_of_another_stills_content_is_found_by_looking_deep(
    painted: Site, painter: FakePainter
) -> None:
    file = painted.frames / "one/img3.png"
    whole = file.read_bytes()
    _, carried = read_provenance(file) or (None, None)
    write_frame(file, np.zeros((18, 32, 3), np.uint8), (carried or {}) | {"still": "elsewhere"})
    assert run(["paint", str(painted.file), "--deep"]) == 0
    assert file.read_bytes() == whole


def test_a_flipped_bit_is_found_by_looking_deep(
    painted: Site, painter: FakePainter, tally: Tally, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted(painted.frames.rglob("*.png"))
    whole = {file: file.read_bytes() for file in files}
    for seed, attempt in tally("frame damaged: any bit flipped (--deep)", 5, 100):
        with attempt:
            dice = random.Random(seed)
            a_flipped_byte(dice.choice(files), dice)
            painter.painted = 0
            assert run(["paint", str(painted.file), "--quiet", "--deep"]) == 0
            assert painter.painted == 1
            assert {each: each.read_bytes() for each in files} == whole


def test_a_film_of_a_frame_that_is_damaged_inside_is_not_written(
    painted: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    file = painted.frames / "one/img3.png"
    whole = file.read_bytes()
    file.write_bytes(whole[:-400] + bytes(300) + whole[-100:])
    assert run(["build", str(painted.file)]) == 1
    assert "img3.png: this picture of the film cannot be read: paint it" in capsys.readouterr().err
    assert not (painted.folder / "film.mp4").exists()
    assert run(["build", str(painted.file), "--deep"]) == 0
    assert file.read_bytes() == whole
