"""Stills that a sequence goes without: named by hand, or because they stand out."""

from __future__ import annotations

import json
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_stills, draw_video
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.frames.plan import plan_shots
from tlstyle.stills.find import find_footage
from tlstyle.stills.odd import oddities
from tlstyle.stills.skip import Skip


def stems(site: Site) -> list[str]:
    return sorted(file.stem for file in (site.frames / "one").iterdir())


def skip(site: Site, what: str) -> Site:
    site.replace('style = "red.png"', f'style = "red.png"\n{what}')
    return site


@pytest.mark.parametrize(
    ("skip", "left"),
    [
        ((3,), [1, 2, 4, 5, 6, 7, 8]),
        (("2-4", "img8.png"), [1, 5, 6, 7]),
        (("img1", 2), [3, 4, 5, 6, 7, 8]),
        (("#1", "3", "#5 - #6", "one/img8.png"), [2, 4, 7]),
    ],
)
def test_stills_are_named_by_number_range_or_file(site: Site, skip: Skip, left: list[int]) -> None:
    footage = find_footage("one", site.folder, skip=skip)
    assert [still.stem for still in footage.stills] == [f"img{number}" for number in left]
    assert not footage.warnings


def test_trim_counts_the_stills_that_are_left_out_too(site: Site) -> None:
    footage = find_footage("one", site.folder, trim=(2, 6), skip=(4, 1))
    assert [still.stem for still in footage.stills] == ["img3", "img5", "img6"]


def test_pictures_of_a_video_have_the_numbers_of_their_frames(tmp_path: Path) -> None:
    draw_video(tmp_path / "clip.mp4", 6)
    footage = find_footage("clip.mp4", tmp_path, skip=("2-3",))
    assert [still.stem for still in footage.stills] == ["000001", "000004", "000005", "000006"]
    assert [still.name for still in footage.skipped] == [f"clip.mp4, picture {n}" for n in (2, 3)]


@pytest.mark.parametrize(
    ("skip", "said"),
    [
        ((9,), "`skip` = 9: there is no such still, of img1.png to img8.png, numbers 1 to 8"),
        (("img9.png",), '`skip` = "img9.png": there is no such still'),
        (("4-2",), '`skip` = "4-2": there is no such still'),
        (("1-8",), "`skip` leaves no still: name fewer"),
    ],
)
def test_what_is_not_there_cannot_be_left_out(site: Site, skip: Skip, said: str) -> None:
    with pytest.raises(FootageError) as caught:
        find_footage("one", site.folder, skip=skip)
    assert said in str(caught.value)


def test_of_two_stills_of_one_number_a_file_is_to_be_named(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        draw_stills(tmp_path / folder, 3)
    both = ("a", "b")
    with pytest.raises(FootageError, match=r'both have this number: name files, as "b/img2.png"'):
        find_footage(both, tmp_path, skip=(2,))
    footage = find_footage(both, tmp_path, skip=("b/img2.png",))
    assert [still.file.parent.name for still in footage.stills] == ["a"] * 3 + ["b"] * 2
    assert len(find_footage(both, tmp_path, skip=("img2.png",)).stills) == 4


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("skip = 4", "`skip` must be a list in brackets, not 4"),
        ("skip = [-1]", "must be at least 0, not -1"),
        ('skip = [""]', "`skip"),
        ('odd = "drop"', "`odd`"),
    ],
)
def test_what_is_no_skip_is_told_in_a_line(
    site: Site, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    skip(site, line)
    assert run(["check", str(site.file)]) == 2
    (told,) = capsys.readouterr().err.splitlines()[:1]
    assert "line 14: sequence 'one': " in told
    assert said in told


def test_a_wrong_skip_is_told_with_its_line(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    skip(site, "skip = [9]")
    assert run(["check", str(site.file)]) == 2
    assert "line 14: sequence 'one': `skip` = 9: there is no such still" in capsys.readouterr().err


def test_a_still_that_cannot_be_read_can_be_left_out(site: Site, painter: FakePainter) -> None:
    (site.folder / "one/img4.png").write_bytes(b"nothing")
    assert run(["check", str(site.file)]) == 2
    skip(site, "skip = [4]")
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert stems(site) == [f"img{number}" for number in (1, 2, 3, 5, 6, 7, 8)]


def test_the_film_is_shorter_the_other_frames_stay_and_every_count_says_so(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(site.file), "--quiet"]) == 0
    before, painted = check(site.file).timeline.length, painter.painted
    skip(site, 'skip = ["2-3"]')
    capsys.readouterr()
    assert run(["check", str(site.file)]) == 0
    assert "one: 2 stills left out by `skip`: img2.png, img3.png" in capsys.readouterr().out
    assert run(["status", str(site.file)]) == 0
    said = capsys.readouterr().out
    assert "one: 2 stills left out by `skip`: img2.png, img3.png" in said
    assert "one: 6 of 6 done" in said
    assert "one: 2 frames that are no longer in it: see clean" in said
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert painter.painted == painted
    count = imageio_ffmpeg.count_frames_and_secs(str(site.folder / "film.mp4"))[0]
    assert count == before - 2
    capsys.readouterr()
    assert run(["status", str(site.file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sequences"][0]["left_out"] == [
        "img2.png",
        "img3.png",
    ]


def test_neighbours_close_up(site: Site) -> None:
    skip(site, "skip = [4]\nsteady = 1")
    checked = check(site.file)
    plan = plan_shots(checked.project, checked.footages)[0]
    windows = [[still.stem for still in frame.window] for frame in plan.frames]
    assert windows[2] == ["img2", "img3", "img5"]
    assert windows[3] == ["img3", "img5", "img6"]


def flashing(site: Site, more: str = "") -> Site:
    """Draw stills of a street, of which the sixth is lit by a flash, and leave odd ones out."""
    random = np.random.default_rng(0)
    street = random.integers(30, 110, (32, 48, 3))
    for number in range(1, 13):
        light = 100 if number == 6 else 0
        noisy = np.clip(street + light + random.integers(-2, 3, street.shape), 0, 255)
        Image.fromarray(noisy.astype(np.uint8)).save(site.folder / f"one/img{number}.png")
    return skip(site, f'odd = "skip"\n{more}')


def test_a_still_that_stands_out_is_left_out_once_the_light_is_measured(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    flashing(site, "deflicker = true")
    assert run(["check", str(site.file)]) == 0
    shown = capsys.readouterr()
    assert "odd stills are not left out yet: build looks for them" in shown.err
    assert not (site.folder / "film.work").exists()
    assert run(["build", str(site.file)]) == 0
    said = capsys.readouterr().out
    assert "light in one: all 12 done" in said
    assert "one: 1 still left out that stand out: img6.png" in said
    assert len(stems(site)) == 11
    assert "img6" not in stems(site)
    film = site.folder / "film.mp4"
    assert imageio_ffmpeg.count_frames_and_secs(str(film))[0] == 11 + 6 - 3
    painted = painter.painted
    assert run(["build", str(site.file)]) == 0
    again = capsys.readouterr()
    assert "light in one" not in again.out
    assert "not left out yet" not in again.err
    assert painter.painted == painted
    assert run(["status", str(site.file)]) == 0
    said = capsys.readouterr().out
    assert "one: 11 of 11 done" in said
    assert "exposure flickers by 0." in said  # measured without the flash
    assert run(["clean", str(site.file)]) == 0
    assert "light" not in capsys.readouterr().out


def test_a_preview_and_a_shard_leave_it_out_too(site: Site, painter: FakePainter) -> None:
    flashing(site)
    assert run(["preview", str(site.file), "--quiet"]) == 0
    assert run(["paint", str(site.file), "--shard", "1/2", "--quiet"]) == 0
    assert run(["paint", str(site.file), "--shard", "2/2", "--quiet"]) == 0
    assert len(stems(site)) == 11


def test_all_sequences_can_go_without_odd_stills(site: Site, painter: FakePainter) -> None:
    flashing(site)
    site.replace('odd = "skip"\n', "")
    site.replace("[edit]", '[edit]\nodd = "skip"')
    assert run(["paint", str(site.file), "--quiet"]) == 0
    assert len(stems(site)) == 11


def scene(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    random = np.random.default_rng(1)
    still = random.uniform(0.02, 0.5, (32, 48))
    return np.asarray(still * random.normal(1, 0.03, (count, 32, 48)), np.float32)


def numbers(light: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> list[int]:
    return [oddity.number for oddity in oddities(light)]


def test_odd_is_what_comes_and_goes_in_one_still_or_two_and_fills_a_part_of_the_picture() -> None:
    light = scene(60)
    assert numbers(light) == []
    light[4] *= 3  # a flash
    light[10, 10:20, 10:24] = 0.01  # a bird
    light[17:19, 8:14, 30:46] = 0.9  # headlights, in two
    light[59] = 0  # a black frame, the last
    assert numbers(light) == [4, 10, 17, 18, 59]
    light = scene(30)
    light[12, 5:8, 5:8] = 0.9  # a lamp, 9 of 1536 parts
    light[15:] *= 0.3  # a cloud before the sun, which stays
    light[20:24, :, :20] *= 3  # a ship that stays for four stills
    light *= np.linspace(1, 0.1, 30, dtype=np.float32)[:, None, None]  # dusk
    assert numbers(light) == []
