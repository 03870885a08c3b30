"""How the painter's training changes as it goes on: functions of its progress, from 0 to 1."""

from __future__ import annotations

import math

PEAK_RATE, LAST_RATE = 1.2e-3, 1e-5
WARM_STEPS = 100
IMITATES, CLEAR, FINISHES = 0.29, 0.45, 0.7
"""Progress until which the teacher's features are imitated and clear photographs are painted, and
from which style counts."""


def rate(progress: float, step: int) -> float:
    """Learning rate: a short ramp, then a cosine from PEAK_RATE to LAST_RATE."""
    cosine = (1 + math.cos(math.pi * min(progress, 1.0))) / 2
    return (LAST_RATE + (PEAK_RATE - LAST_RATE) * cosine) * min(1.0, (step + 1) / WARM_STEPS)


def kind(progress: float) -> str:
    """Which kind of lesson it is time for, one of the student's."""
    if progress < IMITATES:
        return "imitate"
    if progress < CLEAR:
        return "clear"
    return "noisy" if progress < FINISHES else "finish"


LOSS_WEIGHTS = 1.0, 2.0, 0.5, 1.5, 1.0, 0.7
"""Weights of the student's `losses`.

An even raster is asked for from the start, since a grid, once learned, is slow to go.
"""
