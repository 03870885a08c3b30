"""How a join's progress runs from its beginning to its end."""

from __future__ import annotations

from fractions import Fraction


def eased(progress: Fraction, curve: str) -> Fraction:
    """Return the progress of a join, from 0 to 1, along a curve: exact, and steady at both ends."""
    return progress * progress * (3 - 2 * progress) if curve == "smooth" else progress
