"""Painted frames as they are on the disk: done, or pending and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tlstyle.errors import FootageError
from tlstyle.frames.file import read_frame, read_provenance
from tlstyle.frames.frame import Frame, ShotPlan, stills_of
from tlstyle.frames.recipe import REASONS, digest_of, remembers
from tlstyle.size import Size
from tlstyle.stills.source import sources

DAMAGED = "damaged"
"""Why a frame is pending whose ends are whole and whose middle is not."""


def reasons_of(
    frames: Sequence[Frame], size: Size, recipe: dict[str, Any], deep: bool
) -> list[str | None]:
    """Return why each frame is pending, or None.

    Stills whose names, sizes and times of change are those the frame remembers are not read again,
    except by a deep look.
    """
    looks = [_look(frame.file, size, recipe) for frame in frames]
    touched = [
        frame
        for frame, (reason, carried) in zip(frames, looks, strict=True)
        if reason is None and (deep or not remembers(carried, frame))
    ]
    read = {source.still: source.digest() for source in sources(stills_of(touched))}
    digests = {frame.file: digest_of(frame, read) for frame in touched}
    return [
        REASONS["still" if frame.window == (frame.still,) else "window"]
        if digests.get(frame.file, carried.get("still")) != carried.get("still")
        else reason
        for frame, (reason, carried) in zip(frames, looks, strict=True)
    ]


def decoded(file: Path, reason: str | None) -> str | None:
    """Return why a frame is pending, also where only decoding tells."""
    if reason is None:
        try:
            read_frame(file)
        except FootageError:
            return DAMAGED
    return reason


def _look(file: Path, size: Size, recipe: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """Return why a frame is pending whatever its still, if it is, and what it carries."""
    if not file.exists():
        return "missing", {}
    found = read_provenance(file)
    if found is None:
        return "truncated", {}
    found_size, carried = found
    if carried is None:
        return "not painted by tlstyle", {}
    differing = [REASONS[key] for key, value in recipe.items() if carried.get(key) != value]
    if found_size != size and not differing:
        return REASONS["size"], {}
    return (differing[0] if differing else None), carried


def look_again(plan: ShotPlan) -> ShotPlan:
    """Return a plan with its frames done or pending as they are on the disk now.

    Raises:
        FootageError: a still cannot be read.
    """
    reasons = reasons_of(plan.frames, plan.size, plan.recipe, deep=False)
    return replace(plan, frames=with_reasons(plan.frames, reasons))


def is_painted(frame: Frame, plan: ShotPlan) -> bool:
    """Tell whether a frame is on the disk as the plan asks for it, of its still as it is now."""
    reason, carried = _look(frame.file, plan.size, plan.recipe)
    if frame.pending == DAMAGED:
        reason = decoded(frame.file, reason)
    return reason is None and remembers(carried, frame)


def left_to_paint(plan: ShotPlan) -> ShotPlan:
    """Return a plan without the frames that were painted since it was made."""
    return replace(plan, frames=tuple(f for f in plan.pending if not is_painted(f, plan)))


def with_reasons(frames: Iterable[Frame], reasons: Iterable[str | None]) -> tuple[Frame, ...]:
    """Return frames that know why they are pending, if they are."""
    return tuple(
        replace(frame, pending=reason) for frame, reason in zip(frames, reasons, strict=True)
    )
