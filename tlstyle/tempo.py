"""How a sequence runs: which of its stills each of its frames shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile


@dataclass(frozen=True, slots=True)
class Tempo:
    """How a sequence runs; usually each still is shown once, in order.

    Attributes:
        hold: For how many frames a still is shown, those after it being left out.
        is_reversed: Whether the last still comes first.
        times: How often it runs.
        turns: Whether it also runs back, to where it began.
    """

    hold: int = 1
    is_reversed: bool = False
    times: int = 1
    turns: bool = False

    def order(self, count: int) -> tuple[int, ...]:
        """Return the still that each frame shows of a sequence of so many, by its number.

        Where it turns, the last still is not shown again.
        """
        forth = self.once(count)
        back = dropwhile(lambda still: still == forth[-1], forth[::-1]) if self.turns else ()
        return (*forth, *back) * self.times

    def once(self, count: int) -> tuple[int, ...]:
        """Return the same up to where it turns, or begins anew."""
        return held(tuple(range(count)[::-1] if self.is_reversed else range(count)), self.hold)

    def frames(self, count: int) -> tuple[float, ...]:
        """Return the frame that first shows each still; () where it is that of the still's number.

        Of stills that are left out it is when they would be shown.
        """
        return tuple(map(float, range(count)[::-1])) if self.is_reversed else ()


def held(order: tuple[int, ...], step: int) -> tuple[int, ...]:
    """Return an order of which every `step`-th frame is shown, and held for the others."""
    return tuple(order[frame - frame % step] for frame in range(len(order)))
