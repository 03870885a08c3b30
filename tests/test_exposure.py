from __future__ import annotations

import numpy as np
import pytest

from tlstyle.stills.exposure import smooth


@pytest.mark.parametrize("window", [1, 4, 15])
def test_a_smooth_curve_is_a_line_fitted_through_each_stills_neighbours(window: int) -> None:
    stops = np.random.default_rng(0).normal(0, 0.1, (40, 2))
    curve = smooth(stops, window)
    places = np.arange(40)
    for still in (0, 1, 20, 38, 39):
        away = np.abs(places - still) / (window + 1)
        weights = np.clip(1 - away**2, 0, None) ** 2
        near = weights > 0
        line = np.polyfit(places[near] - still, stops[near], 1, w=np.sqrt(weights[near]))
        assert curve[still] == pytest.approx(line[1])


def test_a_ramp_is_as_it_was_to_its_ends_and_so_is_a_still_by_itself() -> None:
    ramp = np.linspace(0, -3, 50)[:, None]
    assert smooth(ramp, 15) == pytest.approx(ramp)
    assert smooth(ramp[:1], 15) == pytest.approx(ramp[:1])
    assert smooth(ramp[:2], 15) == pytest.approx(ramp[:2])


def test_a_curve_through_very_many_stills_takes_no_more_memory_than_its_windows() -> None:
    stops = np.zeros((100_000, 1))  # whose square no machine's memory holds
    stops[50_000] = 1
    curve = smooth(stops, 15)
    assert curve.max() == curve[50_000]
    assert (curve[:49_900] == 0).all()
