"""Only a part is painted: what a mask says of it, where it lies, and what is wrong with some."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.frames.file import read_provenance
from tlstyle.size import Size
from tlstyle.steps import Mask

Arrays = NDArray[Any]

CANVAS = Size(64, 40)


def draw_mask(file: Path, size: Size = CANVAS, edge: float = 0.5) -> Path:
    """Draw a mask that is white on the left, up to an edge."""
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[:, : round(size.width * edge)] = 255
    Image.fromarray(mask).save(file)
    return file


def pictures(kind: type = np.uint8) -> tuple[Arrays, Arrays]:
    """Return a painting and its canvas, of 8 bits or 16."""
    noise = np.random.default_rng(0)
    shape = (CANVAS.height, CANVAS.width, 3)
    painting = noise.integers(0, 256, shape).astype(np.uint8)
    return painting, noise.integers(0, np.iinfo(kind).max + 1, shape).astype(kind)


def test_what_is_white_is_painted_and_the_rest_stays_as_it_was_filmed(tmp_path: Path) -> None:
    painting, canvas = pictures()
    step = Mask(draw_mask(tmp_path / "mask.png"), CANVAS, (0.5, 0.5))
    shown = step.apply(painting, canvas)
    assert (shown[:, :32] == painting[:, :32]).all()
    assert (shown[:, 32:] == canvas[:, 32:]).all()


def test_it_may_be_inverted(tmp_path: Path) -> None:
    painting, canvas = pictures()
    step = Mask(draw_mask(tmp_path / "mask.png"), CANVAS, (0.5, 0.5), invert=True)
    shown = step.apply(painting, canvas)
    assert (shown[:, :32] == canvas[:, :32]).all()
    assert (shown[:, 32:] == painting[:, 32:]).all()


def test_grey_mixes_both_in_the_values_of_displays(tmp_path: Path) -> None:
    Image.new("L", CANVAS, 51).save(tmp_path / "grey.png")
    painting, canvas = pictures()
    shown = Mask(tmp_path / "grey.png", CANVAS, (0.5, 0.5)).apply(painting, canvas)
    wanted = 0.2 * painting + 0.8 * canvas
    assert np.abs(shown - wanted).max() <= 0.51


def test_a_feather_is_as_many_pixels_wide_and_its_middle_stays(tmp_path: Path) -> None:
    step = Mask(draw_mask(tmp_path / "mask.png"), CANVAS, (0.5, 0.5), feather=16)
    white, black = np.full((40, 64, 3), 255, np.uint8), np.zeros((40, 64, 3), np.uint8)
    row = step.apply(white, black)[20, :, 0].astype(int)
    assert (np.diff(row) <= 0).all()
    soft = np.flatnonzero((row > 2) & (row < 253))
    assert 13 <= len(soft) <= 17
    assert abs(row[31] + row[32] - 255) <= 2


@pytest.mark.parametrize("anchor", [(0.0, 0.0), (1.0, 0.5)])
def test_a_mask_is_fitted_as_stills_are(tmp_path: Path, anchor: tuple[float, float]) -> None:
    """Of one that is twice as wide as the canvas, the half that the anchor names."""
    file = draw_mask(tmp_path / "mask.png", Size(256, 80), 0.75)
    painting, canvas = pictures()
    shown = Mask(file, CANVAS, anchor).apply(painting, canvas)
    edge = 64 if anchor[0] == 0 else 32
    assert (shown[:, : edge - 4] == painting[:, : edge - 4]).all()
    assert (shown[:, edge + 4 :] == canvas[:, edge + 4 :]).all()


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("feather", [0, 10])
def test_a_mask_is_the_same_on_a_device(tmp_path: Path, kind: type, feather: int) -> None:
    from keras import ops

    painting, canvas = pictures(kind)
    step = Mask(draw_mask(tmp_path / "mask.png"), CANVAS, (0.5, 0.5), feather)
    white = int(np.iinfo(kind).max)
    device = step.on_device(
        ops.cast(painting[None], "float32"), ops.cast(canvas[None], "float32") * (1 / white)
    )
    off = np.abs(np.asarray(device)[0] - step.apply(painting, canvas).astype(float))
    assert off.max() <= 1
    assert (off > 0).mean() < 1e-2


def test_a_preview_has_the_same_edge_smaller() -> None:
    step = Mask(Path("mask.png"), Size(1920, 1080), (0.5, 0.5), 40)
    small = step.in_preview(Fraction(1, 2))
    assert (small.canvas, small.feather) == ((960, 540), 20)


@pytest.fixture
def masked(site: Site, painter: FakePainter) -> Site:
    """A project whose first sequence is painted on its left alone."""
    draw_mask(site.folder / "left.png", Size(48, 32))
    site.replace('style = "red.png"', 'style = "red.png"\nmask = "left.png"')
    return site


def shown(site: Site, name: str) -> Arrays:
    return np.asarray(Image.open(site.frames / name)).astype(int)


def test_a_film_is_painted_where_its_mask_is_white(masked: Site) -> None:
    assert run(["paint", str(masked.file)]) == 0
    frame = shown(masked, "one/img3.png")
    assert (frame[:, 20:] == (3, 6, 100)).all()
    assert (frame[:, :12] != (3, 6, 100)).any(axis=2).all()
    other = shown(masked, "two/img50.png")
    assert (other == other[0, 0]).all()


def test_other_masks_are_told_and_paint_anew_the_sequence_that_has_them(
    masked: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["paint", str(masked.file)]) == 0
    assert read_provenance(masked.frames / "one/img1.png")
    changes: list[tuple[Callable[[], Path], str]] = [
        (lambda: masked.replace('"left.png"', '{ picture = "left.png", feather = 4 }'), "changed"),
        (lambda: masked.replace("feather = 4", "invert = true"), "mask changed"),
        (lambda: draw_mask(masked.folder / "left.png", Size(48, 32), 0.25), "mask changed"),
        (lambda: masked.replace("mask = ", "# mask = "), "no longer masked"),
    ]
    for change, said in changes:
        change()
        capsys.readouterr()
        assert run(["status", str(masked.file)]) == 0
        out = capsys.readouterr().out
        assert said in out
        assert "6 of 6 done" in out
        assert run(["paint", str(masked.file)]) == 0


def test_what_is_wrong_with_a_mask_is_told(
    masked: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> str:
        assert run(["check", str(masked.file)]) == 2
        return capsys.readouterr().err

    draw_mask(masked.folder / "left.png", Size(40, 32))
    assert "left.png is 40x32, of another shape than the stills, 48x32" in told()
    (masked.folder / "left.png").write_bytes(b"none")
    assert "left.png: is not a picture that can be read" in told()
    (masked.folder / "left.png").unlink()
    assert "left.png: no such file" in told()
    draw_mask(masked.folder / "left.png", Size(48, 32))
    masked.replace('mask = "left.png"', 'mask = "left.png"\ncamera = { zoom = 1.2 }')
    assert "a mask stays where it is while `camera` moves what is painted" in told()
    masked.replace("zoom = 1.2", 'zoom = 1.2, when = "after"')
    assert run(["check", str(masked.file)]) == 0


@pytest.mark.parametrize(
    "wrong", ["3", "{ feather = 2 }", '{ picture = "left.png", feather = -1 }']
)
def test_what_is_no_mask_is_an_error(
    masked: Site, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    masked.replace('mask = "left.png"', f"mask = {wrong}")
    assert run(["check", str(masked.file)]) == 2
    assert "mask" in capsys.readouterr().err


@pytest.fixture
def two_styles(masked: Site) -> Site:
    """A project whose first sequence is painted in red on its left, and in blue on its right."""
    masked.replace('mask = "left.png"', 'mask = { picture = "left.png", style = "blue.png" }')
    return masked


def test_two_styles_are_painted_in_one_picture(two_styles: Site, painter: FakePainter) -> None:
    assert run(["paint", str(two_styles.file)]) == 0
    frame = shown(two_styles, "one/img3.png")
    two_styles.replace("mask = ", "# mask = ")
    assert run(["paint", str(two_styles.file)]) == 0
    red = shown(two_styles, "one/img3.png")
    two_styles.replace('style = "red.png"', 'style = "blue.png"')
    assert run(["paint", str(two_styles.file)]) == 0
    blue = shown(two_styles, "one/img3.png")
    assert (red != blue).any(axis=2).all()
    assert (frame[:, :12] == red[:, :12]).all()
    assert (frame[:, 20:] == blue[:, 20:]).all()


def test_the_other_style_is_told_where_it_changes_and_its_strength_is_the_sequences(
    two_styles: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["paint", str(two_styles.file)]) == 0
    before = shown(two_styles, "one/img3.png")
    two_styles.replace('style = "blue.png" }', 'style = { "blue.png" = 0.5, "red.png" = 0.5 } }')
    capsys.readouterr()
    assert run(["status", str(two_styles.file)]) == 0
    assert "mask changed" in capsys.readouterr().out
    assert run(["paint", str(two_styles.file)]) == 0
    mixed = shown(two_styles, "one/img3.png")
    assert (mixed[:, :12] == before[:, :12]).all()
    assert (mixed[:, 20:] != before[:, 20:]).any()
    two_styles.replace('style = "red.png"', 'style = "red.png"\nstrength = 0.5')
    assert run(["paint", str(two_styles.file)]) == 0
    weaker = shown(two_styles, "one/img3.png")
    assert (weaker[:, :12] != mixed[:, :12]).any()
    assert (weaker[:, 20:] != mixed[:, 20:]).any()


def test_what_is_wrong_with_the_other_style_is_told(
    two_styles: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    two_styles.replace('style = "blue.png" }', 'style = "bleu.png" }')
    assert run(["check", str(two_styles.file)]) == 2
    assert "bleu.png: no such file" in capsys.readouterr().err
    two_styles.replace("bleu.png", "blue.png")
    two_styles.replace('style = "red.png"', 'style = "red.png"\nstudy = 2')
    assert run(["check", str(two_styles.file)]) == 2
    assert "a brush knows one style, and the mask has another" in capsys.readouterr().err
