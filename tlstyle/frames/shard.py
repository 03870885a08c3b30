"""A share of a plan, for several machines or sessions that have one work folder between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tlstyle.errors import OptionError
from tlstyle.frames.frame import ShotPlan

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Shard:
    """The `number`-th of `of` shares, counted from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse_shard(text: str, option: str = "--shard") -> Shard:
    """Return the share that is written as 1/4 behind an option.

    Raises:
        OptionError: it is not written so, or there is no such share.
    """
    match = re.fullmatch("([0-9]{1,9})/([0-9]{1,9})", text)
    if not match:
        raise OptionError(f"{option} {text}: the first of four {option[2:]}s is written 1/4")
    number, of = int(match[1]), int(match[2])
    if not 1 <= number <= of:
        raise OptionError(f"{option} {text}: {option[2:]}s are counted from 1, as 1/4 to 4/4")
    return Shard(number, of)


def stretch(items: Sequence[_Item], shard: Shard) -> Sequence[_Item]:
    """Return the items of a share that lie side by side, none where there are fewer than shares.

    The one before them comes first, so that each is once beside its neighbour.
    """
    start, end = (len(items) * number // shard.of for number in (shard.number - 1, shard.number))
    return items[max(0, start - 1) : end] if end > start else items[:0]


def own_first(items: Sequence[_Item], shard: Shard) -> list[_Item]:
    """Return items with a shard's own stretch in front, and the others' behind it, from their ends.

    So shards that go through all of them meet last, where they are about to be done.
    """
    start, end = (len(items) * number // shard.of for number in (shard.number - 1, shard.number))
    return [*items[start:end], *reversed([*items[end:], *items[:start]])]


def share(plans: Sequence[ShotPlan], shard: Shard) -> tuple[ShotPlan, ...]:
    """Return a shard's frames: every n-th of all that the plans have, pending or not.

    So shards do not overlap, do not move as frames are painted, and each has its part of every
    sequence; one that has no frame of a sequence goes without its plan.
    """
    shares = []
    before = 0
    for plan in plans:
        first = (shard.number - 1 - before) % shard.of
        shares.append(replace(plan, frames=plan.frames[first :: shard.of]))
        before += len(plan.frames)
    return tuple(plan for plan in shares if plan.frames)
