"""Several shapes of one film, from paintings that are kept whole."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_gradients
from films import Pixels, watch
from tlstyle.cli.app import run
from tlstyle.codecs import CODECS
from tlstyle.size import Size

FILM, PHONE, SQUARE = Size(32, 18), Size(18, 32), Size(16, 16)
SHAPES = """
[[shape]]
name = "phone"
size = [18, 32]
[[shape]]
name = "square"
file = "small/square.mov"
size = [16, 16]
"""


@pytest.fixture
def whole(site: Site, painter: FakePainter) -> Site:
    """A project that paints squares, cuts its sequences hard, and codes without a loss."""
    draw_gradients(site.folder / "one", 8)
    draw_gradients(site.folder / "two", 6, start=50)
    site.replace("dissolve = 0.125\nfade_in = 0.1\nfade_out = 0.1", 'join = "cut"\n' + NO_FADES)
    site.replace("fps = 24", 'fps = 24\ncodec = "ffv1"')
    site.replace("[edit]", "[style]\ncanvas = [32, 32]\n[edit]")
    return site


NO_FADES = "fade_in = 0\nfade_out = 0"


def frames_of(site: Site) -> Iterator[Pixels]:
    for name in ("one", "two"):
        files = sorted((site.frames / name).iterdir(), key=lambda file: int(file.stem[3:]))
        yield from (np.asarray(Image.open(file)) for file in files)


def with_shapes(site: Site, said: str = SHAPES) -> None:
    site.write(lambda text: text + said)


def test_each_shape_shows_its_part_of_the_same_paintings(
    whole: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(whole.file)]) == 0
    alone = watch(whole.folder / "film.mov", FILM)
    with_shapes(whole)
    assert run(["build", str(whole.file)]) == 0
    assert "8 pending: size changed" in capsys.readouterr().out
    assert painter.painted == 2 * 14
    painted = list(frames_of(whole))
    assert {frame.shape for frame in painted} == {(32, 32, 3)}
    assert np.array_equal(watch(whole.folder / "film.mov", FILM), alone)
    phone = watch(whole.folder / "film.phone.mov", PHONE)
    assert np.array_equal(phone, [frame[:, 7:25] for frame in painted])
    square = watch(whole.folder / "small/square.mov", SQUARE)
    smaller = [Image.fromarray(frame).resize(SQUARE, Image.Resampling.LANCZOS) for frame in painted]
    assert np.array_equal(square, [np.asarray(picture) for picture in smaller])


def test_where_all_that_is_painted_is_shown_a_shape_paints_nothing_again(
    whole: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    whole.replace("canvas = [32, 32]\n", "")
    assert run(["build", str(whole.file)]) == 0
    before = watch(whole.folder / "film.mov", FILM)
    with_shapes(whole, '[[shape]]\nname = "square"\nsize = [16, 16]\nanchor = "right"\n')
    assert run(["build", str(whole.file)]) == 0
    assert painter.painted == 14
    assert np.array_equal(watch(whole.folder / "film.mov", FILM), before)
    square = watch(whole.folder / "film.square.mov", SQUARE)
    right = [Image.fromarray(frame[:, 14:]) for frame in frames_of(whole)]
    smaller = [np.asarray(part.resize(SQUARE, Image.Resampling.LANCZOS)) for part in right]
    assert np.array_equal(square, smaller)


def test_a_sequences_anchor_says_what_each_shape_keeps_unless_the_shape_does(
    whole: Site, painter: FakePainter
) -> None:
    whole.replace('frames = "one"', 'frames = "one"\nanchor = "left"')
    with_shapes(whole)
    assert run(["build", str(whole.file)]) == 0
    phone, painted = whole.folder / "film.phone.mov", list(frames_of(whole))
    parts = [frame[:, :18] if n < 8 else frame[:, 7:25] for n, frame in enumerate(painted)]
    assert np.array_equal(watch(phone, PHONE), parts)
    whole.replace("size = [18, 32]", 'size = [18, 32]\nanchor = "right"')
    assert run(["film", str(whole.file)]) == 0
    assert painter.painted == 14
    assert np.array_equal(watch(phone, PHONE), [frame[:, 14:] for frame in painted])


def test_a_shapes_anchor_moves_as_the_film_goes_on_and_paints_nothing(
    whole: Site, painter: FakePainter
) -> None:
    keys = 'anchor = { keys = [[0, "left"], ["100%", "right"]], ease = "linear" }\n'
    with_shapes(whole, f'[[shape]]\nname = "phone"\nsize = [18, 32]\n{keys}')
    assert run(["build", str(whole.file)]) == 0
    shown, painted = watch(whole.folder / "film.phone.mov", PHONE), list(frames_of(whole))
    assert np.array_equal(shown[0], painted[0][:, :18])
    assert np.array_equal(shown[13], painted[13][:, 14:])
    for number, (frame, picture) in enumerate(zip(shown[:-1], painted, strict=False)):
        place, part = divmod(14 * number / 13, 1)
        left = int(place)
        near, next_to = (picture[:, at : at + 18].astype(float) for at in (left, left + 1))
        between = near * (1 - part) + next_to * part
        assert np.abs(frame - between)[:, 3:-3].max() <= 1.5, number
    parts = {part.name for part in (whole.folder / "film.work/segments/film.phone").iterdir()}
    whole.replace('["100%", "right"]', '[0.3, "right"]')
    assert run(["build", str(whole.file)]) == 0
    assert painter.painted == 14
    moved = watch(whole.folder / "film.phone.mov", PHONE)
    assert np.array_equal(moved[8], painted[8][:, 14:])
    assert not parts & {
        part.name for part in (whole.folder / "film.work/segments/film.phone").iterdir()
    }


def test_an_anchor_that_moves_straight_on_is_where_the_still_ones_are(
    whole: Site, painter: FakePainter
) -> None:
    with_shapes(whole, '[[shape]]\nname = "phone"\nsize = [18, 32]\nanchor = [0.5, 0.5]\n')
    assert run(["build", str(whole.file)]) == 0
    phone = whole.folder / "film.phone.mov"
    before = watch(phone, PHONE)
    whole.replace("anchor = [0.5, 0.5]", 'anchor = [["50%", "centre"]]')
    assert run(["film", str(whole.file)]) == 0
    assert np.array_equal(watch(phone, PHONE), before)


def test_shapes_are_known_written_alone_and_said(
    whole: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    with_shapes(whole)
    assert run(["check", str(whole.file)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert any(line.endswith("film.phone.mov: phone, 18x32") for line in said)
    assert run(["check", str(whole.file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)["shapes"]
    assert [shape["size"] for shape in answer] == [[18, 32], [16, 16]]
    assert run(["build", str(whole.file)]) == 0
    assert run(["build", str(whole.file)]) == 0
    assert capsys.readouterr().out.count("the film is as it was: nothing has changed") == 3
    (whole.folder / "film.phone.mov").unlink()
    assert run(["status", str(whole.file)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert any(line.endswith("film.phone.mov: not written yet") for line in said)
    assert any(line.endswith("square.mov: up to date") for line in said)
    assert run(["status", str(whole.file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)["shapes"]
    assert answer == {"phone": "not written yet", "square": "up to date"}
    assert run(["film", str(whole.file), "--shape", "phone"]) == 0
    assert capsys.readouterr().out.splitlines() == [str(whole.folder / "film.phone.mov")]
    assert run(["film", str(whole.file), "--shape", "fone"]) == 2
    assert "there is no shape 'fone'; did you mean `phone`?" in capsys.readouterr().err
    assert run(["film", str(whole.file), "--shape", "phone", "--sequence", "one"]) == 2
    assert "--sequence and --shape: each says what to write" in capsys.readouterr().err


def test_a_shapes_film_that_somebody_changed_is_left_alone(
    whole: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = whole.folder / "film.phone.mov"
    phone.write_bytes(b"a film of mine")
    with_shapes(whole)
    assert run(["check", str(whole.file)]) == 0
    assert "film.phone.mov: was not written by tlstyle" in capsys.readouterr().err
    assert run(["build", str(whole.file)]) == 1
    assert "film.phone.mov: was not written by tlstyle" in capsys.readouterr().err
    assert phone.read_bytes() == b"a film of mine"
    assert not painter.painted


def test_previews_and_clips_show_what_the_film_does(whole: Site, painter: FakePainter) -> None:
    assert run(["preview", str(whole.file)]) == 0
    assert run(["build", str(whole.file)]) == 0
    assert run(["film", str(whole.file), "--clips"]) == 0
    films = [whole.folder / "film.preview.mp4", whole.folder / "film.work/clips/two.mov"]
    before = [watch(film, FILM) for film in films]
    with_shapes(whole)
    assert run(["preview", str(whole.file)]) == 0
    assert run(["build", str(whole.file)]) == 0
    assert run(["film", str(whole.file), "--clips"]) == 0
    for film, shown in zip(films, before, strict=True):
        assert np.array_equal(watch(film, FILM), shown)


def test_what_is_left_of_a_shape_is_not_needed_any_more(
    whole: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    with_shapes(whole)
    assert run(["build", str(whole.file)]) == 0
    assert run(["clean", str(whole.file)]) == 0
    assert "nothing to remove" in capsys.readouterr().out
    whole.replace('name = "phone"', 'name = "upright"')
    assert run(["clean", str(whole.file)]) == 0
    assert "segments/film.phone: 2 files" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('name = "phone"', "`shape[0].size` is missing"),
        ('name = "phone"\nsize = [18, 32]\nsise = 3', "unknown key `sise`; did you mean `size`?"),
        (
            'name = "phone"\nsize = [18, 34]',
            "shape 'phone', 18x34, does not fit into the canvas 32x32 of one: enlarge `canvas`",
        ),
        ('name = "preview"\nsize = [18, 32]', "the shape's name 'preview' is taken"),
        (
            'name = "a"\nsize = [18, 32]\n[[shape]]\nname = "A"\nsize = [16, 32]',
            "the shape's name 'A' is taken",
        ),
        (
            'name = "a"\nfile = "Film.mov"\nsize = [18, 32]',  # on many disks the same file
            "Film.mov is another film's: choose another name",
        ),
        (
            'name = "a"\nfile = "film.mov"\nsize = [18, 32]',
            "film.mov is another film's: choose another name",
        ),
        (
            'name = "a"\nfile = "a.mp4"\nsize = [18, 32]',
            '`codec` ffv1 needs another file: file = "a.mov"',
        ),
        (
            'name = "a"\nsize = [18, 32]\nquality = "web"',
            '`quality` = "web": not of ffv1; of `codec` h264, hevc, av1',
        ),
        (
            'name = "a"\nsize = [18, 32]\nanchor = [[0, "left"], [9, "right"]]',
            "`anchor`: the keyframe at 9 is beyond the film's end at 0.58 s",
        ),
        (
            'name = "a"\nsize = [18, 32]\nanchor = [["#3", "left"]]',
            "is a still's number, which a film has none of",
        ),
        (
            'name = "a"\nsize = [18, 32]\nanchor = [[0, "up"]]',
            "must be one of centre, top, bottom, left, right",
        ),
        ('name = "a"\nfile = "one/img1.mov"\nsize = [18, 32]\nanchor = "up"', "`shape[0].anchor`"),
    ],
)
def test_what_is_wrong_with_a_shape_is_said(
    whole: Site, capsys: pytest.CaptureFixture[str], said: str, fault: str
) -> None:
    with_shapes(whole, f"[[shape]]\n{said}\n")
    assert run(["check", str(whole.file)]) == 2
    assert fault in capsys.readouterr().err


def test_a_codec_of_a_shape_that_ffmpeg_lacks_is_said(
    whole: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = dataclasses.replace(CODECS["hevc"], encoder="libx265_of_others")
    monkeypatch.setitem(CODECS, "hevc", lacking)
    with_shapes(whole, '[[shape]]\nname = "phone"\nsize = [18, 32]\ncodec = "hevc"\n')
    assert run(["check", str(whole.file)]) == 2
    assert "`codec` = hevc: ffmpeg failed" in capsys.readouterr().err


def test_a_shape_of_another_codec_does_not_take_the_films_quality(
    whole: Site, painter: FakePainter
) -> None:
    whole.replace('codec = "ffv1"', 'quality = "web"')
    with_shapes(whole, '[[shape]]\nname = "phone"\nsize = [18, 32]\ncodec = "ffv1"\n')
    assert run(["build", str(whole.file)]) == 0
    painted = [frame[:, 7:25] for frame in frames_of(whole)]
    assert np.array_equal(watch(whole.folder / "film.phone.mov", PHONE), painted)


def test_a_shape_has_its_own_codec(whole: Site, painter: FakePainter) -> None:
    with_shapes(
        whole, '[[shape]]\nname = "phone"\nsize = [18, 32]\ncodec = "h264"\nquality = "web"\n'
    )
    assert run(["build", str(whole.file)]) == 0
    assert len(watch(whole.folder / "film.phone.mp4", PHONE)) == 14
