"""Frames of 16 bits a channel, and dithered ones: on their whole way from the painter to films."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site, draw_site
from films import ffmpeg, one_shot
from tlstyle import png
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.codecs import CODECS
from tlstyle.film import Film, Order, write_films
from tlstyle.film import frames as film_frames
from tlstyle.film.cut import film_of
from tlstyle.frames.file import read_frame
from tlstyle.frames.plan import plan_shots
from tlstyle.joins import Dip, Dissolve, Wipe
from tlstyle.overlays.layer import Layer, put
from tlstyle.overlays.place import Box
from tlstyle.pixels import FramePixels, in_bytes, in_depth
from tlstyle.size import Size
from tlstyle.steps import Colour, Cut, Mask, PaintingStep, Strokes
from tlstyle.steps.dither import SIDE, dithered, void_and_cluster

DEEP = NDArray[np.uint16]


def sky(size: Size, least: int = 20000, most: int = 21000) -> DEEP:
    """Draw what has two levels of 8 bits or few more, and hundreds of 16."""
    ramp = np.linspace(least, most, size.width * size.height).reshape(size.height, size.width)
    return np.stack([ramp, ramp[::-1], ramp[:, ::-1]], axis=2).astype(np.uint16)


def decoded(film: Path, size: Size, pixels: str = "rgb48le") -> DEEP:
    content = ffmpeg("-i", film, "-f", "rawvideo", "-pix_fmt", pixels, "-")
    channels = 3 if pixels.startswith("rgb") else 1
    return np.frombuffer(content, "<u2").reshape(-1, size.height, size.width, channels)


STEPS: dict[str, PaintingStep] = {
    "colour": Colour(0.5),
    "strokes, larger": Strokes(Size(96, 64), 2.0),
    "strokes, finer": Strokes(Size(96, 64), 0.5),
    "cut": Cut(Size(64, 32), (0.2, 0.8)),
    "mask": Mask(Path("mask.png"), Size(96, 64), (0.5, 0.5), feather=20),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_each_step_behind_the_painter_keeps_every_bit(
    step: PaintingStep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And rounded they are, within a level, what they are of 8 bits."""
    monkeypatch.chdir(tmp_path)
    mask = np.repeat(np.linspace(0, 255, 96).astype(np.uint8)[None], 64, 0)
    Image.fromarray(mask).save("mask.png")
    size = step.painted if isinstance(step, Strokes) else Size(96, 64)
    painting, canvas = sky(size, 16000, 24000), sky(Size(96, 64), 20000, 20500)
    deep = step.apply(painting, canvas)
    shallow = step.apply(in_bytes(painting), in_bytes(canvas))
    assert deep.dtype == np.uint16
    assert deep.shape == shallow.shape
    off = np.abs(deep / 257 - shallow.astype(float))
    assert off.max() <= 2.5  # steepened strokes, of what 8 bits have rounded
    assert off.mean() <= 0.5
    assert len(np.unique(deep)) > 20 * len(np.unique(shallow))


@pytest.mark.parametrize(
    "join", [Dissolve(), Dissolve(light="linear"), Dip(colour=(255, 90, 0)), Wipe(soft=1.0)]
)
def test_each_join_keeps_every_bit(join: Dissolve | Dip | Wipe) -> None:
    size = Size(96, 64)
    before, after, way = sky(size), sky(size, 40000, 41000), Fraction(1, 3)
    mixed = join.mix(before, after, way)
    shallow = join.mix(in_bytes(before), in_bytes(after), way)
    assert mixed.dtype == np.uint16
    assert np.abs(mixed / 257 - shallow.astype(float)).max() <= 2
    assert len(np.unique(mixed)) > 8 * len(np.unique(shallow))


def test_what_lies_on_top_covers_as_much_as_of_8_bits() -> None:
    below = sky(Size(96, 64))
    cover = Image.fromarray(np.arange(64 * 32, dtype=np.uint16).reshape(32, 64).astype(np.uint8))
    layers = (Layer(Image.new("RGB", (64, 32), (255, 120, 3)), cover),)
    drawn = put(layers, below, Box(50, 40, 64, 32), Fraction(1, 2))
    shallow = put(layers, in_bytes(below), Box(50, 40, 64, 32), Fraction(1, 2))
    assert np.abs(drawn / 257 - shallow.astype(float)).max() <= 1.01
    assert (drawn[:40] == below[:40]).all()


def test_dither_keeps_the_mean_of_every_few_pixels_and_levels_as_they_are() -> None:
    picture = sky(Size(256, 128))
    done = dithered(picture)
    means = [
        each.reshape(16, 8, 32, 8, 3).mean(axis=(1, 3)) for each in (done.astype(float), picture)
    ]
    assert np.abs(means[0] - means[1] / 257).max() < 0.12
    rounded = in_bytes(picture).astype(float).reshape(16, 8, 32, 8, 3).mean(axis=(1, 3))
    assert np.abs(rounded - means[1] / 257).max() > 0.3
    levels = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, 2)
    assert (dithered(in_depth(levels)) == levels).all()


def test_the_mask_has_every_threshold_once_and_no_clumps() -> None:
    """Of what coarse grain chance has, a tenth is left: blue noise, not white."""
    ranks = void_and_cluster()
    assert (np.sort(ranks.ravel()) == np.arange(SIDE**2)).all()
    chance = np.random.default_rng(1).permutation(SIDE**2).reshape(SIDE, SIDE)
    coarse = [np.abs(np.fft.fft2(each - each.mean()))[:8, :8].mean() for each in (ranks, chance)]
    assert coarse[0] < coarse[1] / 10


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, module_painter: FakePainter) -> Site:
    """A film of two sequences, of which the first has frames of 16 bits, and a text on both."""
    site = draw_site(tmp_path_factory.mktemp("film"))
    for number in range(1, 9):
        still = sky(Size(48, 32), 20000 + 100 * number, 24000)
        file = site.folder / f"one/img{number}.png"
        file.write_bytes(png.encode(still, "none", "none"))
    head = 'codec = "ffv1"\ndepth = 16\nsize = [32, 18]'
    site.replace("size = [32, 18]", head)
    site.replace('style = "red.png"', 'style = "red.png"\ndepth = 16\ncolour = 0.25')
    text = site.file.read_text()
    more = '\n[[text]]\ntext = "sky"\nsize = 40\n\n[[shape]]\nname = "phone"\nsize = [16, 18]\n'
    site.file.write_text(text + more)
    assert run(["build", str(site.file)]) == 0
    return site


def drawn(site: Site) -> list[FramePixels]:
    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    film = film_of(checked.project, plans, checked.timeline).film
    shown = ((each, (0,)) for each in film.timeline.frames())
    return [each[0] for each in film_frames.draw(shown, [film])]


def test_frames_say_their_depth_and_any_reader_finds_it(site: Site) -> None:
    file = site.frames / "one/img3.png"
    pixels = read_frame(file)
    assert pixels.dtype == np.uint16
    assert (decoded(file, Size(32, 18))[0] == pixels).all()
    with Image.open(file) as image:
        carried = json.loads(image.info["tlstyle"])
        assert np.abs(np.asarray(image).astype(int) - (pixels >> 8)).max() == 0
    assert carried["depth"] == 16
    assert carried["pixels"] == png.checksum(pixels)
    with Image.open(site.frames / "two/img50.png") as image:
        assert "depth" not in json.loads(image.info["tlstyle"])
    assert read_frame(site.frames / "two/img50.png").dtype == np.uint8


def test_a_film_without_loss_has_every_bit_that_is_drawn(site: Site) -> None:
    """Fades, the join with frames of 8 bits and what lies on top too."""
    own = [in_depth(frame) for frame in drawn(site)]
    film = decoded(site.folder / "film.mov", Size(32, 18))
    assert len(film) == len(own)
    deep = [n for n, frame in enumerate(drawn(site)) if frame.dtype == np.uint16]
    assert deep == list(range(8))
    assert all((film[n] == own[n]).all() for n in deep)
    phone = decoded(site.folder / "film.phone.mov", Size(16, 18))
    assert len(np.unique(phone[4])) > 300


@pytest.mark.parametrize(("codec", "depth", "best"), [("h264", 8, 0.35), ("hevc", 10, 0.7)])
def test_films_of_fewer_bits_are_nearer_to_what_is_drawn(
    tmp_path: Path, codec: str, depth: int, best: float
) -> None:
    """Parts of 8x8 pixels of a smooth sky: dithered in 8 bits, finer in 10."""
    size, off = Size(256, 144), {}
    picture = sky(size, 20000, 21500)
    (tmp_path / "deep.png").write_bytes(png.encode(picture, "none", "none"))
    luma = picture @ np.array([0.2126, 0.7152, 0.0722]) / 65535 * 219 + 16
    for deep in (False, True):
        pictures = ((tmp_path / "deep.png",) * 12,)
        encoding = CODECS[codec].encoding("high", depth)
        clips = frozenset({0} if deep else ())
        film = Film("", one_shot(12), pictures, size, (), encoding, deep=clips)
        output = tmp_path / f"{deep}.mp4"
        assert not write_films([Order(film, output, "")], progress=lambda done, total: None)
        kind = "gray" if depth == 8 else "gray10le"
        content = ffmpeg(
            "-i", output, "-vf", "extractplanes=y", "-f", "rawvideo", "-pix_fmt", kind, "-"
        )
        levels = np.frombuffer(content, np.uint8 if depth == 8 else "<u2").astype(float)
        shown = levels.reshape(12, size.height, size.width)[6] / 2 ** (depth - 8)
        off[deep] = np.abs((shown - luma).reshape(18, 8, 32, 8).mean(axis=(1, 3))).mean()
    assert off[True] < best * off[False]


def test_a_preview_has_8_bits(site: Site) -> None:
    assert run(["preview", str(site.file)]) == 0
    kinds = {read_frame(file).dtype for file in (site.frames.parent / "preview").rglob("*.png")}
    assert kinds == {np.dtype(np.uint8)}


def test_dithered_frames_have_8_bits_and_both_levels(
    site: Site, painter: FakePainter, tmp_path: Path
) -> None:
    text = site.file.read_text()
    try:
        site.replace("depth = 16\ncolour", "dither = true\ncolour")
        assert run(["paint", str(site.file)]) == 0
        picture = read_frame(site.frames / "one/img3.png")
        assert picture.dtype == np.uint8
        with Image.open(site.frames / "one/img3.png") as image:
            assert json.loads(image.info["tlstyle"])["dither"] == 1
        grain = np.abs(np.diff(picture.astype(int), axis=1))
        assert (grain == 1).mean() > 0.2
        assert grain.max() <= 2
    finally:
        site.file.write_text(text)
        assert run(["paint", str(site.file)]) == 0


def test_what_does_not_go_together_is_said(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    text = site.file.read_text()
    try:
        site.replace("depth = 16\ncolour", "depth = 16\ndither = true\ncolour")
        assert run(["check", str(site.file)]) == 2
        assert "`dither` is for frames of 8 bits" in capsys.readouterr().err
        site.file.write_text(text.replace('codec = "ffv1"', 'codec = "hevc"'))
        assert run(["check", str(site.file)]) == 2
        assert "of `codec` ffv1; that of frames stands in [style]" in capsys.readouterr().err
        site.file.write_text(text.replace("depth = 16\ncolour", "colour"))
        assert run(["check", str(site.file)]) == 0
        said = capsys.readouterr()
        assert "[style] `depth` = 16 gives it more" in said.out + said.err
    finally:
        site.file.write_text(text)


def test_frames_stay_done_and_are_looked_at_by_every_command(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlstyle.painters.models.open_painter", None)
    before = {file: file.stat().st_mtime_ns for file in site.frames.rglob("*.png")}
    for words in (
        ["build", "--deep"],
        ["status"],
        ["check"],
        ["sheet"],
        ["keogram"],
        ["sheet", "--plots"],
        ["review"],
        ["frame", "--at", "0.2", "--compare"],
        ["export", "--to", "mlt"],
        ["clean"],
    ):
        assert run([words[0], str(site.file), *words[1:]]) == 0, words
    assert {file: file.stat().st_mtime_ns for file in site.frames.rglob("*.png")} == before
    out = capsys.readouterr()
    assert "retouched" not in out.out + out.err


def test_another_programs_16_bits_are_ours_and_what_it_changed_is_retouched(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site.frames / "one/img3.png"
    ours, pixels = file.read_bytes(), read_frame(file)
    carried = Image.open(file).info["tlstyle"]
    try:
        split = png.encode(pixels, "tlstyle", carried).replace(b"tEXttlstyle", b"tEXttlstyle")
        file.write_bytes(_recompressed(split))
        assert (read_frame(file) == pixels).all()
        capsys.readouterr()
        assert run(["status", str(site.file)]) == 0
        assert "retouched" not in capsys.readouterr().out
        file.write_bytes(png.encode(pixels, "other", "x"))
        brighter = np.minimum(pixels, 60000) + np.uint16(1000)
        file.write_bytes(_recompressed(png.encode(brighter, "tlstyle", carried)))
        assert run(["status", str(site.file)]) == 0
        assert "1 retouched" in capsys.readouterr().out
    finally:
        file.write_bytes(ours)


def _recompressed(content: bytes) -> bytes:
    """Return a PNG whose one IDAT is two, as other writers' are."""
    at = content.index(b"IDAT") - 4
    length = int.from_bytes(content[at : at + 4], "big")
    data = content[at + 8 : at + 8 + length]
    halves = data[: length // 2], data[length // 2 :]
    chunks = b"".join(b"".join(png._packed(b"IDAT", half)) for half in halves)
    return content[:at] + chunks + content[at + 12 + length :]
