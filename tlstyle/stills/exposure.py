"""How exposure goes up and down over a sequence, in stops, and the smooth way it should take."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Stops = NDArray[np.float64]
"""Exposure in stops, [stills,channels], or of single stills, [channels]."""

_DARK, _BRIGHT = 0.002, 0.8
"""Linear light of parts that tell exposure: neither lost in noise nor about to be clipped."""

_FEWEST = 24
"""Parts of a grid that must tell it; with fewer, all that are not black do."""

_CLOSE = 4.7
"""Deviations within which a part's change of light counts, the less the farther it is."""

_ROUNDS = 4
"""Times that what counts is weighed anew by what it says."""

_FINEST = 1e-4
"""Stops, about as few as are told apart: changes within them are close, however alike all are."""

_JUMP = 0.16
"""Stops that a change of exposure has at least which a photographer made: half a third, or so."""

_HELD = 4
"""Stills before and behind a jump, which stay as bright as it left them."""

_RARE = 5
"""A jump is at least so many times as much as what is usual between neighbouring stretches."""


def exposures(light: NDArray[np.float32]) -> Stops:
    """Return how much brighter or darker each still is than the first, [stills,channels].

    From one still to the next it is the robust mean of how much each part's light has changed, of
    parts that are neither dark nor bright: what moves through the picture does not pull it.

    Args:
        light: The linear light of parts of the stills, [stills,parts,channels].
    """
    changes = [_change(one, other) for one, other in pairwise(light)]
    return np.cumsum([np.zeros(light.shape[2]), *changes], axis=0)


def _change(one: NDArray[np.float32], other: NDArray[np.float32]) -> Stops:
    """Return the stops between two stills, [channels], of parts [parts,channels] of each."""
    tells = ((one > _DARK) & (one < _BRIGHT) & (other > _DARK) & (other < _BRIGHT)).all(axis=1)
    if tells.sum() < _FEWEST:
        tells = ((one > 0) & (other > 0)).all(axis=1)
    if not tells.any():
        return np.zeros(one.shape[1])
    return _robust_mean(np.log2(other[tells].astype(np.float64) / one[tells]))


def _robust_mean(changes: Stops) -> Stops:
    """Return what most of changes are about, [channels], of [parts,channels].

    Tukey's biweight: the median, made exact by all that are close to it.
    """
    middle = np.asarray(np.median(changes, axis=0))
    spread = 1.4826 * np.median(np.abs(changes - middle), axis=0)
    close = np.maximum(_CLOSE * spread, _FINEST)
    for _ in range(_ROUNDS):
        weights = _biweight((changes - middle) / close)
        middle = (weights * changes).sum(axis=0) / weights.sum(axis=0)
    return middle


def _biweight(away: Stops) -> Stops:
    """Return weights that fall from 1 in the middle to 0 from 1 on."""
    return np.asarray(np.clip(1 - away**2, 0, None) ** 2)


def smooth(stops: Stops, window: int) -> Stops:
    """Return a smooth curve through exposures: a line through each still's neighbours.

    A local line with biweights, centred, of so many stills on either side (Cleveland, 1979): it
    neither lags behind a ramp nor flattens it.
    """
    away = np.arange(-window, window + 1)
    places = np.arange(len(stops))[:, None] + away
    there = (places >= 0) & (places < len(stops))
    weights = there * _biweight(away / (window + 1))
    zeroth, first, second = ((weights * away**power).sum(axis=1) for power in range(3))
    spread = zeroth * second - first**2
    line = weights * (second[:, None] - away * first[:, None])
    shares = np.where(spread[:, None] > 0, line, weights)  # a single still is its own line
    near = stops[np.clip(places, 0, len(stops) - 1)]
    return np.asarray((shares[..., None] * near).sum(axis=1) / shares.sum(axis=1)[:, None])


def jumps(stops: Stops) -> list[int]:
    """Return the stills with which exposure jumps and stays: where a photographer changed it."""
    mean = stops.mean(axis=1)
    places = range(_HELD, len(mean) - _HELD + 1)
    steps = np.array([mean[n : n + _HELD].mean() - mean[n - _HELD : n].mean() for n in places])
    if not len(steps):
        return []
    away = np.abs(steps - np.median(steps))
    least = max(_JUMP, _RARE * 1.4826 * float(np.median(away)))
    around = [away[max(0, place - _HELD) : place + _HELD + 1].max() for place in range(len(away))]
    return [int(n) for n in np.flatnonzero((away >= least) & (away == around)) + _HELD]


def flicker(stops: Stops) -> float:
    """Return what of exposure is neither level nor ramp, in percent of brightness.

    The standard deviation of what a local line over three stills on either side leaves.
    """
    left = stops - smooth(stops, 3)
    return float(100 * (2 ** float(left.std()) - 1))
