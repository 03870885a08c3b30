"""Stills as the painter would be handed them, one after the other, for whoever looks at a few."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from tlstyle.pixels import Pixels
from tlstyle.project import Shot
from tlstyle.steps.steady import steadied
from tlstyle.stills.source import Source, sources
from tlstyle.stills.still import Still


class Canvases:
    """The canvases that a sequence's brush studies, asked for by number in ascending order.

    They are the film's, fitted and steadied, whatever is to be painted now. Of all stills only
    those are read that one of them is made of.
    """

    def __init__(self, shot: Shot, stills: Sequence[Still]) -> None:
        asked = shot.style.study
        self._canvas = asked.canvas if asked else shot.style.canvas
        self._steady = asked.steady if asked else shot.style.steady
        self._anchor, self._stills = shot.anchor, stills
        self._asked: deque[Still] = deque()
        self._sources = sources(self._ask())
        self._read: dict[int, Pixels] = {}

    def __call__(self, number: int) -> Pixels:
        """Return a still's canvas.

        Raises:
            FootageError: it, or a neighbour that steadies it, cannot be read.
        """
        first = max(0, number - self._steady)
        window = range(first, min(len(self._stills), number + self._steady + 1))
        self._read = {near: pixels for near, pixels in self._read.items() if near >= first}
        for near in window:
            if near not in self._read:
                self._read[near] = self._fitted(self._stills[near])
        neighbours = [self._read[near] for near in window if near != number]
        return steadied(self._read[number], neighbours) if neighbours else self._read[number]

    def _fitted(self, still: Still) -> Pixels:
        self._asked.append(still)
        source: Source = next(self._sources)
        return source.read_fitted(self._canvas, self._anchor)[1]

    def _ask(self) -> Iterator[Still]:
        while True:
            yield self._asked.popleft()
