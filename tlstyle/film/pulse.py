"""When the beats of a track fall, found by listening to it.

How much louder each part of the spectrum grows from one hundredth of a second to the next says
where something sets in; after which period that comes again says the tempo; and the best way
through all of it at that tempo is the beats, found by dynamic programming (D. P. W. Ellis, "Beat
Tracking by Dynamic Programming", Journal of New Music Research 36 (2007), 51-60). Low, middle and
high sounds count by how much each of them varies, the low ones twice, so that loud cymbals between
the beats are not taken for these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

HEARD_AT = 24_000
"""Samples a second of the sound that is listened to, in one channel."""

_HOP, _WINDOW = 240, 1024
"""Samples from one look at the spectrum to the next, and what each looks at."""

_A_SECOND = HEARD_AT / _HOP
"""Looks a second."""

_EDGES = np.concatenate([[30.0], np.geomspace(90, 11_000, 24)])
"""Hertz between the parts of the spectrum."""

_GROUPS = ((0, 150, 2.0), (150, 2000, 1.0), (2000, np.inf, 1.0))
"""Hertz from which to which parts belong together, and how much they count."""

_LOUD = 300.0
"""How far below the loudest sound a thing may be heard to set in."""

_AT_ONCE = 4000
"""Looks that are in memory together."""

_LATE = 0.010
"""Seconds by which a sound has set in before most of its rise is seen."""

_SLOWEST, _QUICKEST = 40, 240
"""Beats a minute that are looked for."""

_USUAL, _APART, _TOLD_APART = 110.0, 1.2, 0.02
"""Beats a minute that are likeliest, and how many octaves from there others are less so; about a
tempo that is known, how many."""

_SHORTEST = 4
"""Seconds that are listened to at least."""

_TIGHT = 100.0
"""How much a beat that is early or late costs, in standard deviations of what sets in."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """The beats of a sound.

    Attributes:
        bpm: How many there are in a minute, in the mean.
        times: When they fall, in seconds, rising.
        steady: How much of what sets in comes again after a beat, 0 to 1: 0.03 in noise, 0.2 to
            0.7 in most music.
    """

    bpm: float
    times: tuple[float, ...]
    steady: float


def pulse_of(sound: NDArray[np.int16], bpm: float | None = None) -> Pulse | None:
    """Return the beats of a sound, [samples], at `HEARD_AT`; None where nothing is heard to beat.

    Args:
        sound: One channel of it.
        bpm: Its beats a minute, where they are known.
    """
    if len(sound) < _SHORTEST * HEARD_AT or not sound.any():
        return None
    rises = _rises(sound)
    period, steady = _period(rises, bpm)
    path = _path(rises, period)
    times = [round(max(0.0, place / _A_SECOND + _LATE), 3) for place in _finely(rises, path)]
    apart = np.polyfit(np.arange(len(times)), times, 1)[0] if times[1:] else period / _A_SECOND
    return Pulse(round(60 / float(apart), 2), tuple(times), round(steady, 3))


def _rises(sound: NDArray[np.int16]) -> Floats:
    """Return how much sets in at each look, above what does around it, by its deviation."""
    levels = np.concatenate(list(_levels(sound)))
    levels = np.log1p(_LOUD * levels / (levels.max() or 1))
    growth = np.pad(np.maximum(0, levels[2:] - levels[:-2]), ((1, 1), (0, 0)))
    low = _EDGES[:-1]
    rises = np.zeros(len(growth))
    for first, end, weight in _GROUPS:
        part = growth[:, (low >= first) & (low < end)].sum(axis=1, dtype=np.float64)
        rises += weight * part / (part.std() or 1)
    rises = _smooth(rises, np.hanning(7))
    rises = np.maximum(0, rises - _smooth(rises, np.ones(101)))
    return rises / (rises.std() or 1)


def _levels(sound: NDArray[np.int16]) -> Iterator[NDArray[np.float32]]:
    """Yield the levels of the spectrum's parts, [looks,parts], a stretch at a time."""
    padded = np.pad(sound, _WINDOW // 2)
    looks = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    pitches = np.fft.rfftfreq(_WINDOW, 1 / HEARD_AT)
    within = (pitches[:, None] >= _EDGES[:-1]) & (pitches[:, None] < _EDGES[1:])
    for first in range(0, len(looks), _AT_ONCE):
        spectrum = np.fft.rfft(looks[first : first + _AT_ONCE] * np.hanning(_WINDOW))
        yield np.sqrt((np.abs(spectrum) ** 2) @ within).astype(np.float32)


def _smooth(values: Floats, window: Floats) -> Floats:
    return np.convolve(values, window / window.sum(), "same")


def _period(rises: Floats, bpm: float | None) -> tuple[float, float]:
    """Return the looks from beat to beat, and how much of what sets in comes again after it."""
    again = _again(rises)
    ends, count = (60 * _A_SECOND / _QUICKEST, 60 * _A_SECOND / _SLOWEST), 126
    if bpm is not None:
        near = 60 * _A_SECOND / bpm
        ends, count = (near * 2**-_TOLD_APART, near * 2**_TOLD_APART), 9
    lags = np.linspace(*ends, count)
    places = np.arange(len(again))
    comb = sum(
        weight * np.interp(times * lags, places, again)
        for times, weight in ((1, 1.0), (2, 0.5), (3, 0.25), (4, 0.5))
    )
    octaves = np.log2(60 * _A_SECOND / lags / (bpm or _USUAL)) / (_TOLD_APART if bpm else _APART)
    period = float(lags[np.argmax(comb * np.exp(-0.5 * octaves**2))])
    steady = max(again[max(1, round(period) - 2) : round(period) + 3], default=0.0)
    return _exactly(again, period), float(np.clip(steady, 0, 1))


def _again(rises: Floats) -> Floats:
    """Return how much of what sets in comes again after so many looks, of all of it."""
    count = 1 << (2 * len(rises)).bit_length()
    power = np.abs(np.fft.rfft(rises - rises.mean(), count)) ** 2
    again = np.fft.irfft(power, count)[: len(rises)]
    smooth: Floats = np.convolve(again / again[0], [0.25, 0.5, 0.25], "same")
    return smooth


def _exactly(again: Floats, period: float) -> float:
    """Return a period to a part of a look, by what comes again after several of it."""
    for times in (4, 8, 16):
        near, far = round(times * period), 3 + times // 4
        if near + far + 2 > len(again):
            break
        peak = near - far + int(np.argmax(again[near - far : near + far + 1]))
        if again[peak] > again[round(period)] / 10:
            period = (peak + _vertex(*again[peak - 1 : peak + 2])) / times
    return period


def _path(rises: Floats, period: float) -> list[int]:
    """Return the looks at which beats fall: the way through what sets in that is worth most."""
    steps = np.arange(-round(2 * period), -round(period / 2) + 1)
    costs = -_TIGHT * np.log(-steps / period) ** 2
    worth, before = rises.copy(), np.full(len(rises), -1)
    for look in range(-int(steps[-1]), len(rises)):
        skipped = max(0, -(look + int(steps[0])))
        ways = worth[look + steps[skipped] : look + steps[-1] + 1] + costs[skipped:]
        best = int(np.argmax(ways))
        if ways[best] > 0:
            worth[look] += ways[best]
            before[look] = look + steps[skipped + best]
    end = len(rises) - 1 - int(np.argmax(worth[::-1][: round(1.2 * period)]))
    path = [end]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _finely(rises: Floats, path: list[int]) -> Iterator[float]:
    """Yield the places of beats to a part of a look."""
    for look in path:
        inner = 0 < look < len(rises) - 1
        yield look + (_vertex(*rises[look - 1 : look + 2]) if inner else 0.0)


def _vertex(before: float, peak: float, after: float) -> float:
    """Return how far behind the middle of three values a parabola through them is highest."""
    bend = before - 2 * peak + after
    return float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend < 0 else 0.0
