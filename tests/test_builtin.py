"""The built-in network as it ships: its weights, and what it paints with them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from tlstyle.painters.builtin import painter as painter_module
from tlstyle.painters.builtin import weights_digest
from tlstyle.painters.builtin.grain import STRENGTH, grain
from tlstyle.painters.builtin.layers import reflected
from tlstyle.painters.builtin.painter import BuiltinPainter
from tlstyle.painters.builtin.weights import WEIGHTS
from tlstyle.painters.painter import mix

DIGEST = "dfad1521c206bfc5"


@pytest.fixture(scope="module")
def painter() -> BuiltinPainter:
    return BuiltinPainter()


def scene(height: int, width: int) -> NDArray[np.uint8]:
    """Return a sky, a sun and dark hills: smooth, and with edges."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    sky = 90 + 120 * rows / height
    sun = 120 * np.exp(-((rows - height / 3) ** 2 + (columns - width / 2) ** 2) / (height * 4))
    hills = rows > height * (0.7 + 0.1 * np.sin(columns * 6 / width))
    red = np.where(hills, 40, np.clip(sky + sun, 0, 255))
    blue = np.where(hills, 30 + 20 * (columns % 16 < 8), 230 - sky / 3)
    return np.stack([red, (red + blue) / 2, blue], axis=-1).astype(np.uint8)


def stripes() -> NDArray[np.uint8]:
    """Return a style picture of broad orange and blue diagonals."""
    rows, columns = np.mgrid[0:256, 0:256]
    orange = (rows + columns) % 48 < 24
    return np.where(orange[..., None], (230, 130, 40), (30, 60, 150)).astype(np.uint8)


def test_weights_are_the_ones_that_were_measured() -> None:
    assert weights_digest() == DIGEST


def test_weights_take_at_most_four_megabytes() -> None:
    assert WEIGHTS.stat().st_size <= 4_000_000


def test_digest_comes_without_tensorflow_or_keras() -> None:
    program = (
        "import sys; from tlstyle.painters.builtin import weights_digest; weights_digest();"
        "sys.exit(bool({'tensorflow', 'keras'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_style_code_is_a_hundred_numbers(painter: BuiltinPainter) -> None:
    (code,) = painter.encode(stripes())
    assert code.shape == (100,)
    assert code.dtype == np.float32


@pytest.mark.parametrize("size", [(96, 128), (97, 131), (50, 33), (5, 7), (1, 1)])
def test_canvases_of_any_size_keep_it(painter: BuiltinPainter, size: tuple[int, int]) -> None:
    painted = painter.paint(scene(*size)[None], painter.encode(stripes()))
    assert painted.shape == (1, *size, 3)
    assert painted.dtype == np.uint8


@pytest.mark.parametrize(("before", "after"), [(1, 1), (2, 2), (1, 0), (1, 2)])
def test_maps_are_mirrored_beyond_their_edges(before: int, after: int) -> None:
    maps = np.random.default_rng(0).random((2, 6, 5, 3), np.float32)
    beyond = ((0, 0), (before, after), (before, after), (0, 0))
    expected = np.pad(maps, beyond, mode="reflect")
    np.testing.assert_array_equal(np.asarray(reflected(maps, before, after)), expected)


def test_an_even_canvas_is_painted_evenly_up_to_its_edges(
    painter: BuiltinPainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter_module.folded_grain.cache_clear()
    monkeypatch.setattr(painter_module, "grain", lambda *size: 0 * grain(*size))
    canvas = np.full((1, 96, 128, 3), (90, 140, 200), np.uint8)
    painted = painter.paint(canvas, painter.encode(stripes()))[0].astype(int)
    painter_module.folded_grain.cache_clear()
    blocks = painted.reshape(24, 4, 32, 4, 3)
    assert np.abs(blocks - blocks[12:13, :, 16:17]).max() <= 2


def test_a_batch_paints_what_single_canvases_do(painter: BuiltinPainter) -> None:
    canvases = np.stack([scene(96, 128), scene(96, 128)[:, ::-1], 255 - scene(96, 128)])
    code = painter.encode(stripes())
    together = painter.paint(canvases, code).astype(int)
    alone = np.concatenate([painter.paint(canvas[None], code) for canvas in canvases])
    assert np.abs(together - alone).max() <= 1


def test_codes_mixed_wholly_one_way_paint_that_style(painter: BuiltinPainter) -> None:
    canvas = scene(96, 128)
    codes = [painter.encode(stripes()), painter.encode(255 - stripes()[::-1])]
    for weights, code in (((1, 0), codes[0]), ((0, 1), codes[1])):
        mixed = painter.paint(canvas[None], mix(codes, weights))
        np.testing.assert_array_equal(mixed, painter.paint(canvas[None], code))


def test_a_morph_between_two_styles_moves_steadily(painter: BuiltinPainter) -> None:
    codes = [painter.encode(stripes()), painter.encode(255 - stripes()[::-1])]
    steps = [mix(codes, (1 - share, share)) for share in (0, 0.25, 0.5, 0.75, 1)]
    painted = [painter.paint(scene(96, 128)[None], code).astype(float) for code in steps]
    from_first = [np.abs(each - painted[0]).mean() for each in painted]
    assert from_first == sorted(from_first)
    assert from_first[-1] > 5


def test_styles_of_other_colours_paint_other_colours(painter: BuiltinPainter) -> None:
    red, blue = np.array((200, 40, 40), np.uint8), np.array((40, 40, 200), np.uint8)
    shade = np.linspace(0.3, 1, 256)[:, None, None]
    reds, blues = ((shade * c * np.ones((256, 256, 1))).astype(np.uint8) for c in (red, blue))
    in_red, in_blue = (
        painter.paint(scene(96, 128)[None], painter.encode(s)).mean(axis=(0, 1, 2))
        for s in (reds, blues)
    )
    assert in_red[0] > in_blue[0]
    assert in_red[2] < in_blue[2]


def test_a_flat_sky_has_no_grid(painter: BuiltinPainter) -> None:
    canvas = scene(192, 256)
    painted = painter.paint(canvas[None], painter.encode(stripes()))[0].astype(float)
    across = np.abs(np.diff(painted[:120], axis=1)).mean(axis=(0, 2))
    phases = [across[phase::4].mean() for phase in range(4)]
    assert (max(phases) - min(phases)) / np.mean(phases) < 0.5


def test_grain_is_faint_the_same_on_every_canvas_and_as_broad_as_the_trunk_sees() -> None:
    cloth = grain(256, 320)
    np.testing.assert_array_equal(cloth[:200, :300], grain(200, 300))
    assert cloth.std() == pytest.approx(STRENGTH, rel=0.05)
    folds = cloth.reshape(64, 4, 80, 4, 3).mean(axis=(1, 3))
    assert folds.std() > STRENGTH / 2


def test_grain_steadies_a_sky_that_grows_dark(monkeypatch: pytest.MonkeyPatch) -> None:
    sky = np.linspace(150, 165, 192)[:, None, None] + np.linspace(0, 9, 256)[:, None]
    stills = [np.round(sky * gain).repeat(3, axis=2).astype(np.uint8)[None] for gain in (1, 0.997)]

    def change() -> float:
        painter_module.folded_grain.cache_clear()
        painter = BuiltinPainter()
        before, after = (painter.paint(still, painter.encode(stripes())) for still in stills)
        return float(np.abs(after.astype(float) - before).mean())

    with_grain = change()
    monkeypatch.setattr(painter_module, "grain", lambda *size: 0 * grain(*size))
    without = change()
    painter_module.folded_grain.cache_clear()
    assert with_grain < 0.8 * without


def test_half_the_precision_paints_the_same_to_a_level() -> None:
    full, half = (BuiltinPainter(policy=policy) for policy in ("float32", "mixed_bfloat16"))
    canvas, code = scene(96, 128)[None], full.encode(stripes())
    off = np.abs(half.paint(canvas, code).astype(float) - full.paint(canvas, code))
    assert off.mean() < 1


def bands(painting: NDArray[np.uint8], borders: NDArray[np.bool_]) -> float:
    """Return how much more a painting changes across some columns' borders than elsewhere."""
    columns = painting.mean(axis=0)
    change = np.abs(columns[4:] - columns[:-4]).mean(axis=1)
    across = np.convolve(borders, np.ones(4), "valid") > 0
    return float(change[across].mean() / change[~across].mean())


def test_a_sky_of_4096_shades_has_no_bands_at_the_borders_of_its_255_levels(
    painter: BuiltinPainter,
) -> None:
    blots = np.random.default_rng(1).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    code = painter.encode(blots.repeat(32, axis=0).repeat(32, axis=1))
    shades = np.linspace(8000, 12095, 512).round().astype(np.uint16)
    sky = np.broadcast_to(shades[None, :, None], (128, 512, 3))
    folded = (sky >> 8).astype(np.uint8)
    borders = np.diff(folded[0, :, 0]) > 0
    deep, eight = (bands(painter.paint(each[None], code)[0], borders) for each in (sky, folded))
    assert deep < 1.2
    assert eight > 1.6


def test_a_painting_may_have_16_bits_whatever_the_precision() -> None:
    """Half the precision, rounded at the end alone, has two steps for each level."""
    painter = BuiltinPainter(policy="mixed_bfloat16")
    code, canvas = painter.encode(stripes()), scene(96, 128)
    deep = painter.paint_deep(np.stack([canvas, canvas]), code)
    assert deep.dtype == np.uint16
    assert deep.shape == (2, *canvas.shape)
    assert np.abs(deep[0] / 257 - painter.paint(canvas[None], code)[0]).mean() < 0.6
    assert len(np.unique(deep[0])) > 8000


def test_a_canvas_of_16_bits_that_are_but_8_is_painted_as_one_of_8() -> None:
    exact = BuiltinPainter(policy="float32")  # half the precision would round apart what is equal
    canvas, code = scene(96, 128)[None], exact.encode(stripes())
    deep = exact.paint(canvas * np.uint16(257), code).astype(int)
    assert np.abs(deep - exact.paint(canvas, code)).max() <= 1
