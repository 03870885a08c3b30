from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from conftest import FakePainter, Site, draw_video
from tlstyle.cli.app import run
from tlstyle.stills.doctor import examine
from tlstyle.stills.find import find_footage

STREET = np.random.default_rng(0).integers(60, 180, (40, 60), np.uint8)


def draw(file: Path, *, brighter: int = 0, right: int = 0, second: int = 0) -> None:
    """Draw a still of a street of blocks."""
    picture = Image.fromarray(np.roll(STREET, right, 1) + np.uint8(brighter)).convert("RGB")
    exif = Image.Exif()
    exif[306] = (datetime(2026, 6, 1) + timedelta(seconds=second)).strftime("%Y:%m:%d %H:%M:%S")
    picture.resize((600, 400), Image.Resampling.NEAREST).save(file, exif=exif)


@pytest.fixture
def street(tmp_path: Path) -> Path:
    folder = tmp_path / "street"
    folder.mkdir()
    for number in range(20):
        draw(folder / f"img{number:02}.jpg", brighter=number % 3, second=10 * number)
    return folder


def said(folder: Path) -> list[str]:
    odd, broken, _ = examine(find_footage(folder.name, folder.parent).stills)
    assert not broken
    return odd


def test_a_sound_sequence_is_passed_without_a_word(street: Path) -> None:
    assert said(street) == []


def black(file: Path) -> None:
    Image.new("RGB", (600, 400), (2, 2, 2)).save(file)


def stain(file: Path, level: int) -> None:
    """Put a bird at the lens, or headlights: about a quarter of the picture."""
    with Image.open(file) as image:
        exif = image.getexif()
        image.paste((level,) * 3, (100, 100, 400, 300))
        image.save(file, exif=exif)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (black, "img10.jpg is black"),
        (lambda f: shutil.copy(f.with_name("img09.jpg"), f), "img10.jpg is the same as img09.jpg"),
        (lambda f: draw(f, brighter=70, second=100), "img10.jpg stands out: 100% of it"),
        (lambda f: stain(f, 0), "img10.jpg stands out: 25% of it is darker"),
        (lambda f: stain(f, 255), "img10.jpg stands out: 25% of it is brighter"),
        (
            lambda f: draw(f, right=4, second=100),
            "the camera moved by 7% of the picture",
        ),
        (lambda f: draw(f, second=109), "19 s pass before img10.jpg, 10 s elsewhere"),
        (lambda f: f.unlink(), "20 s pass before img11.jpg, 10 s elsewhere"),
    ],
)
def test_oddities_are_named(street: Path, change: Callable[[Path], object], line: str) -> None:
    change(street / "img10.jpg")
    assert any(line in each for each in said(street)), said(street)


def test_light_that_changes_and_stays_is_no_odd_still_but_a_jump(street: Path) -> None:
    for number in range(10, 20):
        draw(street / f"img{number:02}.jpg", brighter=40 + number % 3, second=10 * number)
    assert said(street) == ["the brightness jumps by +41 levels of 255 at img10.jpg"]


def test_an_odd_still_is_told_once_and_not_as_two_jumps(street: Path) -> None:
    draw(street / "img10.jpg", brighter=70, second=100)
    draw(street / "img11.jpg", brighter=70, second=110)
    told = said(street)
    assert len(told) == 2
    assert [line.split()[0] for line in told] == ["img10.jpg", "img11.jpg"]


def test_none_of_the_real_stills_is_odd_but_the_ones_put_there(shared: Path) -> None:
    for folder in sorted((shared / "data/timelapse").iterdir()):
        stills = find_footage(folder.name, folder.parent).stills[:20]
        assert not [line for line in examine(stills).odd if "stands out" in line or "black" in line]


def test_a_camera_on_the_move_is_meant(street: Path) -> None:
    for number in range(20):
        draw(street / f"img{number:02}.jpg", right=4 * number, second=10 * number)
    assert said(street) == []


def test_stills_are_looked_at_upright(street: Path) -> None:
    for number in (8, 9):
        file = street / f"img{number:02}.jpg"
        with Image.open(file) as image:
            exif = image.getexif()
            exif[ExifTags.Base.Orientation] = 3
            image.transpose(Image.Transpose.ROTATE_180).save(file, exif=exif)
    assert said(street) == []


def test_many_of_a_kind_are_counted(street: Path) -> None:
    for number in range(8, 13):
        black(street / f"img{number:02}.jpg")
    assert said(street)[3] == "and 2 more like: img11.jpg is black"


def test_stills_that_cannot_be_decoded_are_named_beside_what_is_odd(street: Path) -> None:
    black(street / "img15.jpg")
    stills = find_footage(street.name, street.parent).stills
    for still in stills[4:8]:
        still.file.write_bytes(bytes(still.bytes))
        os.utime(still.file, ns=(0, still.mtime_ns))
    odd, broken, _ = examine(stills)
    assert odd == ["img15.jpg is black"]
    names = [line.split(": ")[0] for line in broken]
    assert names == [*(f"{street}/img0{number}.jpg" for number in (4, 5, 6)), "and 1 more like"]


def test_a_video_that_changes_meanwhile_is_named(tmp_path: Path) -> None:
    draw_video(tmp_path / "clip.mp4", 20)
    stills = find_footage("clip.mp4", tmp_path).stills
    draw_video(tmp_path / "clip.mp4", 3)
    _, (broken,), _ = examine(stills)
    assert broken.startswith(f"{tmp_path}/clip.mp4: changed since this run began")


def test_the_real_camera_that_was_moved_is_found_and_no_other(shared: Path) -> None:
    moved = {
        folder.name: [line for line in said(folder) if "camera moved" in line]
        for folder in (shared / "data/timelapse").iterdir()
    }
    assert [name for name, lines in moved.items() if lines] == ["melting_icecube"]
    assert moved["melting_icecube"][0].endswith("before S60_050504_184017.jpg")


def test_check_deep_names_oddities_and_damage_and_is_not_fatal(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(site.file)]) == 0
    Image.new("RGB", (48, 32)).save(site.folder / "two/img52.png")
    frame = site.frames / "one/img3.png"
    whole = bytearray(frame.read_bytes())
    whole[-20] ^= 1
    frame.write_bytes(bytes(whole))
    assert run(["check", str(site.file)]) == 0
    assert "warning" not in capsys.readouterr().err
    assert run(["check", str(site.file), "--deep"]) == 0
    said = capsys.readouterr().err
    assert "sequence 'two': img52.png is black" in said
    assert "sequence 'one': film.work/frames/one/img3.png: is damaged: paint it again" in said
    assert run(["build", str(site.file), "--deep"]) == 0
    assert "damaged" not in capsys.readouterr().err


def test_a_deep_check_of_a_part_finds_what_is_there_and_all_parts_find_all(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(site.file)]) == 0
    still, frame = site.folder / "one/img8.png", site.frames / "two/img50.png"
    for file, place in ((still, -20), (frame, -20)):
        content = bytearray(file.read_bytes())
        content[place] ^= 1
        file.write_bytes(bytes(content))
    capsys.readouterr()
    said = []
    for number in range(1, 4):
        code = run(["check", str(site.file), "--deep", "--subset", f"{number}/3"])
        said.append((code, capsys.readouterr().err))
    assert [code for code, _ in said] == [0, 0, 2]
    assert ["img8.png: cannot be decoded" in err for _, err in said] == [False, False, True]
    assert ["img50.png: is damaged" in err for _, err in said] == [True, False, False]


def test_neighbours_in_two_parts_are_compared(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    for parts in (3, 8):
        for number in (2, 3, 5, 6):
            for each in range(1, 9):
                grey = 100 + each - (each == number)
                Image.new("L", (48, 32), grey).save(site.folder / f"one/img{each}.png")
            capsys.readouterr()
            for part in range(1, parts + 1):
                assert run(["check", str(site.file), "--deep", "--subset", f"{part}/{parts}"]) == 0
            said = capsys.readouterr().err
            assert said.count(f"img{number}.png is the same as img{number - 1}.png") == 1


def test_a_subset_of_more_parts_than_stills_may_be_empty(site: Site) -> None:
    for number in range(1, 10):
        assert run(["check", str(site.file), "--deep", "--subset", f"{number}/9"]) == 0


def test_a_subset_is_one_of_a_deep_check(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(site.file), "--subset", "1/3"]) == 2
    assert "--subset 1/3: is a part of what --deep looks at: add --deep" in capsys.readouterr().err
    assert run(["check", str(site.file), "--deep", "--subset", "4/3"]) == 2
    assert "--subset 4/3: subsets are counted from 1" in capsys.readouterr().err
