"""Places along something, to show a few of many."""

from __future__ import annotations


def spread(length: int, most: int) -> list[int]:
    """Return at most so many places of a length, evenly far apart; of one, the middle.

    The first and the last are among them.
    """
    count = min(most, length)
    if count == 1:
        return [length // 2]
    return [round(number * (length - 1) / (count - 1)) for number in range(count)]
