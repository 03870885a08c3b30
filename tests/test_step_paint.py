from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from conftest import FakePainter, Site, draw_stills
from program import tlstyle
from tlstyle.cli.app import run
from tlstyle.frames.file import read_provenance
from tlstyle.painters import models
from tlstyle.size import Size
from tlstyle.steps import Paint
from tlstyle.steps.paint import MAGENTA_URL
from tlstyle.steps.step import Film
from tlstyle.stills.find import find_footage
from tlstyle.stills.picture import file_digest
from tlstyle.stills.style import Crop, StylePicture

SETTINGS = {
    "style": {"a.png": 0.5, "b.png": 0.0},
    "style_crop": (1, 2, 30, 40),
    "model": "magenta",
    "style_by": "time",
    "strength": 0.5,
}


def test_its_keys_name_pictures_and_a_network(tmp_path: Path) -> None:
    film = Film(tmp_path, Size(32, 18))
    step = Paint.of(SETTINGS, film)
    crop = Crop(1, 2, 30, 40)
    assert step == Paint((StylePicture(tmp_path / "a.png", 0.5, crop),), MAGENTA_URL, 0.5)
    assert Paint.of(SETTINGS | {"model": "builtin"}, film).model == "builtin"
    assert Paint.of(SETTINGS | {"model": "mine"}, film).model == str(tmp_path / "mine")


def test_its_recipe_has_the_first_still_only_where_that_is_mixed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "model_digest", lambda model: f"weights of {model}")
    draw_stills(tmp_path / "one", 2)
    Image.new("RGB", (40, 40), "red").save(tmp_path / "red.png")
    footage = find_footage("one", tmp_path)
    step = Paint((StylePicture(tmp_path / "red.png"),), "builtin", 0.5)
    style = [[file_digest(tmp_path / "red.png"), 1.0, None]]
    assert step.recipe(footage) == {
        "model": "weights of builtin",
        "style": style,
        "strength": 0.5,
        "photograph": file_digest(tmp_path / "one/img1.png"),
    }
    assert replace(step, strength=1.0).recipe(footage)["photograph"] is None


def test_each_canvas_of_a_stack_is_painted_by_its_own_code() -> None:
    painter = FakePainter()
    codes = [painter.encode(np.full((256, 256, 3), level, np.uint8)) for level in (0, 100, 200)]
    canvases = [np.full((16, 16, 3), 10 * number, np.uint8) for number in range(3)]
    step = Paint((), "builtin", 1.0)
    together = step.apply(canvases, codes, painter)
    for canvas, code, painting in zip(canvases, codes, together, strict=True):
        assert (step.apply([canvas], [code], painter)[0] == painting).all()


def keyed(site: Site, keys: str) -> None:
    site.replace('style = "red.png"', f'style = "red.png"\nstrength = {keys}')


def paint(site: Site) -> None:
    assert run(["paint", str(site.file), "--quiet"]) == 0


def pictures(site: Site) -> list[bytes]:
    return [(site.frames / f"one/img{number}.png").read_bytes() for number in range(1, 9)]


def strength(frame: Path) -> float:
    _, provenance = read_provenance(frame) or (None, None)
    assert provenance
    return float(provenance["strength"])


def strengths(site: Site) -> list[float]:
    return [strength(site.frames / f"one/img{number}.png") for number in range(1, 9)]


def test_strength_follows_its_keyframes(site: Site, painter: FakePainter) -> None:
    keyed(site, '{ keys = [[0, 0.0], ["100%", 0.7]], ease = "linear" }')
    paint(site)
    assert strengths(site) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    moving = pictures(site)
    for number, level in ((1, 0.0), (4, 0.3), (8, 0.7)):
        site.write(lambda text: re.sub("strength = .*", f"strength = {level}", text))  # noqa: B023
        paint(site)
        assert pictures(site)[number - 1] == moving[number - 1]


def test_only_frames_are_painted_again_whose_strength_moved(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    paint(site)
    keyed(site, '[["#4", 1.0], ["#6", 0.5]]')
    assert run(["status", str(site.file)]) == 0
    assert "one: 4 of 8 done, 4 pending: strength changed" in capsys.readouterr().out
    painter.painted = 0
    paint(site)
    assert painter.painted == 4
    site.replace('["#6", 0.5]', '["#6", 0.5], ["#8", 0.4]')  # now #5 arrives with a slope
    assert run(["status", str(site.file)]) == 0
    assert "one: 5 of 8 done, 3 pending: strength changed" in capsys.readouterr().out


def test_workers_paint_by_keyframes_what_one_process_does(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "fake_worker")
    keyed(site, '[[0, 0.0], ["100%", 1.0]]')
    assert tlstyle("paint", site.file, "--quiet") == (0, "")
    alone = pictures(site)
    for file in site.frames.glob("*/*.png"):
        file.unlink()
    assert tlstyle("paint", site.file, "--quiet", "--workers", "2")[0] == 0
    assert pictures(site) == alone


def test_a_film_and_a_preview_are_built_by_keyframes(site: Site, painter: FakePainter) -> None:
    keyed(site, '[[0, 0.0], ["100%", 1.0]]')
    assert run(["preview", str(site.file), "--quiet"]) == 0
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert len(set(strengths(site))) == 8
    small = sorted(site.folder.glob("*.work/preview/one/*"))
    assert [strength(file) for file in small] == strengths(site)[::4]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("[[9, 1.0]]", "`strength`: the keyframe at 9 is beyond the sequence's end at 0.33 s"),
        ('[["18:40", 1]]', '`strength`: the keyframe at "18:40" is a time of day, and one/img1'),
        ('[["#9", 1]]', '`strength`: the keyframe at "#9" is no still\'s number: the nearest are'),
        ('[["50%", 1], [0, 1]]', '`strength`: the keyframe at 0 comes before that at "50%": put'),
        (
            '[["50%", 2]]',
            '`strength` = [["50%", 2]]: 2 at "50%" must be a number from 0 to 1',
        ),
        ("1.5", "`strength` must be at most 1, not 1.5"),
    ],
)
def test_keyframes_that_are_wrong_are_told_in_a_line_with_their_place(
    site: Site, keys: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(site, keys)
    assert run(["check", str(site.file)]) == 2
    error = capsys.readouterr().err
    assert f"film.toml: line 14: sequence 'one': {said}" in error
    assert error.count("\n") == 1


def test_keyframes_in_style_are_each_sequences_own(site: Site, painter: FakePainter) -> None:
    site.replace("[edit]", '[style]\nstrength = [[0, 0.0], ["100%", 1.0]]\n\n[edit]')
    paint(site)
    ends = [strength(site.frames / name) for name in ("one/img8.png", "two/img55.png")]
    assert ends == [1.0, 1.0]


def test_a_time_of_day_is_found_by_exif_also_while_the_stills_are_away(
    site: Site, painter: FakePainter
) -> None:
    for number in range(1, 9):
        exif = Image.Exif()
        exif[ExifTags.Base.DateTime] = f"2026:06:01 18:4{number}:00"
        file = site.folder / f"one/img{number}.png"
        Image.open(file).save(file, exif=exif)
    keyed(site, '{ keys = [["18:43", 0.2], ["18:45:30", 0.6]], ease = "hold" }')
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert strengths(site) == [0.2] * 5 + [0.6] * 3
    (site.folder / "one").rename(site.folder / "elsewhere")
    assert run(["film", str(site.file), "--quiet"]) == 0
