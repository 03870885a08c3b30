"""How training changes as it goes on: functions of a course's progress, from 0 to 1."""

from __future__ import annotations

import math

ALONE_RATE, TOGETHER_RATE, READING_RATE = 8e-3, 6e-4, 3e-3
"""Learning rates to begin with: of the painter's layers alone, of all together, of the reader."""
FURTHER_RATE = 1e-3
"""That of both networks when they are trained further for the paintings themselves."""
LAST_RATE = 1e-5
WARM_STEPS = 100
IMITATES = 0.15
"""Progress until which the painter's layers learn alone."""


def falling(rate: float, progress: float, step: int) -> float:
    """Learning rate: a short ramp up to `rate`, then a cosine down to LAST_RATE."""
    cosine = (1 + math.cos(math.pi * min(progress, 1.0))) / 2
    return (LAST_RATE + (rate - LAST_RATE) * cosine) * min(1.0, (step + 1) / WARM_STEPS)


def painting_rate(progress: float, step: int) -> float:
    """Learning rate of the painter: it falls while the layers learn alone, and together again."""
    if progress < IMITATES:
        return falling(ALONE_RATE, progress / IMITATES, step)
    return falling(TOGETHER_RATE, (progress - IMITATES) / (1 - IMITATES), step)


def kind(progress: float) -> str:
    """Which kind of lesson it is time for, one of the student's."""
    return "imitate" if progress < IMITATES else "steady"


LOSS_WEIGHTS = 1.0, 8.0, 0.1, 1.0, 1.0, 4.0
"""Weights of the student's `losses`."""
