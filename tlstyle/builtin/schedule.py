"""How the training changes as it goes on: functions of its progress, 0 at the start to 1."""

from __future__ import annotations

import math

PEAK_RATE, LAST_RATE = 1e-3, 1e-5
WARM_STEPS = 200
PAINTS = 0.22
"""Progress at which the painter paints well enough for steadiness to be asked of it."""


def rate(progress: float, step: int) -> float:
    """Learning rate: a short ramp, then a cosine from PEAK_RATE to LAST_RATE."""
    cosine = (1 + math.cos(math.pi * min(progress, 1.0))) / 2
    return (LAST_RATE + (PEAK_RATE - LAST_RATE) * cosine) * min(1.0, (step + 1) / WARM_STEPS)


def trust(progress: float) -> float:
    """Chance that the painter is handed the style network's code, not the teacher's vector."""
    return min(0.9, max(0.0, (progress - 0.15) / 0.4))


def paired(progress: float) -> bool:
    """Whether two shifted views are made of every photograph, or one that is not shifted."""
    return progress >= PAINTS


def loss_weights(progress: float) -> tuple[float, float, float, float]:
    """Weights of the student's `LOSSES`.

    Steadiness comes in once the painter paints, since a blank sheet is the steadiest of all, and is
    eased off in the last quarter, for sharpness.
    """
    entering = min(1.0, max(0.0, (progress - PAINTS) / 0.1))
    easing = max(0.0, (progress - 0.75) / 0.25)
    return (1.0, 2.0, entering - 0.5 * easing, 0.2)
