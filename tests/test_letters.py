from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tlstyle import letters

PAPER, INK = "#000000", "#ffffff"


def drawn(text: str, align: str = "left") -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = Image.new("L", (400, 60), PAPER)
    letters.write(picture, (200 if align != "left" else 0, 10), text, 20, INK, align=align)
    return np.asarray(picture)


BOX = drawn("\uffff")


@pytest.mark.parametrize(
    "text",
    [
        "Z\u00fcrich",
        "\u00c9mile",
        "\u00df",
        "\u2013",
        "\u20ac",
        "\u039d\u03ac\u03be\u03bf\u03c2",
        "\u0417\u0430\u043a\u0430\u0442",
        "\u0142\u0151\u0159",
        "\u1e9e",
        "Ti\u1ebfng Vi\u1ec7t",
    ],
)
def test_latin_greek_and_cyrillic_letters_are_no_boxes(text: str) -> None:
    for letter in text.replace(" ", ""):
        assert drawn(letter).any()
        assert not np.array_equal(drawn(letter), BOX), letter


def test_letters_that_no_font_has_are_boxes_and_no_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    letters._file_for.cache_clear()
    assert np.array_equal(drawn("\U000f1234"), BOX)


def test_what_the_carried_font_lacks_comes_from_the_systems(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    font = letters._CARRIED
    match = tmp_path / "fc-match"
    match.write_text(f"#!/bin/sh\nprintf '%s' '{tmp_path}/system.ttf'\n")
    match.chmod(0o755)
    (tmp_path / "system.ttf").write_bytes(font.read_bytes())
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(letters, "_CARRIED", tmp_path / "none.ttf")
    letters._file_for.cache_clear()
    assert letters._file_for("a") == tmp_path / "system.ttf"
    letters._file_for.cache_clear()


def test_text_ends_or_has_its_middle_where_it_should() -> None:
    columns = {
        align: np.flatnonzero(drawn("Zug", align).any(axis=0)) for align in ("right", "middle")
    }
    assert 190 < columns["right"].max() <= 200
    assert abs((columns["middle"].min() + columns["middle"].max()) / 2 - 200) < 2


@pytest.mark.parametrize("text", ["W" * 40, "\u65e5\u672c" * 20, "IMG_2034 at the harbour.jpg"])
def test_what_there_is_no_room_for_is_left_out_with_an_ellipsis(text: str) -> None:
    shown = letters.within(text, 200, 18)
    picture = Image.new("L", (400, 60), PAPER)
    assert 150 < letters.write(picture, (0, 0), shown, 18, INK) <= 200
    assert shown.endswith("\u2026")
    assert text.startswith(shown[:-1])
    assert letters.within("wave.jpg", 200, 18) == "wave.jpg"
