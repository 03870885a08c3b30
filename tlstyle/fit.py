"""Sequences made longer or shorter by some frames, so that their joins fall on beats.

No frame is painted for it: what is left out stands at a sequence's end, and what is added are
frames that are shown once more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_PART = 4
"""What part of what a sequence shows by itself it gains or loses at most."""

_HELD = 2
"""How many times as much as a frame left out one counts that is held: it may be seen."""


_WAYS = 300
"""How many ways, the best ones, are gone on with from a join, of very many."""


@dataclass(frozen=True, slots=True)
class Change:
    """By how many frames a sequence is longer, or if negative shorter.

    `before` and `after` count the frames that it shares with its neighbours, which stay as they
    are: frames that are held are spread evenly over those between.
    """

    frames: int = 0
    before: int = 0
    after: int = 0

    def shown(self, length: int) -> Sequence[int]:
        """Return which of a sequence's `length` frames is shown by each frame of it then."""
        if not self.frames:
            return range(length)
        own = max(0, length - self.before - self.after)
        if self.frames < 0:
            return range(length - min(-self.frames, own))
        count = min(self.frames, own)
        twice = (self.before + (2 * place + 1) * own // (2 * count) for place in range(count))
        return sorted((*range(length), *twice))

    def run(self, length: int) -> Sequence[float]:
        """Return how far the sequence has run in each of those frames, without a halt.

        It is slower where frames are held, for what moves without being painted.
        """
        shown = self.shown(length)
        first, end = self.before, len(shown) - self.after
        if len(shown) <= length or end - first < 2:
            return shown
        last = end - first - 1
        way = last - (len(shown) - length)
        own = [first + place * way / last for place in range(last + 1)]  # never beyond its end
        return [*shown[:first], *own, *shown[end:]]


class Room(NamedTuple):
    """How many frames a sequence has, and how many of them it shares with those beside it."""

    length: int
    before: int
    after: int

    def most(self, within: int) -> int:
        """Return by how many frames it may change, where `within` are allowed."""
        return min(within, max(0, self.length - self.before - self.after) // _PART)


def rooms_of(lengths: Sequence[int], overlaps: Sequence[int]) -> list[Room]:
    """Return the room of sequences that share `overlaps[i]` frames with the one after them."""
    return list(map(Room, lengths, [0, *overlaps], [*overlaps, 0]))


def fitted(rooms: Sequence[Room], beats: Sequence[int], within: int) -> list[Change]:
    """Return how sequences change so that as many joins as can be fall on beats.

    Of all ways, the one with the least changes, in squares; a sequence in front of a join that
    comes to no beat stays as it is, and so does the last one.

    Args:
        rooms: The sequences', in order.
        beats: The film's frames on which a beat falls, rising.
        within: By how many frames a sequence may change.
    """
    ways, start = {0: _Way(0, 0, ())}, 0
    for room in rooms[:-1]:
        start += room.length - room.after
        ways = _onward(ways, start + room.after // 2, beats, room.most(within))
    changes = (*min(ways.values()).changes, 0)
    return [
        Change(more, room.before, room.after) for more, room in zip(changes, rooms, strict=True)
    ]


class _Way(NamedTuple):
    """Changes of the first sequences, and what they cost: the fewer the better."""

    missed: int
    squares: int
    changes: tuple[int, ...]

    def then(self, more: int, missed: int) -> _Way:
        weight = _HELD if more > 0 else 1
        squares = self.squares + weight * more * more
        return _Way(self.missed + missed, squares, (*self.changes, more))


def _onward(ways: Mapping[int, _Way], cut: int, beats: Sequence[int], most: int) -> dict[int, _Way]:
    """Return the best way for each shift behind a cut, by the ways for each before its sequence."""
    found: dict[int, _Way] = {}
    for shift, way in ways.items():
        for more, missed in _changes(cut + shift, beats, most):
            onward = way.then(more, missed)
            found[shift + more] = min(onward, found.get(shift + more, onward))
    best = sorted(found.items(), key=lambda each: each[1])
    return dict(best[:_WAYS])


def _changes(cut: int, beats: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Yield how a sequence may change before a cut, and whether that then misses all beats."""
    first = bisect_left(beats, cut - most)
    on_beats = [beat - cut for beat in beats[first : bisect_left(beats, cut + most + 1)]]
    yield from ((more, 0) for more in on_beats)
    if 0 not in on_beats:
        yield 0, 1


def nearest(beats: Sequence[int], frame: int) -> int | None:
    """Return the beat that is nearest to a frame; of two, the earlier. None where there is none."""
    return min(beats, key=lambda beat: (abs(beat - frame), beat), default=None)
