"""How the painter's training changes as it goes on: functions of its progress, from 0 to 1."""

from __future__ import annotations

import math

PEAK_RATE, LAST_RATE = 1e-3, 1e-5
WARM_STEPS = 100
IMITATES, CLEAR, FINISHES = 0.2, 0.35, 0.7
"""Progress until which the teacher's features are imitated, clear photographs are painted, and
steadiness matters most."""


def rate(progress: float, step: int) -> float:
    """Learning rate: a short ramp, then a cosine from PEAK_RATE to LAST_RATE."""
    cosine = (1 + math.cos(math.pi * min(progress, 1.0))) / 2
    return (LAST_RATE + (PEAK_RATE - LAST_RATE) * cosine) * min(1.0, (step + 1) / WARM_STEPS)


def kind(progress: float) -> str:
    """Which kind of lesson it is time for, one of the student's."""
    if progress < IMITATES:
        return "imitate"
    return "clear" if progress < CLEAR else "pairs"


def loss_weights(progress: float) -> tuple[float, float, float, float, float]:
    """Weights of the student's `LOSSES`.

    Steadiness and an even raster come in once the painter paints, since a blank sheet is the
    steadiest of all. Towards the end steadiness is eased off and vigour is asked for, against the
    softness that steadiness brings.
    """
    entering = min(1.0, max(0.0, (progress - CLEAR) / 0.1))
    finishing = min(1.0, max(0.0, (progress - FINISHES) / 0.1))
    return (1.0, 4.0 + 4.0 * finishing, entering, entering - 0.4 * finishing, 1.0)
