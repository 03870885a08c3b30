"""Styles that change along a sequence: by keyframes, by the light, through dissolves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site
from program import tlstyle
from tlstyle.cli.app import run
from tlstyle.frames.file import read_provenance
from tlstyle.steps.mixture import brightness
from tlstyle.stills.light import COLUMNS, ROWS
from tlstyle.stills.picture import file_digest


def keyed(site: Site, style: str) -> None:
    site.replace('style = "red.png"', f"style = {style}")


def paint(site: Site) -> None:
    assert run(["paint", str(site.file), "--quiet"]) == 0


def weights(site: Site, name: str = "one") -> list[dict[str, float]]:
    """Return what each picture weighs in each frame of a sequence."""
    files = {file_digest(file): file.stem for file in site.folder.glob("*.png")}
    folder = site.frames / name
    frames = sorted(folder.glob("*.png"), key=lambda file: int(file.stem.removeprefix("img")))
    looks = [carried(file)["style"] for file in frames]
    return [{files[digest]: weight for digest, weight, _ in look} for look in looks]


def carried(frame: Path) -> dict[str, Any]:
    _, provenance = read_provenance(frame) or (None, None)
    assert provenance
    return provenance


def pixels(site: Site, number: int) -> bytes:
    return np.asarray(Image.open(site.frames / f"one/img{number}.png")).tobytes()


def test_style_morphs_from_one_picture_to_another(site: Site, painter: FakePainter) -> None:
    keyed(site, '{ keys = [["#2", "red.png"], ["#6", "blue.png"]], ease = "linear" }')
    paint(site)
    assert weights(site) == [
        {"red": 1.0},
        {"red": 1.0},
        {"red": 0.75, "blue": 0.25},
        {"red": 0.5, "blue": 0.5},
        {"red": 0.25, "blue": 0.75},
        *[{"blue": 1.0}] * 3,
    ]
    half = pixels(site, 4)
    site.write(
        lambda text: text.replace("style = {", 'style = { "red.png" = 1, "blue.png" = 1 } # {')
    )
    paint(site)
    assert pixels(site, 4) == half


def test_frames_whose_mixture_is_what_it_was_stay(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    paint(site)
    keyed(site, '[["#4", "red.png"], ["#6", "blue.png"]]')
    assert run(["status", str(site.file)]) == 0
    assert "one: 4 of 8 done, 4 pending: style changed" in capsys.readouterr().out
    paint(site)
    assert run(["check", str(site.file)]) == 0
    said = capsys.readouterr().out
    assert "one: style red.png ████▅▁▁▁ 0 to 1\none: style blue.png ▁▁▁▁▅███ 0 to 1" in said
    site.replace('["#6", "blue.png"]', '["#6", "blue.png"], ["100%", "blue.png"]')
    assert run(["status", str(site.file)]) == 0
    assert "one: 8 of 8 done" in capsys.readouterr().out


def test_blends_may_have_keyframes_too_and_three_pictures(site: Site, painter: FakePainter) -> None:
    Image.new("RGB", (40, 40), "green").save(site.folder / "green.png")
    blend = '{ "red.png" = 3, "blue.png" = 1 }'
    keyed(site, f'{{ keys = [["#1", {blend}], ["#5", "green.png"]], ease = "linear" }}')
    paint(site)
    assert weights(site)[0] == {"red": 0.75, "blue": 0.25}
    assert weights(site)[2] == {"red": 0.375, "blue": 0.125, "green": 0.5}
    assert weights(site)[4] == {"green": 1.0}
    assert run(["sheet", str(site.file)]) == 0
    assert run(["build", str(site.file), "--quiet"]) == 0


def test_workers_morph_styles_as_one_process_does(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "fake_worker")
    keyed(site, '[[0, "red.png"], ["100%", "blue.png"]]\nstrength = [[0, 0.5], ["100%", 1]]')
    assert tlstyle("paint", site.file, "--quiet") == (0, "")
    files = sorted(site.frames.glob("one/*.png"))
    alone = [file.read_bytes() for file in files]
    assert len(set(alone)) == 8
    for file in files:
        file.unlink()
    assert tlstyle("paint", site.file, "--quiet", "--workers", "2")[0] == 0
    assert [file.read_bytes() for file in files] == alone


def test_brightness_goes_from_the_darkest_still_to_the_brightest() -> None:
    light = np.ones((40, ROWS, COLUMNS, 3), np.float32) * 0.01
    light *= 2 ** np.linspace(0, 4, 40, dtype=np.float32)[:, None, None, None]
    ways = brightness(light)
    assert (ways[0], ways[-1]) == (0.0, 100.0)
    assert np.abs(np.diff(ways) - 100 / 39).max() < 0.1
    light[20] *= 8  # a flash turns no style
    assert np.abs(np.array(brightness(light)) - ways).max() < 8
    faint = np.ones((40, ROWS, COLUMNS, 3), np.float32) * np.float32(0.01)
    faint[20:] *= 2**0.25
    assert max(brightness(faint)) < 30  # of less than a stop, a stop is the whole way


def test_style_may_go_by_the_light(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(1, 9):
        level = 20 * number
        Image.new("RGB", (48, 32), (level,) * 3).save(site.folder / f"one/img{number}.png")
    keyed(site, '[["0%", "blue.png"], ["100%", "red.png"]]\nstyle_by = "brightness"')
    assert run(["status", str(site.file)]) == 0
    assert "one: 0 of 8 done, 8 pending" in capsys.readouterr().out
    paint(site)
    found = weights(site)
    assert found[0] == {"blue": 1.0}
    assert found[-1] == {"red": 1.0}
    reds = [each.get("red", 0.0) for each in found]
    assert reds == sorted(reds)
    assert run(["status", str(site.file)]) == 0
    assert "one: 8 of 8 done" in capsys.readouterr().out
    assert run(["check", str(site.file)]) == 0
    assert "one: style blue.png █" in capsys.readouterr().out
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert run(["preview", str(site.file), "--quiet"]) == 0


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ('[[9, "red.png"]]', "`style`: the keyframe at 9 is beyond the sequence's end at 0.33 s"),
        ('[["50%", "red.png"], [0, "red.png"]]', "`style`: the keyframe at 0 comes before that at"),
        ('[["50%", 1]]', '`style` = [["50%", 1]]: must be a picture, or pictures with weights: {'),
        ('["red.png"]', '`style` = ["red.png"]: red.png is no keyframe: write [at, picture], such'),
        ('[["50%", "none.png"]]', "none.png: no such file"),
        (
            '"red.png"\nstyle_by = "brightness"',
            "`style_by` goes along keyframes, and `style` has none: give it some, or remove",
        ),
        (
            '[[1, "red.png"]]\nstyle_by = "brightness"',
            '`style`: the keyframe at 1 is no brightness, which `style_by` asks for: write "0%"',
        ),
        (
            '[["50%", "red.png"], ["0%", "red.png"]]\nstyle_by = "brightness"',
            '`style`: the keyframe at "0%" comes before that at "50%": put them in order',
        ),
        (
            '[["50%", "red.png"]]\nstudy = 1',
            "`study` learns one style, and `style` has keyframes: give it one picture or mixture",
        ),
    ],
)
def test_styles_that_cannot_change_so_are_told_in_a_line(
    site: Site, style: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(site, style)
    assert run(["check", str(site.file)]) == 2
    error = capsys.readouterr().err
    assert f"sequence 'one': {said}" in error
    assert error.count("\n") == 1


def test_a_network_that_cannot_mix_says_so_before_anything_is_painted(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    painter.mixes = False
    keyed(site, '[["50%", "red.png"], ["100%", "blue.png"]]')
    assert run(["paint", str(site.file), "--quiet"]) == 2
    assert "knows neither `strength` nor blends" in capsys.readouterr().err
    assert painter.painted == 0


TURNING = "\ndissolve_style = true\nfade_in"


def test_through_a_dissolve_the_outgoing_style_turns_into_the_incoming_one(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    paint(site)
    site.replace("\nfade_in", TURNING)
    assert run(["status", str(site.file)]) == 0
    said = capsys.readouterr().out
    assert "one: 5 of 8 done, 3 pending: style changed" in said
    assert "two: 3 of 6 done, 3 pending: style changed" in said
    paint(site)
    one, two = weights(site, "one"), weights(site, "two")
    assert one[:5] == [{"red": 1.0}] * 5
    assert (
        one[5:]
        == two[:3]
        == [
            {"red": 0.75, "blue": 0.25},
            {"red": 0.5, "blue": 0.5},
            {"red": 0.25, "blue": 0.75},
        ]
    )
    assert two[3:] == [{"blue": 1.0}] * 3
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert run(["preview", str(site.file), "--quiet"]) == 0
    for name in ("one", "two"):  # alone they are what they are in the film
        assert run(["film", str(site.file), "--quiet", "--sequence", name]) == 0
        assert run(["paint", str(site.file), "--sequence", name]) == 0
    assert run(["status", str(site.file)]) == 0
    assert "8 of 8 done\ntwo: 6 of 6 done" in capsys.readouterr().out


def test_strengths_and_keyframes_of_both_take_part(site: Site, painter: FakePainter) -> None:
    site.replace("\nfade_in", TURNING)
    site.replace('"red.png"', '"red.png"\nstrength = 0.5')
    site.replace(
        '"blue.png"', '{ keys = [["#50", "blue.png"], ["#54", "red.png"]], ease = "linear" }'
    )
    paint(site)
    one = [carried(site.frames / f"one/img{number}.png") for number in range(6, 9)]
    assert [each["strength"] for each in one] == [0.625, 0.75, 0.875]
    two = [carried(site.frames / f"two/img{number}.png") for number in range(50, 53)]
    assert [each["strength"] for each in two] == [0.625, 0.75, 0.875]
    assert weights(site, "one")[5:] == [
        {name: each[name] for name in ("red", "blue") if name in each}
        for each in weights(site, "two")[:3]
    ]
    # At the first: 3/4 x 0.5 of red, 1/4 of blue; at the second 1/2 x 0.5, and 1/2 of a mixture.
    assert weights(site, "two")[0] == {"red": 0.6, "blue": 0.4}
    assert weights(site, "two")[1] == {"red": 0.5, "blue": 0.5}


def test_a_sequence_that_runs_backwards_turns_where_it_is_shown(
    site: Site, painter: FakePainter
) -> None:
    site.replace("\nfade_in", TURNING)
    site.replace('"red.png"', '"red.png"\nreverse = true')
    paint(site)
    assert weights(site, "one")[:3] == weights(site, "two")[:3][::-1]
    assert weights(site, "one")[3:] == [{"red": 1.0}] * 5


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("dissolve_style = true\njoin = 'cut'", "a dissolve turns styles, and the join is a cut"),
        ("dissolve_style = true\nmodel = 'm'", "mixes two styles of one network: give both seq"),
        ("dissolve_style = true\nstudy = 1", "mixes two styles of one network, and a study makes"),
        ("dissolve_style = true\nloop = 2", "paints stills for where they are shown, once: remove"),
    ],
)
def test_a_dissolve_in_which_no_style_can_turn_is_told_in_a_line(
    site: Site, key: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace('"red.png"', f'"red.png"\n{key}')
    assert run(["check", str(site.file)]) == 2
    assert said in capsys.readouterr().err


def test_of_all_joins_only_dissolves_turn_styles(site: Site, painter: FakePainter) -> None:
    paint(site)
    site.replace("\nfade_in", TURNING)
    site.replace('"red.png"', '"red.png"\njoin = "wipe"')
    paint(site)
    assert weights(site, "one") == [{"red": 1.0}] * 8
