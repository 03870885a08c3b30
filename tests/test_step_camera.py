from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site, draw_gradients
from deep_files import png_of, ramp
from grids import Places, dots, drawn, found, shown
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.frames.plan import plan_shots
from tlstyle.size import Size
from tlstyle.stills.fitted import read_deep, read_fitted
from tlstyle.stills.framing import Aim, framed_deep, framing

STILL, CANVAS = Size(960, 640), Size(240, 136)
FILE, MIDDLE = Path("still"), (0.5, 0.5)
MOVES: dict[str, Callable[[int], Aim]] = {
    "pan": lambda n: Aim(1.3, -0.9 + 0.013 * n, 0.2 + 0.007 * n),
    "slow zoom": lambda n: Aim(1.2 * 1.002**n, 0.4, -0.3),
    "small angle": lambda n: Aim(1.4, 0.1 + 0.005 * n, -0.2, 0.5 + 0.04 * n),
    "large angle": lambda n: Aim(1.7, 0.05 * n, 0.1, -20 + 0.05 * n),
}


def away(move: Callable[[int], Aim], still: Size, places: Places, read: Any) -> NDArray[Any]:
    """Return by how much dots of a moving still lie off their true places, [frames,dots,2]."""
    off = []
    for number in range(12):
        aim = move(number)
        true = shown(places, framing((0, 0, *still), CANVAS, aim), CANVAS)
        off.append(found(read(aim), true, 9) - true)
    return np.array(off)


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES.keys())
def test_a_grid_moves_to_its_exact_place_from_frame_to_frame(move: Callable[[int], Aim]) -> None:
    places = dots(STILL, 80)
    still = drawn(STILL, places, 6, 65535)

    def read(aim: Aim) -> NDArray[Any]:
        return framed_deep(still, framing((0, 0, *STILL), CANVAS, aim), CANVAS)

    off = away(move, STILL, places, read)
    assert (~np.isnan(off)).mean() > 0.2
    assert np.nanmax(np.abs(off)) < 0.01
    assert np.nanmax(np.abs(np.diff(off, n=2, axis=0))) < 0.02


@pytest.mark.parametrize("move", ["pan", "slow zoom", "small angle"])
def test_so_does_one_of_a_jpeg_that_is_decoded_no_larger_than_need_be(move: str) -> None:
    size = Size(1446, 966)
    places = dots(size, 120)
    packed = io.BytesIO()
    Image.fromarray(drawn(size, places, 10, 255)).save(packed, "JPEG", quality=100)

    def read(aim: Aim) -> NDArray[Any]:
        return read_fitted(FILE, packed.getvalue(), CANVAS, MIDDLE, replace(aim, closest=1.5))

    off = np.nanmean(away(MOVES[move], size, places, read), axis=1)
    assert np.abs(off).max() < 0.02
    assert np.abs(np.diff(off, n=2, axis=0)).max() < 0.02


def test_a_still_that_is_zoomed_is_decoded_as_large_as_that_takes() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (500, 750, 3), np.uint8)
    large = Image.fromarray(noise).resize((1500, 1000), Image.Resampling.BICUBIC)
    packed = io.BytesIO()
    large.save(packed, "JPEG", quality=98)
    content, canvas, aim = packed.getvalue(), Size(150, 100), Aim(6, 0.5, -0.5, closest=6)
    with Image.open(packed) as whole:
        box = framing((0, 0, 1500, 1000), canvas, aim).box
        sharp = np.asarray(whole.resize(canvas, Image.Resampling.LANCZOS, box)).astype(int)
    seen = read_fitted(FILE, content, canvas, MIDDLE, aim)
    soft = read_fitted(FILE, content, canvas, MIDDLE, Aim(6, 0.5, -0.5))
    assert seen.std() / sharp.std() > 0.97
    assert soft.std() / sharp.std() < 0.85


def test_a_still_of_16_bits_is_read_with_all_of_them() -> None:
    still = ramp(60, 90)
    seen = read_deep(FILE, png_of(still), Size(30, 20), MIDDLE, Aim(3, -1, 1))
    assert (seen == still[40:, :30]).all()


def test_levels_stay_what_they_are_however_a_picture_is_turned() -> None:
    plain = np.full((64, 96, 3), (40, 128, 255), np.uint8)
    packed = io.BytesIO()
    Image.fromarray(plain).save(packed, "PNG")
    aim = Aim(1.5, 1.0, -1.0, 7.0)
    canvas = read_fitted(FILE, packed.getvalue(), Size(48, 32), MIDDLE, aim)
    assert (canvas == plain[:32, :48]).all()


@pytest.fixture
def turning(site: Site, painter: FakePainter) -> Site:
    """A project of stills of 48x32 in which every pixel is another, painted without a camera."""
    draw_gradients(site.folder / "one", 8)
    assert run(["paint", str(site.file), "--quiet"]) == 0
    return site


def canvas_of(site: Site, number: int, size: Size, folder: str = "frames") -> NDArray[Any]:
    """Return the canvas of which the painter of tests made a frame, to a level or two."""
    file = site.folder / f"film.work/{folder}/one/img{number}.png"
    return 255 - 2 * (np.asarray(Image.open(file)).astype(int) - (127, 0, 0))


def test_the_film_shows_what_the_camera_is_aimed_at_and_paints_no_other_frames(
    turning: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(turning.replace('style = "red.png"\n', 'style = "red.png"\n[sequence.camera]\n'))
    assert run(["paint", file, "--quiet"]) == 0
    turning.replace("[sequence.camera]\n", "[sequence.camera]\nzoom = 1.0\nangle = 0.0\n")
    assert run(["paint", file, "--quiet"]) == 0
    assert painter.painted == 14
    turning.replace("zoom = 1.0", "zoom = 2\nx = -1\ny = 0.5")
    capsys.readouterr()
    assert run(["status", file]) == 0
    assert "8 pending: camera moved" in capsys.readouterr().out
    assert run(["paint", file, "--quiet"]) == 0
    assert painter.painted == 22
    still = Image.open(turning.folder / "one/img3.png")
    top = 0.75 * (32 - 13.5)
    seen = np.asarray(still.resize((32, 18), Image.Resampling.LANCZOS, (0, top, 24, top + 13.5)))
    assert np.abs(canvas_of(turning, 3, Size(32, 18)) - seen).max() <= 2


def test_a_preview_shows_the_same_part(turning: Site) -> None:
    turning.replace('style = "red.png"\n', 'style = "red.png"\ncamera = { zoom = 2, x = 1 }\n')
    turning.write(lambda text: text + "[preview]\nheight = 16\nstep = 1\n")
    assert run(["preview", str(turning.file), "--quiet"]) == 0
    still = Image.open(turning.folder / "one/img3.png")
    seen = np.asarray(still.resize((28, 16), Image.Resampling.LANCZOS, (24, 9.14, 48, 22.86)))
    assert np.abs(canvas_of(turning, 3, Size(28, 16), "preview") - seen).max() <= 2


def test_it_moves_by_keyframes_and_only_frames_that_show_another_part_are_painted(
    turning: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    zoom = '{ keys = [[0, 1.0], ["50%", 1.5]], ease = "linear" }'
    turning.replace('style = "red.png"\n', f'style = "red.png"\n[sequence.camera]\nzoom = {zoom}\n')
    assert run(["paint", str(turning.file), "--quiet"]) == 0
    assert painter.painted == 14 + 8
    still = Image.open(turning.folder / "one/img8.png")
    seen = np.asarray(still.resize((32, 18), Image.Resampling.LANCZOS, (8, 7, 40, 25)))
    assert np.abs(canvas_of(turning, 8, Size(32, 18)) - seen).max() <= 2
    turning.replace("1.5]]", '1.5], ["100%", 1.6]]')
    capsys.readouterr()
    assert run(["status", str(turning.file)]) == 0
    assert "4 pending: camera moved" in capsys.readouterr().out


def test_a_zoom_is_as_fast_at_its_end_as_at_its_beginning(
    turning: Site, painter: FakePainter
) -> None:
    keys = '[[0, 1.0], ["100%", 4.0]]'
    turning.replace(
        'style = "red.png"\n',
        f'style = "red.png"\ncamera = {{ zoom = {{ keys = {keys}, ease = "linear" }} }}\n',
    )
    checked = check(turning.file)
    frames = plan_shots(checked.project, checked.footages)[0].frames
    zooms = np.array([frame.recipe["camera"][1] for frame in frames])
    assert zooms[[0, 7]].tolist() == [1, 4]
    assert np.abs(zooms[1:] / zooms[:-1] - 4 ** (1 / 7)).max() < 1e-5


def test_where_a_turn_leaves_the_picture_most_the_still_is_named(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace(
        'style = "red.png"\n',
        'style = "red.png"\ncamera = { zoom = 1.05, angle = [[0, 0], ["100%", 9]] }\n',
    )
    assert run(["check", str(site.file)]) == 2
    assert "at img8, turned by 9 degrees: `zoom` must be 1.077 there" in capsys.readouterr().err


def test_what_lies_between_two_places_of_a_camera_is_warned_of(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace(
        'style = "red.png"\n',
        'style = "red.png"\nspeed = 0.5\ncamera = { zoom = [[0, 1], ["100%", 1.5]] }\n',
    )
    assert run(["check", str(site.file)]) == 0
    said = "".join(capsys.readouterr()).replace("\n", " ")
    assert "what lies between two stills is made of two places of a camera that moves" in said


@pytest.mark.parametrize(
    ("camera", "said"),
    [
        ("zoom = 0.9", "`camera.zoom` must be at least 1, not 0.9"),
        ("x = 1.5", "`camera.x` must be at most 1, not 1.5"),
        ("zoon = 2", "unknown key `zoon`; did you mean `zoom`?"),
        ("zoom = [[0, 0.5]]", "0.5 at 0 must be a number from 1 to 20"),
        (
            "angle = [[0, 0], [9, 1]]",
            "`camera.angle`: the keyframe at 9 is beyond",
        ),
        (
            "angle = 5",
            "`camera` reaches 1.1 pixels out of stills of 48x32 at img1, turned by 5 degrees: "
            "`zoom` must be 1.046 there, and is 1",
        ),
        (
            "x = 0.5",
            "`camera.x` has no room: stills of 48x32 are shown in their whole width: give `zoom` "
            "more than 1, or leave `x` out",
        ),
    ],
)
def test_a_camera_never_shows_what_is_not_there(
    site: Site, camera: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace('style = "red.png"\n', f'style = "red.png"\n[sequence.camera]\n{camera}\n')
    assert run(["check", str(site.file)]) == 2
    error = capsys.readouterr().err
    assert said in error.replace("\n", " ")
    line = site.file.read_text().splitlines().index(camera) + 1
    assert f"film.toml: line {line}: " in error
