"""Stills decoded, all of a sequence or a part of them, and what that brings to light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from tlstyle.errors import Problem
from tlstyle.frames.shard import Shard, stretch
from tlstyle.project import Draft
from tlstyle.stills.doctor import examine
from tlstyle.stills.still import Footage, Still


def parts_of(footages: Mapping[str, Footage], subset: Shard | None) -> dict[str, Footage]:
    """Return footages with a part of their stills each, or with all; those without any left out."""
    if not subset:
        return dict(footages)
    parts = {
        name: replace(footage, stills=tuple(stretch(footage.stills, subset)))
        for name, footage in footages.items()
    }
    return {name: part for name, part in parts.items() if part.stills}


def stills_of_each(footages: Mapping[str, Footage]) -> dict[str, tuple[Still, ...]]:
    """Return the stills of each footage."""
    return {name: footage.stills for name, footage in footages.items()}


def examined(
    draft: Draft, sequences: Mapping[str, Sequence[Still]]
) -> tuple[list[Problem], list[Problem]]:
    """Return what is odd about stills as they look, and those that cannot be decoded."""
    found, broken = [], []
    for name, stills in sequences.items():
        odd, undecodable = examine(stills)
        place = partial(draft.problem, sequence=name)
        found += [place(what, "frames") for what in odd]
        broken += [place(what, "frames") for what in undecodable]
    return found, broken
