"""Beats heard in sound of which it is known when it beats."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tlstyle.film.pulse import HEARD_AT, Pulse, pulse_of

LONG, FIRST = 16.0, 0.37

Sound = NDArray[np.float64]


def ringing(seconds: float, fades: float) -> Sound:
    return np.exp(-np.arange(round(seconds * HEARD_AT)) / HEARD_AT * fades)


def click() -> Sound:
    ring = ringing(0.03, 100)
    return np.asarray(0.8 * np.sin(2 * np.pi * 1000 * np.arange(len(ring)) / HEARD_AT) * ring)


def kick() -> Sound:
    ring = ringing(0.25, 14)
    return np.asarray(0.9 * np.sin(2 * np.pi * 60 * np.arange(len(ring)) / HEARD_AT) * ring)


def hat() -> Sound:
    ring = ringing(0.06, 70)
    hiss = np.diff(np.random.default_rng(0).normal(0, 0.3, len(ring)), prepend=0)  # no low sounds
    return np.asarray(hiss * ring)


def played(parts: list[tuple[Sound, Sound]], seconds: float = LONG) -> NDArray[np.int16]:
    """Return sounds at their times, above a little noise."""
    track = np.random.default_rng(1).normal(0, 0.002, round(seconds * HEARD_AT))
    for sound, times in parts:
        for time in times:
            at = round(time * HEARD_AT)
            track[at : at + len(sound)] += sound[: len(track) - at]
    return np.asarray(np.rint(track / abs(track).max() * 30_000), np.int16)


def beats(bpm: float, seconds: float = LONG) -> Sound:
    return np.arange(FIRST, seconds - 0.3, 60 / bpm)


def heard(sound: NDArray[np.int16], bpm: float | None = None) -> Pulse:
    pulse = pulse_of(sound, bpm)
    assert pulse
    return pulse


def found(pulse: Pulse, times: Sound, within: float = 0.035) -> tuple[float, float]:
    """Return which part of beats was found, and which part of what was found are beats."""
    apart = abs(np.array(pulse.times)[:, None] - times)
    return float((apart.min(axis=0) <= within).mean()), float((apart.min(axis=1) <= within).mean())


@pytest.mark.parametrize("bpm", [60, 75, 90, 100, 120, 140])
def test_clicks_are_found_to_a_fraction_of_a_frame(bpm: int) -> None:
    pulse = heard(played([(click(), beats(bpm))]))
    assert pulse.bpm == pytest.approx(bpm, rel=0.003)
    recall, precision = found(pulse, beats(bpm), within=0.012)
    assert recall == 1
    assert precision > 0.95
    assert pulse.steady > 0.7


@pytest.mark.parametrize("bpm", [160, 180])
def test_of_the_quickest_every_other_beat_is_found_unless_the_tempo_is_told(bpm: int) -> None:
    sound = played([(click(), beats(bpm))])
    assert found(heard(sound), beats(bpm))[1] > 0.95
    assert found(heard(sound, bpm), beats(bpm))[0] == 1


@pytest.mark.parametrize("swing", [1 / 2, 2 / 3])
@pytest.mark.parametrize("bpm", [96, 124])
def test_loud_hats_between_the_beats_are_not_taken_for_them(bpm: int, swing: float) -> None:
    on = beats(bpm)
    pulse = heard(played([(kick(), on), (3 * hat(), on + 60 / bpm * swing)]))
    recall, precision = found(pulse, on)
    assert recall > 0.95
    assert precision > 0.95


def test_a_tempo_that_drifts_is_followed() -> None:
    steps = 60 / 100 * (1 + 0.03 * np.sin(np.arange(24) / 6))
    on = FIRST + np.cumsum(steps)
    assert min(found(heard(played([(kick(), on)])), on)) >= 0.9


def test_noise_hardly_beats() -> None:
    noise = np.random.default_rng(2).normal(0, 3000, round(LONG * HEARD_AT)).astype(np.int16)
    assert heard(noise).steady < 0.15


@pytest.mark.parametrize("seconds", [0.0, 0.01, 1.0, 10.0])
def test_in_silence_nothing_beats(seconds: float) -> None:
    assert pulse_of(np.zeros(round(seconds * HEARD_AT), np.int16)) is None


def test_the_same_sound_has_the_same_beats() -> None:
    sound = played([(kick(), beats(110))])
    assert pulse_of(sound) == pulse_of(sound.copy())
