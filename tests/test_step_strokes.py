"""Strokes as large as wanted: painted in another size, and brought back along the still's edges."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.painters import models
from tlstyle.pixels import in_bytes
from tlstyle.scaling.grown import grown
from tlstyle.scaling.resized import resized, resized_on_device
from tlstyle.size import Size
from tlstyle.steps import Strokes

Arrays = NDArray[Any]


def scene(size: Size, kind: type = np.uint8) -> Arrays:
    """Return a picture with edges at all angles, even parts and a slope."""
    y, x = np.mgrid[: size.height, : size.width]
    levels = 60 + 80 * (x > size.width * 0.4) + 40 * (x + 2 * y > size.height * 1.7) + y * 0.2
    pixels = np.stack([levels, 255 - levels, 0.5 * levels + 20], axis=2)
    return (pixels.round() * (np.iinfo(kind).max // 255)).astype(kind)


def painting_of(canvas: Arrays, step: Strokes) -> Arrays:
    """Return a negative of a canvas, as small as it is painted, with strokes of three pixels."""
    small = step.for_painter(canvas).astype(int) * 255 // np.iinfo(canvas.dtype).max
    noise = np.random.default_rng(0).integers(-20, 21, (*small[::3, ::3].shape[:2], 1))
    strokes = noise.repeat(3, 0).repeat(3, 1)[: small.shape[0], : small.shape[1]]
    return (255 - small + strokes).clip(0, 255).astype(np.uint8)


def steepest(pixels: Arrays) -> int:
    """Return the most by which neighbours in a row differ."""
    return int(np.abs(np.diff(pixels.astype(int), axis=1)).max())


@pytest.mark.parametrize("times", [1.5, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("edge", [60, 61, 62, 63])
def test_an_edge_of_the_still_is_as_sharp_and_in_the_same_place(times: float, edge: int) -> None:
    canvas = np.full((48, 128, 3), 40, np.uint8)
    canvas[:, edge:] = 200
    step = Strokes(Size(128, 48), times)
    painting = in_bytes(255 - step.for_painter(canvas))
    frame = step.apply(painting, canvas)
    assert frame.shape == canvas.shape
    assert abs(frame.astype(int) - (255 - canvas)).max() <= 20
    assert steepest(frame) >= 120  # of 160
    assert steepest(resized(painting, step.canvas)) < 105  # what plain enlarging leaves


@pytest.mark.parametrize("times", [1.5, 2.0, 4.0])
def test_nothing_gets_a_halo(times: float) -> None:
    """Nowhere is a painting lighter or darker than its own pixels around that place."""
    canvas = scene(Size(160, 96))
    step = Strokes(Size(160, 96), times)
    painting = in_bytes(255 - step.for_painter(canvas))
    frame = step.apply(painting, canvas).astype(int)
    reach = int(3 * times) + 1
    plain = np.asarray(255 - canvas.astype(int))
    padded = np.pad(plain, ((reach, reach), (reach, reach), (0, 0)), "edge")
    views = np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1,) * 2, (0, 1))
    assert (frame <= views.max(axis=(3, 4)) + 3).all()
    assert (frame >= views.min(axis=(3, 4)) - 3).all()


def test_where_a_still_is_even_the_strokes_stay() -> None:
    canvas = np.full((96, 128, 3), 120, np.uint8)
    step = Strokes(Size(128, 96), 2.0)
    painting = painting_of(canvas, step)
    frame = step.apply(painting, canvas).astype(float)
    enlarged = painting.repeat(2, 0).repeat(2, 1).astype(float)
    assert np.corrcoef(frame.ravel(), enlarged.ravel())[0, 1] > 0.9
    assert frame.std() > 0.8 * enlarged.std()


def test_finer_strokes_are_averaged_from_twice_the_size() -> None:
    canvas = scene(Size(64, 48))
    step = Strokes(Size(64, 48), 0.5)
    assert step.for_painter(canvas).shape == (96, 128, 3)
    fine = np.random.default_rng(0).integers(0, 256, (96, 128, 3), np.uint8)
    frame = step.apply(fine, canvas)
    blocks = fine.reshape(48, 2, 64, 2, 3).mean(axis=(1, 3))
    assert np.abs(frame - blocks).mean() < 10  # of a spread of 37: the filter is a little wider


def test_strokes_as_the_network_has_them_are_no_step() -> None:
    canvas = scene(Size(64, 48))
    step = Strokes(Size(64, 48), 1.0)
    assert step.is_off
    assert step.for_painter(canvas) is canvas
    assert step.painted == (64, 48)


@pytest.mark.parametrize("times", [0.5, 0.8, 1.3, 2.0, 3.7])
@pytest.mark.parametrize(("kind", "few"), [(np.uint8, 0.1), (np.uint16, 0.2)])
def test_strokes_are_the_same_on_a_device_but_for_rounding(
    times: float, kind: type, few: float
) -> None:
    from keras import ops

    size = Size(150, 102)
    canvas, white = scene(size, kind), np.iinfo(kind).max
    step = Strokes(size, times)
    small = step.for_painter(canvas)
    tensor = ops.cast(canvas[None], "float32")
    there = np.asarray(step.for_painter_on_device(tensor, int(white)))[0]
    assert np.abs(there - small.astype(float)).max() <= 1
    painting = painting_of(canvas, step)
    own = step.apply(painting, canvas)
    device = step.on_device(ops.cast(painting[None], "float32"), tensor * (1 / white))
    off = np.abs(np.asarray(device)[0] - own.astype(float))
    assert off.max() <= 6  # a fine part of a slope, at the strongest edge
    assert (off > 0).mean() <= few
    assert (off > 1).mean() <= few / 50


@pytest.mark.parametrize("size", [(31, 20), (200, 111), (45, 60)])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_pictures_are_resized_on_a_device_as_pillow_does_it(
    size: tuple[int, int], kind: type
) -> None:
    from keras import ops

    white = int(np.iinfo(kind).max)
    noise: Arrays = np.random.default_rng(0).integers(0, white + 1, (60, 90, 3), kind)
    device = resized_on_device(ops.cast(noise[None], "float32"), Size(*size), white)
    own = resized(noise, Size(*size))
    assert own.dtype == kind
    off = np.abs(np.asarray(device)[0] - own.astype(float))
    assert off.max() <= 1
    assert (off > 0).mean() < (2e-3 if kind is np.uint8 else 0.02)


def test_bands_of_rows_leave_no_trace() -> None:
    """A part of a painting is what it is in the whole, but near where it was cut off."""
    canvas = scene(Size(96, 400))
    step = Strokes(Size(96, 400), 2.0)
    painting = painting_of(canvas, step)
    whole = grown(painting, canvas)
    part = grown(painting[30:170], canvas[60:340])
    assert (part[20:-20] == whole[80:320]).all()


@pytest.mark.parametrize(
    ("times", "scale", "painted", "preview"),
    [
        (1.0, Fraction(1, 2), (1920, 1080), (960, 540)),
        (2.0, Fraction(1, 2), (960, 540), (960, 540)),  # the film's strokes, exactly
        (4.0, Fraction(1, 2), (480, 270), (480, 270)),
        (1.5, Fraction(1, 2), (1280, 720), (960, 540)),
        (0.5, Fraction(1, 2), (3840, 2160), (1920, 1080)),  # a quarter of what the film takes
        (2.0, Fraction(1), (960, 540), (960, 540)),
    ],
)
def test_a_preview_has_the_films_strokes_as_far_as_it_stays_quick(
    times: float, scale: Fraction, painted: tuple[int, int], preview: tuple[int, int]
) -> None:
    step = Strokes(Size(1920, 1080), times)
    assert step.painted == painted
    assert step.in_preview(scale).painted == preview
    assert step.in_preview(scale).canvas == step.canvas.scaled(scale)


@dataclass
class Noting(FakePainter):
    """Notes the sizes of the canvases that it paints."""

    sizes: set[tuple[int, int]] = field(default_factory=set)

    def paint(self, canvases: Arrays, *codes: Any) -> Arrays:
        self.sizes.add((canvases.shape[2], canvases.shape[1]))
        return super().paint(canvases, *codes)


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> Noting:
    painter = Noting()
    monkeypatch.setattr(models, "choose_device", lambda wanted: "CPU")
    monkeypatch.setattr(models, "open_painter", lambda *_: painter)
    return painter


def with_strokes(site: Site, text: str) -> None:
    site.replace("size = [32, 18]", "size = [96, 64]")
    site.replace("[edit]", f"[style]\n{text}\n[edit]")


@pytest.mark.parametrize(
    ("strokes", "painted"), [("2", (48, 32)), ("0.5", (192, 128)), ("1.5", (64, 43))]
)
def test_the_painter_is_handed_another_size_and_frames_have_the_films(
    site: Site, noting: Noting, strokes: str, painted: tuple[int, int]
) -> None:
    with_strokes(site, f"strokes = {strokes}")
    assert run(["paint", str(site.file)]) == 0
    assert noting.sizes == {painted}
    sizes = {Image.open(frame).size for frame in site.frames.rglob("*.png")}
    assert sizes == {(96, 64)}


def test_other_strokes_are_told_and_paint_anew_and_none_are_as_ever(
    site: Site, noting: Noting, capsys: pytest.CaptureFixture[str]
) -> None:
    with_strokes(site, "")
    assert run(["paint", str(site.file)]) == 0
    site.replace("[style]", "[style]\nstrokes = 1")
    run(["status", str(site.file)])
    assert "8 of 8 done" in capsys.readouterr().out
    site.replace("strokes = 1", "strokes = 2")
    run(["status", str(site.file)])
    assert "strokes changed" in capsys.readouterr().out


def test_sequences_of_other_strokes_follow_each_other(site: Site, noting: Noting) -> None:
    with_strokes(site, "strokes = 2")
    site.replace('style = "red.png"', 'style = "red.png"\nstrokes = 2.02')  # painted as small
    assert run(["paint", str(site.file)]) == 0
    assert noting.sizes == {(48, 32)}
    before = {file: file.read_bytes() for file in site.frames.rglob("*.png")}
    (site.frames / "one/img3.png").unlink()
    assert run(["paint", str(site.file)]) == 0
    assert {file: file.read_bytes() for file in site.frames.rglob("*.png")} == before


@pytest.mark.parametrize("wrong", ["0.4", "4.1", '"large"', "true"])
def test_strokes_out_of_range_are_an_error(
    site: Site, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with_strokes(site, f"strokes = {wrong}")
    assert run(["check", str(site.file)]) == 2
    assert "strokes" in capsys.readouterr().err


def test_out_of_memory_what_is_painted_is_told_in_its_size(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    painter = FakePainter(largest_canvas=40)
    monkeypatch.setattr(models, "choose_device", lambda wanted: "CPU")
    monkeypatch.setattr(models, "open_painter", lambda *_: painter)
    with_strokes(site, "strokes = 2")
    assert run(["paint", str(site.file)]) == 1
    said = capsys.readouterr().err
    assert "no memory for a canvas of 96x64" in said
    assert "72x48 fits" in said
