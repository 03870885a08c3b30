"""Painted frames as they are on the disk: done, or pending and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from tlstyle.frames.adopted import adopted
from tlstyle.frames.content import FOREIGN, Content, by_pixels, content_of
from tlstyle.frames.frame import Frame, ShotPlan, stamp_of, stills_of
from tlstyle.frames.recipe import another_still, differing, digest_of, reason_of, remembers
from tlstyle.size import Size
from tlstyle.stills.digests import digests_of
from tlstyle.stills.still import Still

MISSING, TRUNCATED, FORCED = "missing", "truncated", "forced"

DAMAGED = "damaged"
"""Why a frame is pending whose ends are whole and whose middle is not."""

_NO_PICTURE = "no picture that can be read"
_ANOTHER_SIZE = "of another size"

_NOTHING_THERE = frozenset({MISSING, TRUNCATED, DAMAGED})
"""Why frames are pending in whose place nothing stands that anybody could use."""


@dataclass(frozen=True, slots=True)
class _Look:
    """Why a frame is pending whatever its still, what it carries, what a person made of it."""

    reason: str | None
    carried: Mapping[str, Any] | None = None
    altered: str | None = None


def looked_at(
    frames: Sequence[Frame],
    size: Size,
    *,
    deep: bool = False,
    force: bool = False,
) -> tuple[Frame, ...]:
    """Return frames that know how they stand on the disk; if `force`, all are pending.

    Stills whose names, sizes and times of change are those a frame remembers, or that were read
    before, are not read again, except by a deep look, which decodes every frame too.

    Raises:
        FootageError: a still cannot be read.
    """
    looks = _looks(frames, size, deep)
    if force:
        looks = [replace(look, reason=FORCED) for look in looks]
    touched = [
        frame
        for frame, look in zip(frames, looks, strict=True)
        if look.reason is None and look.carried is not None
        if deep or not remembers(look.carried, frame)
    ]
    read = digests_of(stills_of(touched), deep=deep)
    return tuple(
        _known(frame, _of_its_still(frame, look, read))
        for frame, look in zip(frames, looks, strict=True)
    )


def look_again(plan: ShotPlan, *, deep: bool = False) -> ShotPlan:
    """Return a plan with its frames done or pending as they are on the disk now.

    If `deep`, all are decoded, and their stills read.

    Raises:
        FootageError: a still cannot be read.
    """
    return replace(plan, frames=looked_at(plan.frames, plan.size, deep=deep))


def is_painted(frame: Frame, plan: ShotPlan) -> bool:
    """Tell whether a frame was painted since it was found pending, as the plan asks for it."""
    if stamp_of(frame.file) == frame.stamp:
        return False
    (look,) = _looks([frame], plan.size, deep=False)
    return look.reason is None and look.carried is not None and remembers(look.carried, frame)


def left_to_paint(plan: ShotPlan) -> ShotPlan:
    """Return a plan without the frames that were painted since it was made."""
    return replace(plan, frames=tuple(f for f in plan.pending if not is_painted(f, plan)))


def painted_over(plan: ShotPlan) -> list[Frame]:
    """Return the frames that are painted, and are replaced when they are painted otherwise."""
    pending = (frame for frame in plan.pending if not frame.altered and not frame.lies)
    return [f for f in pending if f.stamp and f.pending not in _NOTHING_THERE]


def _looks(frames: Sequence[Frame], size: Size, deep: bool) -> list[_Look]:
    found = [content_of(frame.file) for frame in frames]
    unsure = {
        frame.file: content
        for frame, content in zip(frames, found, strict=True)
        if content and (deep or not content.sure)
    }
    with ThreadPoolExecutor() as readers:
        known = dict(zip(unsure, readers.map(by_pixels, unsure, unsure.values()), strict=True))
    return [
        _Look(DAMAGED)
        if content and known.get(frame.file, content) is None
        else _look(frame, known.get(frame.file, content), size)
        for frame, content in zip(frames, found, strict=True)
    ]


def _look(frame: Frame, content: Content | None, size: Size) -> _Look:
    if content is None:
        return _Look(TRUNCATED if frame.file.exists() else MISSING)
    carried, altered = content.carried, content.altered
    if altered == FOREIGN:
        carried = adopted(frame.file)
        if content.size != size:
            return _Look(_ANOTHER_SIZE if content.size else _NO_PICTURE, carried, altered)
    others = differing(frame.recipe, carried) if carried is not None else []
    if content.size != size and not others:
        others = ["size"]
    reason = _reason(others[0], frame.recipe, carried or {}) if others else None
    return _Look(reason, carried, altered)


def _reason(ingredient: str, recipe: Mapping[str, Any], carried: Mapping[str, Any]) -> str:
    return reason_of(ingredient, recipe.get(ingredient), carried.get(ingredient))


def _of_its_still(frame: Frame, look: _Look, read: Mapping[Still, str]) -> _Look:
    """Return a look that knows of another still, where the frame's was read."""
    if look.reason or look.carried is None or frame.still not in read:
        return look
    if any(still not in read for still in frame.window):
        return look
    same = digest_of(frame, read) == look.carried.get("still")
    return look if same else replace(look, reason=another_still(frame))


def _known(frame: Frame, look: _Look) -> Frame:
    stamp = stamp_of(frame.file) if look.reason else None
    return replace(frame, pending=look.reason, altered=look.altered, stamp=stamp)
