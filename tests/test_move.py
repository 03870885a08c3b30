"""Paintings that a camera moves once they are painted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_gradients
from films import Pixels, watch
from grids import dots, drawn, found, shown
from tlstyle.cli.app import run
from tlstyle.film.move import moved
from tlstyle.size import Size
from tlstyle.stills.framing import Aim, framing

PAINTING, FILM, PHONE = Size(640, 640), Size(320, 180), Size(18, 32)
MOVES: dict[str, Callable[[int], Aim]] = {
    "pan": lambda n: Aim(1.0, 0.0, -0.5 + 0.013 * n),
    "slow zoom": lambda n: Aim(1.2 * 1.002**n, 0.4, -0.3),
    "small angle": lambda n: Aim(1.4, 0.1 + 0.005 * n, -0.2, 0.5 + 0.04 * n),
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES.keys())
def test_a_painted_grid_moves_to_its_exact_place_from_frame_to_frame(
    move: Callable[[int], Aim],
) -> None:
    places = dots(PAINTING, 77.3)
    painting, off = drawn(PAINTING, places, 8, 255), []
    for number in range(12):
        aim = move(number)
        true = shown(places, framing((0, 0, *PAINTING), FILM, aim), FILM)
        off.append(np.nanmean(found(moved(painting, FILM, aim), true, 18) - true, axis=0))
    assert np.abs(off).max() < 0.02
    assert np.abs(np.diff(off, n=2, axis=0)).max() < 0.02


@pytest.fixture
def square(site: Site, painter: FakePainter) -> Site:
    """A project that paints squares, cuts its sequences hard, and codes without a loss."""
    draw_gradients(site.folder / "one", 8, (32, 32))
    for number in range(50, 56):
        Image.new("RGB", (32, 32), (number, 0, 0)).save(site.folder / f"two/img{number}.png")
    edit = 'join = "cut"\nfade_in = 0\nfade_out = 0'
    site.replace("dissolve = 0.125\nfade_in = 0.1\nfade_out = 0.1", edit)
    site.replace("fps = 24", 'fps = 24\ncodec = "ffv1"')
    site.replace("[edit]", "[style]\ncanvas = [32, 32]\n[edit]")
    return site


def move_first(site: Site, y: str) -> Path:
    camera = f'[sequence.camera]\nwhen = "after"\ny = {y}\n'
    return site.replace('style = "red.png"\n', f'style = "red.png"\n{camera}')


LINEAR = '{ keys = [[0, -1], ["100%", 1]], ease = "linear" }'


def first(site: Site) -> list[Pixels]:
    return [np.asarray(Image.open(site.frames / f"one/img{number}.png")) for number in range(1, 9)]


def segments(site: Site) -> dict[str, int]:
    return {
        file.name: file.stat().st_mtime_ns
        for file in (site.folder / "film.work/segments/film").iterdir()
    }


def test_the_paintings_move_and_frames_and_other_sequences_stay_as_they_are(
    square: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(square.file), "--quiet"]) == 0
    before, kept = watch(square.folder / "film.mov", Size(32, 18)), segments(square)
    move_first(square, LINEAR)
    capsys.readouterr()
    assert run(["build", str(square.file), "--quiet"]) == 0
    assert painter.painted == 14 + 8  # the first sequence's are kept whole from now on
    film = watch(square.folder / "film.mov", Size(32, 18))
    assert np.array_equal(
        film[:8], [frame[2 * n : 2 * n + 18] for n, frame in enumerate(first(square))]
    )
    assert np.array_equal(film[8:], before[8:])
    assert len(segments(square).items() & kept.items()) == 1
    square.replace(LINEAR, "1")
    assert run(["status", str(square.file)]) == 0
    assert "film.mov: out of date" in capsys.readouterr().out
    assert run(["build", str(square.file), "--quiet"]) == 0
    assert painter.painted == 14 + 8
    film = watch(square.folder / "film.mov", Size(32, 18))
    assert np.array_equal(film[:8], [frame[14:] for frame in first(square)])
    assert len(segments(square).items() & kept.items()) == 1


def test_every_shape_moves_in_the_room_that_it_has_and_so_do_clips(
    square: Site, painter: FakePainter
) -> None:
    move_first(square, "1")
    square.replace("y = 1\n", "x = -1\ny = 1\nzoom = 1\n")
    square.write(lambda text: text + '[[shape]]\nname = "phone"\nsize = [18, 32]\n')
    assert run(["check", str(square.file)]) == 0
    assert run(["build", str(square.file), "--quiet"]) == 0
    assert run(["film", str(square.file), "--clips"]) == 0
    phone = watch(square.folder / "film.phone.mov", PHONE)
    assert np.array_equal(phone[:8], [frame[:, :18] for frame in first(square)])
    clip = watch(square.folder / "film.work/clips/one.mov", Size(32, 18))
    assert np.array_equal(clip, [frame[14:] for frame in first(square)])


def test_a_sequence_that_turns_round_comes_back_the_way_it_went(
    square: Site, painter: FakePainter
) -> None:
    move_first(square, LINEAR)
    square.replace('frames = "one"\n', 'frames = "one"\nloop = "forth-and-back"\n')
    assert run(["build", str(square.file), "--quiet"]) == 0
    film = watch(square.folder / "film.mov", Size(32, 18))[:15]
    assert np.array_equal(film[8:], film[6::-1])


def test_a_preview_shows_the_move_frame_by_frame_though_paintings_are_held(
    square: Site, painter: FakePainter
) -> None:
    move_first(square, LINEAR)
    square.write(lambda text: text + "[preview]\nheight = 16\nstep = 8\n")
    assert run(["preview", str(square.file), "--quiet"]) == 0
    film = watch(square.folder / "film.preview.mp4", Size(28, 16)).astype(int)
    greens = film[:8, :, :, 1].mean(axis=(1, 2))
    assert (np.diff(greens) < -2).all()


def test_what_has_no_room_or_is_enlarged_is_said(
    square: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    move_first(square, "0.5")
    square.replace("canvas = [32, 32]\n", "")
    assert run(["check", str(square.file)]) == 2
    assert "`camera.y` has no room: paintings of 32x18" in capsys.readouterr().err
    square.replace("y = 0.5", "angle = [[0, 0], [0.2, 10]]\nzoom = 1.1")
    assert run(["check", str(square.file)]) == 2
    said = capsys.readouterr().err.replace("\n", " ")
    assert (
        "out of paintings of 32x18 at frame 5, turned by 10 degrees: `zoom` must be 1.294" in said
    )
    square.replace("angle = [[0, 0], [0.2, 10]]\nzoom = 1.1", "zoom = 1.5")
    assert run(["check", str(square.file)]) == 0
    said = "".join(capsys.readouterr()).replace("\n", " ")
    assert "enlarged 1.5 times: `canvas = [48, 28]` would be as sharp" in said
