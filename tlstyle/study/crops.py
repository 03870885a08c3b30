"""What a brush practises on: places in pairs of the sequence's own neighbouring stills."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.painters.builtin.grain import grain
from tlstyle.pixels import Pixels
from tlstyle.size import Size

MOST_PAIRS = 24
"""Pairs of stills, spread over the sequence, however long it is."""
KEPT = 8
"""Places that are cut out of each pair."""
PAINTED = 6
"""Places of a scene that are painted in a step."""
_TRIES = 4
"""Places that are looked at for one with something in it."""

Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Scene:
    """The same places of two neighbouring stills: uint8 [KEPT,side,side,3], and their grain.

    The grain is the film's own there, so that what is steady here is steady in the film.
    """

    still: NDArray[np.uint8]
    neighbour: NDArray[np.uint8]
    cloth: NDArray[np.float32]

    def some(self, random: Random) -> tuple[NDArray[Any], ...]:
        """Return some places in any order, as still, neighbour and grain."""
        places = random.permutation(KEPT)[:PAINTED]
        stills = [self.still[places], self.neighbour[places]]
        one, other = stills[::-1] if random.random() < 0.5 else stills
        return one, other, self.cloth[places]


def pairs_of(stills: int) -> list[tuple[int, int]]:
    """Return the numbers of neighbouring stills, at most `MOST_PAIRS`; one still is its own."""
    if stills == 1:
        return [(0, 0)]
    firsts = np.linspace(0, stills - 2, min(MOST_PAIRS, stills - 1)).round().astype(int)
    return [(int(first), int(first) + 1) for first in firsts]


def gather(
    canvas_of: Callable[[int], Pixels], stills: int, canvas: Size, side: int, seed: int
) -> Iterator[Scene]:
    """Yield a scene of every pair; the stills are asked for in ascending order, each once."""
    cloth = grain(canvas.height, canvas.width)
    last: tuple[int, Pixels] = -1, np.empty(0, np.uint8)
    for number, (one, other) in enumerate(pairs_of(stills)):
        still = last[1] if last[0] == one else canvas_of(one)
        neighbour = still if other == one else canvas_of(other)
        last = other, neighbour
        places = list(choose(still, side, np.random.default_rng((seed, number))))
        yield Scene(*(cut(pixels, places, side) for pixels in (still, neighbour, cloth)))


def choose(still: Pixels, side: int, random: Random) -> Iterator[tuple[int, int]]:
    """Yield top and left of `KEPT` places, every second one where there is something to paint.

    The others lie anywhere, since a sky too is painted.
    """
    height, width = still.shape[:2]
    for number in range(KEPT):
        tries = [
            (int(random.integers(height - side + 1)), int(random.integers(width - side + 1)))
            for _ in range(1 if number % 2 else _TRIES)
        ]
        yield max(tries, key=lambda place: _liveliness(still, place, side))


def _liveliness(still: Pixels, place: tuple[int, int], side: int) -> float:
    """Return the mean difference of pixels a few apart: of things, not of a sensor's noise."""
    top, left = place
    grey = still[top : top + side : 8, left : left + side : 8].mean(axis=2)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())


def cut(pixels: NDArray[Any], places: list[tuple[int, int]], side: int) -> NDArray[Any]:
    """Return squares of a picture, by their tops and lefts."""
    return np.stack([pixels[top : top + side, left : left + side] for top, left in places])
