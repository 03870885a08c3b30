from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.stills.find import find_footage
from tlstyle.stills.order import Order

Names = Sequence[str]
ORDERS: tuple[Order, ...] = ("name", "time")

BURST = {"a1.jpg": "10:40:00", "b1.jpg": "10:41:00", "b2.jpg": "10:00:00", "b3.jpg": "10:01:00"}
"""Stills whose names are not in the order of time."""


def draw(file: Path, taken: str | None = None, fraction: str | None = None) -> None:
    """Draw a still that was taken at a time of one day, if at any."""
    file.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if taken:
        noted = {ExifTags.Base.DateTimeOriginal: f"2024:05:01 {taken}"}
        noted |= {ExifTags.Base.SubsecTimeOriginal: fraction} if fraction else {}
        exif[ExifTags.IFD.Exif] = noted
    Image.new("RGB", (48, 32), (len(file.name), 9, 9)).save(file, exif=exif)


def draw_all(folder: Path, times: Mapping[str, str | None] | Sequence[str]) -> None:
    for name in times:
        draw(folder / name, times[name] if isinstance(times, Mapping) else None)


def names(folder: Path, frames: str = ".") -> list[str]:
    return [still.file.name for still in find_footage(frames, folder).stills]


def warnings(folder: Path, frames: str = ".") -> tuple[str, ...]:
    return find_footage(frames, folder).warnings


CARD = {
    "DSC0001.jpg": "10:02:00",
    "DSC0002.jpg": "10:03:00",
    "DSC9998.jpg": "10:00:00",
    "DSC9999.jpg": "10:01:00",
}
"""A card whose numbering began anew."""


@pytest.mark.parametrize(
    "order",
    [
        ["img2.jpg", "img10.jpg", "img10b.jpg", "img010c.jpg", "img11.jpg"],
        ["20240501_100000.jpg", "20240501_100000(1).jpg", "20240501_100010.jpg"],
        ["2024-05-01 10.00.00.jpg", "2024-05-01 10.00.00-1.jpg", "2024-05-01 10.00.10.jpg"],
        ["IMG_3.jpg", "IMG_3 copy.jpg", "IMG_3 copy 2.jpg", "IMG_4.jpg"],
        ["IMG_3.jpg", "Copy of IMG_3.jpg", "Copy (2) of IMG_3.jpg", "IMG_4.jpg"],
        ["IMG_3.jpg", "IMG_3 - Copy.jpg", "IMG_3 - Copy (2).jpg", "IMG_4.jpg"],
        ["IMG_3.jpg", "IMG_3 (1).jpg", "IMG_3 (2).jpg", "IMG_3 (10).jpg", "IMG_4.jpg"],
        ["IMG_3.jpg", "IMG_3 (3rd copy).jpg", "IMG_3 (another copy).jpg", "IMG_3 (copy).jpg"],
        ["IMG_3.jpg", "Kopie von IMG_3.jpg", "IMG_3 - Kopie.jpg", "IMG_3 copie.jpg", "IMG_30.jpg"],
        ["a1.jpg", "Copy of a2.jpg", "a3.jpg"],
        ["Copy of.jpg", "copy ofa.jpg", "Copying of a.jpg"],
        ["IMG_3.jpg", "IMG_3~2.jpg", "img_4.jpg", "IMG_5.jpg"],
        ["a1.png", "A2.jpg", "a3.PNG", "B1.jpg"],
        ["IMG_1.jpg", "IMG_1_BURST001.jpg", "IMG_1_BURST002.jpg", "IMG_2.jpg"],
        ["cafe\u0301 1.jpg", "caf\u00e9 2.jpg", "cafe\u0301 3.jpg"],
    ],
)
def test_names_are_ordered_as_file_managers_do(tmp_path: Path, order: Names) -> None:
    draw_all(tmp_path, order[::-1])
    assert names(tmp_path) == names(tmp_path, "*.*") == list(order)


@pytest.mark.parametrize(
    "order",
    [
        ["20240501_100058.jpg", "20240501_100058(1).jpg", "20240501_100108.jpg"],
        ["2024-05-01 10.00.58.jpg", "2024-05-01 10.01.08.jpg", "2024-05-01 10.01.08-1.jpg"],
        ["100-0998.jpg", "100-0999.jpg", "101-0001.jpg"],
        ["dawn.jpg", "noon.jpg", "night.jpg"],
        ["IMG_1.jpg", "IMG_3.jpg", "Copy of IMG_3.jpg", "IMG_3 (copy).jpg", "IMG_3 copy 2.jpg"],
        ["IMG_1.jpg", "IMG_3.jpg", "IMG_3 - Copy.jpg", "IMG_3 - Copy (2).jpg", "IMG_5.jpg"],
    ],
)
def test_of_names_that_are_in_order_nothing_is_said(tmp_path: Path, order: Names) -> None:
    draw_all(tmp_path, order)
    assert warnings(tmp_path) == ()


def test_two_cards_whose_names_begin_differently_are_told(tmp_path: Path) -> None:
    draw_all(tmp_path, ["GOPR0004.jpg", "GOPR0005.jpg", "G0010005.jpg", "G0010006.jpg"])
    assert warnings(tmp_path) == (
        "the numbering goes back from G0010006.jpg to GOPR0004.jpg: "
        "rename them if they were not taken in this order",
    )


def test_numbers_that_go_back_in_the_next_folder_are_told(tmp_path: Path) -> None:
    draw_all(tmp_path, ["a/DSC0500.jpg", "a/DSC0501.jpg", "b/DSC0300.jpg", "b/DSC0301.jpg"])
    (said,) = warnings(tmp_path, "*/*.jpg")
    assert said.startswith("the numbering goes back from a/DSC0501.jpg to b/DSC0300.jpg: ")


@pytest.mark.parametrize("times", [{}, CARD])
def test_numbers_that_go_on_in_the_next_folder_are_in_order(
    tmp_path: Path, times: dict[str, str]
) -> None:
    draw_all(tmp_path / "100MEDIA", ["DSC9998.jpg", "DSC9999.jpg"])
    draw_all(tmp_path / "101MEDIA", ["DSC0001.jpg", "DSC0002.jpg"])
    assert warnings(tmp_path, "*/*.jpg") == ()


WRAPPED = ["DSC9998.jpg", "DSC9999.jpg", "DSC0001.jpg", "DSC0002.jpg"]


def test_numbering_that_begins_anew_is_put_in_order_by_times(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    draw_all(site.folder / "card", CARD)
    assert names(site.folder, "card") == WRAPPED
    site.replace('frames = "one"', 'frames = "card"')
    assert run(["check", str(site.file)]) == 0
    (said,) = capsys.readouterr().err.splitlines()
    assert said == (
        f"warning: {site.file}: line 12: sequence 'one': the numbering begins anew behind "
        "DSC9999.jpg: DSC9998.jpg to DSC9999.jpg stand before DSC0001.jpg, as their EXIF times say"
    )


def test_numbering_that_begins_anew_is_put_in_order_also_without_times(tmp_path: Path) -> None:
    draw_all(tmp_path, list(CARD))
    found = find_footage(".", tmp_path)
    assert [still.file.name for still in found.stills] == WRAPPED
    assert found.warnings == (
        "the numbering begins anew behind DSC9999.jpg: DSC9998.jpg to DSC9999.jpg stand before "
        "DSC0001.jpg, by the gap in the numbers alone, as their EXIF has no times: if they were "
        "taken otherwise, rename them or list both parts in `frames`",
    )


def test_stills_are_trimmed_in_the_order_in_which_they_stand(tmp_path: Path) -> None:
    draw_all(tmp_path, CARD)
    trimmed = find_footage(".", tmp_path, (1, 3)).stills
    assert [still.file.name for still in trimmed] == WRAPPED[1:3]


@pytest.mark.parametrize(
    ("times", "wrapped"),
    [
        ({"a0001": "10:40", "a0050": "10:41", "a9990": "10:00", "a9998": "10:01"}, True),
        ({"a0001": "10:40", "a0050": "10:41", "a0100": "10:00", "a0101": "10:01"}, True),
        ({"a0001": "10:00", "a0050": "10:01", "a9998": "10:40", "a9999": "10:41"}, False),
        ({"a0001": "10:00", "a0050": "10:41", "a9998": "10:40", "a9999": "10:42"}, False),
        ({"a0001": None, "a0050": "10:41", "a9998": "10:40", "a9999": None}, False),
        ({"a0001": "10:40", "b0050": "10:41", "b9998": "10:00", "b9999": "10:01"}, False),
        ({"a00001": None, "a00050": None, "a09999": None}, True),
        ({"a0001": None, "a0002": None, "a0003": None, "a0004": None}, False),
        ({"a0002": None, "a0050": None, "a9999": None}, False),
        ({"a0001": None, "a0050": None, "a9998": None}, False),
        ({"a0001": None, "a0900": None, "a3000": None, "a6000": None, "a9999": None}, False),
    ],
)
def test_names_stand_as_they_are_unless_times_or_a_gap_say_otherwise(
    tmp_path: Path, times: dict[str, str | None], wrapped: bool
) -> None:
    draw_all(tmp_path, {f"{name}.jpg": time and f"{time}:00" for name, time in times.items()})
    begun = "the numbering begins anew" in "".join(warnings(tmp_path))
    assert (begun, names(tmp_path) != [f"{name}.jpg" for name in times]) == (wrapped, wrapped)


def test_each_folder_begins_anew_for_itself(tmp_path: Path) -> None:
    draw_all(tmp_path / "a", list(CARD))
    draw_all(tmp_path / "b", {"Copy of DSC9998.jpg": None, **dict.fromkeys(CARD)})
    assert names(tmp_path, "*/*.jpg") == [*WRAPPED, WRAPPED[0], "Copy of DSC9998.jpg", *WRAPPED[1:]]
    assert len([said for said in warnings(tmp_path, "*/*.jpg") if "begins anew" in said]) == 2


def test_stills_of_one_second_are_in_order_where_the_numbering_begins_anew(tmp_path: Path) -> None:
    times = {"9998": "10:00:00", "9999": "10:00:01", "0001": "10:00:02", "0002": "10:00:02"}
    draw_all(tmp_path, {f"a{number}.jpg": time for number, time in times.items()})
    draw(tmp_path / "a9999.jpg", "10:00:02")
    for order in ORDERS:
        found = find_footage(".", tmp_path, order=order).stills
        assert [still.stem for still in found] == ["a9998", "a9999", "a0001", "a0002"]


def test_names_against_time_are_told_with_the_cure(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    draw_all(site.folder / "card", BURST)
    site.replace('frames = "one"', 'frames = "card"')
    assert run(["check", str(site.file)]) == 0
    (said,) = capsys.readouterr().err.splitlines()
    assert said == (
        f"warning: {site.file}: line 12: sequence 'one': by name b1.jpg (10:41:00) stands "
        'before b2.jpg (10:00:00): `order = "time"` puts them in the order in which they '
        "were taken"
    )


@pytest.mark.parametrize(
    ("for_all", "own", "left"),
    [
        ('order = "time"', "", []),
        ("", 'order = "time"', ["two"]),
        ('order = "time"', 'order = "name"', ["one"]),
    ],
)
def test_order_is_for_all_sequences_or_for_one(
    site: Site, capsys: pytest.CaptureFixture[str], for_all: str, own: str, left: list[str]
) -> None:
    draw_all(site.folder / "card", BURST)
    site.replace("fps = 24", f"fps = 24\n{for_all}")
    site.replace('frames = "one"', f'frames = "card"\n{own}')
    site.replace("two/*.png", "card")
    assert run(["check", str(site.file)]) == 0
    said = capsys.readouterr().err
    assert [name for name in ("one", "two") if f"sequence '{name}': by name b1" in said] == left


def test_stills_are_put_in_the_order_of_time_before_they_are_trimmed(tmp_path: Path) -> None:
    draw_all(tmp_path, CARD)
    found = find_footage(".", tmp_path, order="time")
    wanted = ["DSC9998.jpg", "DSC9999.jpg", "DSC0001.jpg", "DSC0002.jpg"]
    assert [still.file.name for still in found.stills] == wanted
    assert found.warnings == ()
    trimmed = find_footage(".", tmp_path, (1, 3), order="time").stills
    assert [still.file.name for still in trimmed] == wanted[1:3]


def test_stills_of_one_second_keep_their_names_order(tmp_path: Path) -> None:
    for name, fraction in (("a1", None), ("a2", None), ("b1", "75"), ("b2", "5")):
        draw(tmp_path / f"{name}.jpg", "10:00:00", fraction)
    found = find_footage(".", tmp_path, order="time").stills
    assert [still.stem for still in found] == ["a1", "a2", "b2", "b1"]


def test_a_still_without_a_time_cannot_be_ordered_by_it(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    draw_all(site.folder / "one", dict.fromkeys([f"img{n}.png" for n in range(1, 9)], "10:00:00"))
    draw(site.folder / "one/img5.png")
    site.replace('frames = "one"', 'frames = "one"\norder = "time"')
    assert run(["status", str(site.file)]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    start = f"error: {site.file}: line 13: sequence 'one': one/img5.png: no EXIF time"
    assert said.startswith(start)


def test_times_that_prove_the_order_silence_what_names_seem_to_say(tmp_path: Path) -> None:
    times = {"G0010005.jpg": "09:00:00", "GOPR0004.jpg": "09:10:00", "GOPR0005.jpg": "09:20:00"}
    draw_all(tmp_path, times)
    assert warnings(tmp_path) == ()


def test_a_word_that_is_no_order_is_refused(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.replace("fps = 24", 'fps = 24\norder = "date"')
    assert run(["check", str(site.file)]) == 2
    assert "line 4: `order` must be 'name' or 'time', not \"date\"" in capsys.readouterr().err


def test_another_order_repaints_nothing_but_what_is_steadied(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    times = [f"10:00:{second:02}" for second in (10, 20, 30, 40, 50, 0, 1, 2)]
    draw_all(site.folder / "one", {f"img{n}.png": time for n, time in enumerate(times, 1)})

    def pending() -> dict[str, int]:
        capsys.readouterr()
        assert run(["status", str(site.file), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        reasons: dict[str, int] = answer["sequences"][0]["reasons"]
        return reasons

    assert run(["paint", str(site.file)]) == 0
    site.replace("fps = 24", 'fps = 24\norder = "time"')
    site.replace('frames = "two/*.png"', 'frames = "two/*.png"\norder = "name"')
    assert pending() == {}
    site.replace("[edit]", "[style]\nsteady = 1\n[edit]")
    assert run(["paint", str(site.file)]) == 0
    site.replace('order = "time"\n', "")
    assert pending() == {"still or neighbour changed": 4}


def test_unreadable_times_are_no_times(tmp_path: Path) -> None:
    draw_all(tmp_path, {"a.jpg": "99:00:00", "b.jpg": "     "})
    with pytest.raises(FootageError, match=r"a\.jpg and 1 more: no EXIF time"):
        find_footage(".", tmp_path, order="time")
