"""Several folders, cards and videos in one sequence, and several sequences in one folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_order import draw, draw_all
from test_videos import shades

from conftest import FakePainter, Site, draw_stills, draw_video
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.stills.find import find_footage

CARDS = ("b/DCIM/100CANON", "a/DCIM")


def names(folder: Path, *frames: str, trim: tuple[int, int] | None = None) -> list[str]:
    stills = find_footage(frames, folder, trim).stills
    return [still.file.relative_to(folder).as_posix() for still in stills]


def refusal(folder: Path, *frames: str) -> tuple[str, ...]:
    with pytest.raises(FootageError) as refused:
        find_footage(frames, folder)
    return refused.value.args


def draw_cards(folder: Path) -> None:
    """Draw a still on each of two cards by turns, those of the same names."""
    for minute, (card, number) in enumerate((c, n) for n in (1, 2, 10) for c in CARDS):
        draw(folder / card / f"IMG_{number}.jpg", f"10:{minute:02}:00")


def test_listed_folders_follow_each_other(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    draw_stills(site.folder / "late", 5)
    draw_stills(site.folder / "early", 5, start=4)
    site.replace('frames = "one"', 'frames = ["late", "early/*.png"]')
    assert run(["build", str(site.file)]) == 0
    painted = sorted(file.name for file in (site.frames / "one").iterdir())
    assert painted == [
        f"{n}.png"
        for n in sorted(
            [*(f"early-img{n}" for n in range(4, 9)), *(f"late-img{n}" for n in range(1, 6))]
        )
    ]
    found = find_footage(("late", "early/*.png"), site.folder)
    assert [still.stem for still in found.stills][4:6] == ["late-img5", "early-img4"]
    assert found.warnings == ()


def test_listed_cards_are_put_in_the_order_of_time(tmp_path: Path) -> None:
    draw_cards(tmp_path)
    found = find_footage(CARDS, tmp_path, order="time")
    stems = [still.stem for still in found.stills]
    assert stems[:4] == [
        "b-DCIM-100CANON-IMG_1",
        "a-DCIM-IMG_1",
        "b-DCIM-100CANON-IMG_2",
        "a-DCIM-IMG_2",
    ]
    assert found.warnings == ()


def test_a_list_against_time_is_told_with_the_cure(tmp_path: Path) -> None:
    draw_cards(tmp_path)
    (said,) = find_footage(CARDS, tmp_path).warnings
    assert said == (
        "as listed 100CANON/IMG_10.jpg (10:04:00) stands before DCIM/IMG_1.jpg (10:01:00): "
        '`order = "time"` puts them in the order in which they were taken'
    )


def test_both_parts_of_a_folder_may_be_listed(tmp_path: Path) -> None:
    draw_all(tmp_path, ["a0001.jpg", "a0002.jpg", "a9998.jpg", "a9999.jpg"])
    assert names(tmp_path, "a0*.jpg", "a9*.jpg") == sorted(file.name for file in tmp_path.iterdir())
    assert names(tmp_path, "a9*.jpg", "a0*.jpg", trim=(1, 3)) == ["a9999.jpg", "a0001.jpg"]
    assert find_footage(("a9*.jpg", "a0*.jpg"), tmp_path).warnings == ()


def test_all_that_is_wrong_with_a_list_is_told(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace('frames = "one"', 'frames = ["one", "three", "four/*.jpg"]')
    assert run(["check", str(site.file)]) == 2
    said = capsys.readouterr().err.splitlines()
    start = f"error: {site.file}: line 12: sequence 'one': no stills found: nothing matches "
    assert [line.removeprefix(start).split()[0] for line in said] == ["three", "four/*.jpg"]


def test_a_still_that_is_listed_twice_is_refused(tmp_path: Path) -> None:
    draw_all(tmp_path / "a", ["1.jpg", "2.jpg"])
    assert refusal(tmp_path, "a", "./a/*.jpg") == (
        f"{tmp_path}/a/1.jpg and 1 more: named more than once by `frames`: name it once",
    )


def test_listed_videos_follow_each_other(tmp_path: Path) -> None:
    for number, name in enumerate(["GX02.mp4", "GX01.mp4"], 3):
        draw_video(tmp_path / name, number)
    found = find_footage(("GX01.mp4", "GX02.mp4"), tmp_path)
    assert [still.stem for still in found.stills] == [
        *(f"GX01-{number:06}" for number in range(1, 5)),
        *(f"GX02-{number:06}" for number in range(1, 4)),
    ]
    assert find_footage(("GX01.mp4", "GX02.mp4"), tmp_path, (3, 5)).stills == found.stills[3:5]
    shown = shades(tmp_path, ("GX01.mp4", "GX02.mp4"))
    assert shown == pytest.approx([0, 10, 20, 30, 0, 10, 20], abs=3)


def test_listed_videos_of_other_sizes_are_refused(tmp_path: Path) -> None:
    from films import ffmpeg

    draw_video(tmp_path / "1.mp4", 3)
    ffmpeg("-i", tmp_path / "1.mp4", "-vf", "scale=32:24", tmp_path / "2.mp4")
    (said,) = refusal(tmp_path, "1.mp4", "2.mp4")
    assert said.endswith(f"/2.mp4: has other size than {tmp_path}/1.mp4: make them sequences each")


def test_videos_and_pictures_are_not_listed_together(tmp_path: Path) -> None:
    draw_video(tmp_path / "clip.mp4", 3)
    draw_all(tmp_path / "a", ["1.jpg", "2.jpg"])
    (said,) = refusal(tmp_path, "a", "clip.mp4")
    assert said.startswith(f"{tmp_path}/clip.mp4: is a video: name it alone")


def draw_evening(folder: Path) -> None:
    """Draw three sequences of one card, four stills each, 5 s apart; one is 20 s late."""
    starts = ("18:00", "19:30", "19:34")
    times = [f"{start}:{second:02}" for start in starts for second in (0, 5, 25, 30)]
    draw_all(folder, {f"DSC{number:04}.jpg": time for number, time in enumerate(times, 1)})


def test_sequences_on_one_card_are_told_with_the_trim_that_takes_each(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    draw_evening(site.folder / "card")
    site.replace('frames = "one"', 'frames = "card"')
    assert run(["check", str(site.file)]) == 0
    (said,) = capsys.readouterr().err.splitlines()
    assert said.endswith(
        "sequence 'one': EXIF times leap behind DSC0004.jpg (1 h 30 min) and DSC0008.jpg (4 min): "
        "for sequences of their own, `trim` = [0, 4], [4, 8] and [8, 12] take a part each"
    )


@pytest.mark.parametrize(("trim", "left"), [((0, 4), ""), ((4, 8), ""), ((2, 8), "[2, 4] and [4,")])
def test_what_trim_leaves_out_is_no_leap(tmp_path: Path, trim: tuple[int, int], left: str) -> None:
    draw_evening(tmp_path)
    said = "".join(find_footage(".", tmp_path, trim).warnings)
    assert left in said
    assert bool(said) == bool(left)


def test_of_many_parts_the_first_are_told(tmp_path: Path) -> None:
    times = [f"{hour:02}:00:{second:02}" for hour in range(10) for second in (0, 1, 2)]
    draw_all(tmp_path, {f"{number:02}.jpg": time for number, time in enumerate(times)})
    (said,) = find_footage(".", tmp_path, order="time").warnings
    assert "17.jpg (1 h 0 min) and 3 more: " in said
    assert "[15, 18] and 4 more take" in said
