"""How the painter's training changes as it goes on: functions of its progress, from 0 to 1."""

from __future__ import annotations

import math

PEAK_RATE, LAST_RATE = 1e-3, 1e-5
WARM_STEPS = 100
IMITATES, CLEAR = 0.2, 0.35
"""Progress until which the teacher's features are imitated, and clear photographs are painted."""


def rate(progress: float, step: int) -> float:
    """Learning rate: a short ramp, then a cosine from PEAK_RATE to LAST_RATE."""
    cosine = (1 + math.cos(math.pi * min(progress, 1.0))) / 2
    return (LAST_RATE + (PEAK_RATE - LAST_RATE) * cosine) * min(1.0, (step + 1) / WARM_STEPS)


def kind(progress: float) -> str:
    """Which kind of lesson it is time for, one of the student's."""
    if progress < IMITATES:
        return "imitate"
    return "clear" if progress < CLEAR else "pairs"


def loss_weights(progress: float) -> tuple[float, float, float, float]:
    """Weights of the student's `LOSSES`.

    Steadiness comes in once the painter paints, since a blank sheet is the steadiest of all, and is
    eased off in the last quarter, for sharpness.
    """
    entering = min(1.0, max(0.0, (progress - CLEAR) / 0.1))
    easing = max(0.0, (progress - 0.75) / 0.25)
    return (1.0, 4.0, entering - 0.5 * easing, 1.0)
