"""Stills that stand out: a flash, headlights, a bird at the lens, a black frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FAINT = 0.004
"""Linear light beside which less is lost in noise."""

_LEAST = 0.5
"""Stops by which a part stands out at least; less is a matter of exposure, which can be mended."""

_USUAL = 3
"""A part stands out by at least so many times as much as it does in one of ten stills."""

_SHARE = 0.06
"""Parts of a picture that stand out in an odd still, at least."""

_RARE = 6
"""They are at least so many times as many as in one of ten stills."""

_BESIDE = ((1, 1), (1, 2), (2, 1))
"""How far before and behind is what a still is held against: two in a row may be odd."""

_FEWEST = 5
"""Stills of which one can be odd."""

_Stops = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Oddity:
    """An odd still: its number, how much of it stands out, 0..1, and whether that is brighter."""

    number: int
    share: float
    is_brighter: bool

    def __str__(self) -> str:
        than = "brighter" if self.is_brighter else "darker"
        return f"stands out: {self.share:.0%} of it is {than} than in the stills beside it"


def oddities(light: NDArray[np.float32]) -> list[Oddity]:
    """Return the stills of a sequence that look like neither of those beside them.

    In one or two stills, and no more, many parts are brighter or darker than before and behind, by
    more than before and behind differ, and than these parts ever do. What changes and stays, as a
    dusk does, is not odd, nor is what moves all along.

    Args:
        light: Grids of linear brightness, [stills,ROWS,COLUMNS].
    """
    if len(light) < _FEWEST:
        return []
    beyond = _beyond(np.log2(light.reshape(len(light), -1) + _FAINT))
    usual = np.percentile(np.abs(beyond), 90, axis=0, method="lower")
    stands_out = np.abs(beyond) > np.maximum(_LEAST, _USUAL * usual)
    shares = stands_out.mean(axis=1)
    least = max(_SHARE, _RARE * float(np.percentile(shares, 90, method="lower")))
    return [
        Oddity(int(n), float(shares[n]), float(beyond[n][stands_out[n]].mean()) > 0)
        for n in np.flatnonzero(shares >= least)
    ]


def _beyond(stops: _Stops) -> _Stops:
    """Return by how many stops parts leave what they are before and behind, [stills,parts]."""
    most = np.zeros_like(stops)
    for before, behind in _BESIDE:
        inner = slice(before, len(stops) - behind)
        away = _outside(stops[inner], stops[: -before - behind], stops[before + behind :])
        most[inner] = np.where(np.abs(away) > np.abs(most[inner]), away, most[inner])
    for end, rest in ((0, stops[1:7]), (-1, stops[-7:-1])):
        most[end] = _outside(stops[end], rest.min(axis=0), rest.max(axis=0))
    return most


def _outside(stops: _Stops, one: _Stops, other: _Stops) -> _Stops:
    """Return by how much more than two values differ a third one leaves them; 0 where it does not.

    It is below 0 where it is darker.
    """
    low, high = np.minimum(one, other), np.maximum(one, other)
    wide = high - low
    over, under = stops - (high + wide), stops - (low - wide)
    outside: _Stops = np.maximum(over, 0) + np.minimum(under, 0)
    return outside
