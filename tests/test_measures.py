"""What paintings are measured by."""

from __future__ import annotations

import math

import numpy as np
import pytest

from training import measures


def noise(height: int = 64, width: int = 64) -> measures.Pixels:
    return np.random.default_rng(0).random((height, width, 3), np.float32)


def test_psnr_of_a_hundredth_of_mean_square_is_twenty_decibels() -> None:
    black = np.zeros((8, 8, 3), np.float32)
    assert measures.psnr(black, black + np.float32(0.1)) == pytest.approx(20, abs=1e-4)


def test_a_painting_that_changes_thrice_as_much_as_its_still_flickers_by_three() -> None:
    still = noise()
    step = np.float32(0.001)
    assert measures.flicker(still, still + step, still, still + 3 * step) == pytest.approx(3, 0.01)


def test_flicker_is_judged_only_where_the_still_is_at_rest() -> None:
    still = np.zeros((8, 8, 3), np.float32)
    after, painted = still + np.float32(0.001), still.copy()
    after[:4], painted[:4] = 0.5, 1
    assert measures.flicker(still, after, still, painted) == 0


def test_noise_of_single_pixels_is_less_sharp_than_strokes() -> None:
    strokes = np.kron(noise(16, 16), np.ones((4, 4, 1), np.float32))
    assert measures.sharpness(noise()) < measures.sharpness(strokes)


def test_a_picture_without_a_raster_measures_little() -> None:
    assert measures.raster(noise(256, 256)) < 0.05


def test_blocks_of_four_pixels_measure_as_a_raster() -> None:
    assert measures.raster(np.kron(noise(), np.ones((4, 4, 1), np.float32))) > 3


def test_a_picture_is_at_no_distance_from_its_own_style() -> None:
    maps = [noise()[None], noise()[None, ::2]]
    assert measures.style_distance(maps, maps) == 0
    assert measures.style_distance(maps, [1 + m for m in maps]) > 0.1


def test_a_weave_measures_much_where_the_still_is_flat_and_noise_little() -> None:
    flat = np.full((128, 128, 3), 0.5, np.float32)
    rows, columns = np.mgrid[0:128, 0:128]
    diagonals = flat + 0.1 * (((rows + columns) % 8) < 4)[..., None]
    assert measures.weave(flat, diagonals.astype(np.float32)) > 0.8
    assert measures.weave(flat, noise(128, 128)) < 0.1
    assert math.isnan(measures.weave(noise(128, 128), diagonals.astype(np.float32)))


def test_a_glow_beside_a_roof_is_a_halo_and_the_roof_itself_none() -> None:
    still = np.full((160, 160, 3), 0.5, np.float32)
    still[80:] = 0
    glow = still.copy()
    glow[48:80] += np.linspace(0, 0.4, 32, dtype=np.float32)[:, None, None]
    assert measures.halo(still, 0.5 * still) == 0
    assert measures.halo(still, glow) > 0.005
