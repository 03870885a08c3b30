"""What decides a frame's pixels, as it is written into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tlstyle.frames.frame import Frame
from tlstyle.steps import WAY, Step
from tlstyle.steps.write import PIXELS
from tlstyle.stills.still import Footage, Still
from tlstyle.system.digests import content_digest

INCIDENTAL = frozenset({"source", "touched"})
"""What a frame carries beside all that decides its pixels."""

_REASONS = {name: reason for step in WAY for name, reason in step.reasons.items()}
_CAME = {name: reason for step in WAY for name, reason in step.came.items()}
_WENT = {name: reason for step in WAY for name, reason in step.went.items()}
_IF_KNOWN = frozenset[str]().union(*(step.if_known for step in WAY))

_NO_INGREDIENTS = INCIDENTAL | {"still", PIXELS}


def recipe_of(
    steps: Sequence[Step], footage: Footage, known: dict[Step, dict[str, Any]]
) -> dict[str, Any]:
    """Return all that decides the pixels of a frame which goes these steps, but its stills.

    Args:
        steps: The frame's way.
        footage: Its sequence's stills.
        known: What is known of steps already, which is added to.

    Raises:
        FootageError: a style picture or the first still cannot be read.
        ModelError: a model folder cannot be read.
    """
    for step in steps:
        if step not in known:
            known[step] = step.recipe(footage)
    parts = (part for step in steps for part in known[step].items())
    return {name: part for name, part in parts if part is not None}


def differing(recipe: Mapping[str, Any], carried: Mapping[str, Any]) -> list[str]:
    """Return the ingredients in which two recipes differ; what one lacks is None in it."""
    unknown = sorted(carried.keys() - recipe.keys() - _NO_INGREDIENTS)
    return [key for key in (*recipe, *unknown) if _differ(key, recipe.get(key), carried.get(key))]


def _differ(ingredient: str, now: Any, was: Any) -> bool:
    is_known = ingredient not in _IF_KNOWN or None not in (now, was)
    return is_known and bool(now != was)


def reason_of(ingredient: str, now: Any, was: Any) -> str:
    """Return why frames are pending that were painted with an ingredient otherwise."""
    newer = f"painted by a newer version with `{ingredient}`"
    special = _CAME if was is None else _WENT if now is None else {}
    return special.get(ingredient) or _REASONS.get(ingredient, newer)


def provenance(frame: Frame, digest: str) -> dict[str, Any]:
    """Return what a frame carries: its recipe, `digest_of` it, and its stills' last touch."""
    return {**frame.recipe, "still": digest, **memory_of(frame)}


def memory_of(frame: Frame) -> dict[str, Any]:
    """Return what of a frame's provenance tells its still and its last touch, unread."""
    return {"source": frame.still.file.name, "touched": _touch(frame)}


def remembers(carried: Mapping[str, Any], frame: Frame) -> bool:
    """Tell whether a frame carries the last touch of its stills as it is now."""
    return all(carried.get(key) == value for key, value in memory_of(frame).items())


def another_still(frame: Frame) -> str:
    """Return why a frame is pending that was painted from another still, or another neighbour."""
    return "still changed" if frame.window == (frame.still,) else "still or neighbour changed"


def digest_of(frame: Frame, digests: Mapping[Still, str]) -> str:
    """Return what tells a frame's still, with its neighbours and what is beyond, from any other."""
    own = digests[frame.still]
    if frame.window == (frame.still,):
        return own
    parts = [own, *(digests[still] for still in frame.window)]
    parts += [str(frame.beyond)] if frame.beyond else []
    return content_digest(" ".join(parts).encode())


def _touch(frame: Frame) -> list[Any]:
    """Return what changes when a frame's still or one of its neighbours does."""
    neighbours = [still for still in frame.window if still != frame.still]
    return [
        *_touch_of(frame.still),
        *([still.file.name, *_touch_of(still)] for still in neighbours),
        *([["beyond", frame.beyond]] if frame.beyond else []),
    ]


def _touch_of(still: Still) -> list[int]:
    touch = [still.bytes, still.mtime_ns]
    return touch if still.index is None else [*touch, still.index]
