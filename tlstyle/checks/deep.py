"""Stills decoded, all of a sequence or a part of them, and what that brings to light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from tlstyle.errors import Problem
from tlstyle.frames.shard import Shard, stretch
from tlstyle.project import Draft, Shot
from tlstyle.steps import Deflicker
from tlstyle.steps.deflicker import Deflickering
from tlstyle.stills.doctor import examine
from tlstyle.stills.light import Grid
from tlstyle.stills.still import Footage, Still

_SEEN = 2.0
"""Percent of brightness by which exposure flickers so that it is seen."""


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


@dataclass(frozen=True, slots=True)
class Insight:
    """What decoding stills, and painted frames, brings to light.

    Attributes:
        found: What deserves a word.
        broken: The stills that cannot be decoded, which stop a build.
        light: The light in each sequence's stills, if all could be.
    """

    found: tuple[Problem, ...] = ()
    broken: tuple[Problem, ...] = ()
    light: Mapping[str, Grid] = field(default_factory=dict)


def examined(draft: Draft, sequences: Mapping[str, Sequence[Still]]) -> Insight:
    """Return what is odd about stills as they look, and those that cannot be decoded."""
    found, broken, light = [], [], {}
    for name, stills in sequences.items():
        looked = examine(stills)
        place = partial(draft.problem, sequence=name)
        found += [place(what, "frames") for what in looked.odd]
        broken += [place(what, "frames") for what in looked.broken]
        if not looked.broken:
            light[name] = looked.light
    return Insight(tuple(found), tuple(broken), light)


def flicker_cautions(
    draft: Draft, shots: Sequence[Shot], light: Mapping[str, Grid]
) -> list[Problem]:
    """Return a word on sequences whose exposure flickers, and which leave it so."""
    plain = [shot for shot in shots if shot.step(Deflicker).is_off and shot.name in light]
    flickers = {s.name: Deflicker(Deflickering()).with_light(light[s.name]).flicker for s in plain}
    return [
        draft.problem(
            f"exposure flickers by {found[0]:.1f} %: `deflicker = true` leaves {found[1]:.2f} %",
            "frames",
            sequence=name,
        )
        for name, found in flickers.items()
        if found and found[0] >= _SEEN
    ]
