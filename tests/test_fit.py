"""Sequences fitted to beats: exact integers, and of all ways the one that changes least."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from random import Random

import pytest

from tlstyle.fit import Change, Room, fitted, nearest, rooms_of
from tlstyle.joins import Dissolve
from tlstyle.timeline import lay_out


@pytest.mark.parametrize(
    ("change", "length", "shown"),
    [
        (Change(), 6, "012345"),
        (Change(-2), 6, "0123"),
        (Change(-2, 1, 2), 6, "0123"),
        (Change(1), 4, "01223"),
        (Change(2), 4, "011233"),
        (Change(2, 1, 1), 6, "01223445"),
        (Change(4, 1, 1), 6, "0112233445"),
        (Change(9, 1, 1), 4, "011223"),
        (Change(-9, 1, 1), 4, "01"),
    ],
)
def test_frames_are_left_out_at_the_end_and_held_between_the_joins(
    change: Change, length: int, shown: str
) -> None:
    assert "".join(map(str, change.shown(length))) == shown


def test_what_moves_over_held_frames_ends_on_the_last_one_and_not_beyond() -> None:
    for length in range(4, 300):
        for more in range(1, length // 4 + 1):
            assert list(Change(more).run(length))[-1] == length - 1


@pytest.mark.parametrize("more", range(13))
def test_held_frames_are_spread_evenly(more: int) -> None:
    shown = list(Change(more, 10, 20).shown(82))
    assert len(shown) == 82 + more
    assert shown == sorted(shown)
    assert set(shown) == set(range(82))
    assert shown[:10] == list(range(10))
    assert shown[-20:] == list(range(62, 82))
    twice = [frame for frame in range(82) if shown.count(frame) == 2]
    apart = {b - a for a, b in pairwise(twice)}
    assert len(twice) == more
    assert not apart or max(apart) - min(apart) <= 1


def test_what_moves_without_being_painted_goes_on_through_held_frames() -> None:
    run = list(Change(3, 4, 4).run(20))
    steps = [b - a for a, b in pairwise(run)]
    assert len(run) == 23
    assert run[:4] == [0, 1, 2, 3]
    assert run[-4:] == [16, 17, 18, 19]
    assert min(steps) > 0.7
    assert max(steps) <= 1.3


def cuts(lengths: Sequence[int], overlaps: Sequence[int], changes: Sequence[int]) -> list[int]:
    """Where a film's joins are, by the timeline itself."""
    changed = [a + b for a, b in zip(lengths, changes, strict=True)]
    names = [str(number) for number, _ in enumerate(lengths)]
    joins = [Dissolve()] * len(overlaps)
    clips = lay_out(names, changed, overlaps, 24, (0, 0), joins).clips  # type: ignore[arg-type]
    return [clip.cut for clip in clips[1:]]


def cost(
    lengths: Sequence[int], overlaps: Sequence[int], beats: Sequence[int], changes: Sequence[int]
) -> tuple[int, int]:
    missed = sum(cut not in beats for cut in cuts(lengths, overlaps, changes))
    return missed, sum((2 if more > 0 else 1) * more * more for more in changes)


@pytest.mark.parametrize("seed", range(12))
def test_no_other_way_has_more_joins_on_beats_or_changes_less(seed: int) -> None:
    random = Random(seed)
    lengths = [random.randrange(12, 40) for _ in range(4)]
    overlaps = [random.randrange(0, 6) for _ in range(3)]
    beats = sorted(random.sample(range(sum(lengths)), random.randrange(1, 12)))
    within = random.randrange(0, 5)
    rooms = rooms_of(lengths, overlaps)
    changes = [each.frames for each in fitted(rooms, beats, within)]
    ways = product(*(range(-room.most(within), room.most(within) + 1) for room in rooms[:-1]), [0])
    allowed = (
        way
        for way in ways
        if all(
            cut in beats or not more
            for cut, more in zip(cuts(lengths, overlaps, way), way, strict=False)
        )
    )
    found = cost(lengths, overlaps, beats, changes)
    assert found == min(cost(lengths, overlaps, beats, way) for way in allowed)


def test_a_join_that_no_beat_is_near_stays_and_so_does_its_sequence() -> None:
    rooms = rooms_of([100, 100, 100], [0, 0])
    changes = fitted(rooms, [96, 150, 300], 12)
    assert [each.frames for each in changes] == [-4, 0, 0]


def test_leaving_out_is_preferred_to_holding() -> None:
    rooms = rooms_of([100, 100], [0])
    assert fitted(rooms, [96, 104], 12)[0].frames == -4
    assert fitted(rooms, [90, 104], 12)[0].frames == 4


@pytest.mark.parametrize(
    ("room", "most"),
    [(Room(100, 10, 10), 12), (Room(60, 20, 20), 5), (Room(40, 20, 20), 0), (Room(30, 20, 20), 0)],
)
def test_a_sequence_keeps_most_of_what_it_shows_by_itself(room: Room, most: int) -> None:
    assert room.most(12) == most


def test_a_hundred_sequences_are_fitted_at_once() -> None:
    rooms = rooms_of([240] * 100, [48] * 99)
    changes = fitted(rooms, range(0, 20_000, 17), 12)
    at = cuts([240] * 100, [48] * 99, [each.frames for each in changes])
    assert all(cut % 17 == 0 for cut in at)


def test_of_two_beats_as_near_the_earlier_is_meant() -> None:
    assert nearest([10, 20], 15) == 10
    assert nearest([], 15) is None
