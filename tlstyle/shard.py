"""A share of a plan, for several machines or sessions that have one work folder between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tlstyle.errors import OptionError
from tlstyle.frames.frame import ShotPlan


@dataclass(frozen=True, slots=True)
class Shard:
    """The `number`-th of `of` shares, counted from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse_shard(text: str) -> Shard:
    """Return the share that is written as 1/4.

    Raises:
        OptionError: it is not written so, or there is no such share.
    """
    match = re.fullmatch("([0-9]{1,9})/([0-9]{1,9})", text)
    if not match:
        raise OptionError(f"--shard {text}: the first of four shards is written 1/4")
    number, of = int(match[1]), int(match[2])
    if not 1 <= number <= of:
        raise OptionError(f"--shard {text}: shards are counted from 1, as 1/4 to 4/4")
    return Shard(number, of)


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
