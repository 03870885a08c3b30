"""Painted frames that lie under other names than they have now: known by what they carry."""

from __future__ import annotations

import json
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tlstyle.frames.aside import keep_aside
from tlstyle.frames.content import FOREIGN, content_of
from tlstyle.frames.frame import Frame, ShotPlan, stills_of
from tlstyle.frames.look import DAMAGED, FORCED, look_again
from tlstyle.frames.recipe import INCIDENTAL, differing, digest_of, memory_of
from tlstyle.size import Size
from tlstyle.stills.digests import digests_of


@dataclass(frozen=True, slots=True)
class Move:
    """A painting's way to the frame that it is."""

    frame: Frame
    lies: Path


@dataclass(frozen=True, slots=True)
class _Painting:
    """A painted frame that no frame of the project needs where it lies."""

    file: Path
    size: Size | None
    carried: Mapping[str, Any]


def with_found(plans: Sequence[ShotPlan]) -> tuple[ShotPlan, ...]:
    """Return plans whose pending frames know where they lie painted, under another name.

    So a sequence, a folder or a still may be renamed. Stills are read only where one as long as
    theirs was painted, under another name or at another time.

    Raises:
        FootageError: a still cannot be read.
    """
    if not any(_wanting(plan) for plan in plans):
        return tuple(plans)
    spare = {painting.file: painting for painting in _spare(plans)}
    return tuple(_found(plan, spare) for plan in plans)


def move(plans: Sequence[ShotPlan]) -> tuple[tuple[ShotPlan, ...], Counter[str]]:
    """Move frames to where they belong; return the plans as they are then, and how many whence.

    Raises:
        OSError: the folder cannot be written.
    """
    moves = [Move(frame, frame.lies) for plan in plans for frame in plan.frames if frame.lies]
    for step in _in_turn(moves):
        step.frame.file.parent.mkdir(parents=True, exist_ok=True)
        keep_aside(step.frame)
        with suppress(FileNotFoundError):  # another shard has moved it
            step.lies.replace(step.frame.file)
    for folder in {step.lies.parent for step in moves}:
        with suppress(OSError):  # others lie there
            folder.rmdir()
    after = (look_again(plan) if any(f.lies for f in plan.frames) else plan for plan in plans)
    return tuple(after), Counter(place_of(step.lies) for step in moves)


def place_of(file: Path) -> str:
    """Return a frame's folder as it is told: frames/harbour."""
    return f"{file.parents[1].name}/{file.parent.name}"


def _wanting(plan: ShotPlan) -> list[Frame]:
    return [frame for frame in plan.pending if frame.pending != FORCED]


def _spare(plans: Sequence[ShotPlan]) -> Iterator[_Painting]:
    """Yield all paintings, in the plans' folders and those beside them, that no frame needs there.

    Those that a deep look has found damaged are left out.
    """
    frames = [frame for plan in plans for frame in plan.frames]
    done = {frame.file for frame in frames if frame.pending in (None, DAMAGED)}
    folders = {frame.file.parents[1] for plan in plans for frame in plan.frames[:1]}
    for file in sorted(file for folder in folders for file in folder.glob("*/[!.]*.png")):
        content = None if file in done else content_of(file)
        if content and content.carried and content.altered != FOREIGN:
            yield _Painting(file, content.size, content.carried)


def _found(plan: ShotPlan, spare: dict[Path, _Painting]) -> ShotPlan:
    """Return a plan that knows which paintings are its frames; they are spare no more."""
    fitting = [painting for painting in spare.values() if _fits(painting, plan)]
    if not fitting:
        return plan
    lies = _remembered(plan, fitting)
    taken = set(lies.values())
    lies |= _of_their_stills(plan, [p for p in fitting if p.file not in taken], lies)
    orders = {frame.file: frame.recipe for frame in plan.frames}
    lies = {f: lie for f, lie in lies.items() if not differing(orders[f], spare[lie].carried)}
    for file in lies.values():
        del spare[file]
    return replace(plan, frames=tuple(_lying(frame, lies.get(frame.file)) for frame in plan.frames))


def _remembered(plan: ShotPlan, paintings: Sequence[_Painting]) -> dict[Path, Path]:
    """Return where frames lie whose stills were not touched since, as they say themselves."""
    known = {_memory(painting.carried): painting.file for painting in paintings}
    asked = {frame.file: _memory(memory_of(frame)) for frame in _wanting(plan)}
    found = {file: known[memory] for file, memory in asked.items() if memory in known}
    return {file: lies for file, lies in found.items() if file != lies}


def _of_their_stills(
    plan: ShotPlan, paintings: Sequence[_Painting], but: Mapping[Path, Path]
) -> dict[Path, Path]:
    """Return where frames lie that were painted of the very stills, but those that are known."""
    by_length: dict[object, set[Path]] = defaultdict(set)
    for painting in paintings:
        by_length[_length(painting.carried)].add(painting.file)
    known = {painting.carried.get("still"): painting.file for painting in paintings}
    asked = [
        frame
        for frame in _wanting(plan)
        if frame.file not in but and by_length[frame.still.bytes] - {frame.file}
    ]
    read = digests_of(stills_of(asked))
    found = {known.get(digest_of(frame, read)): frame.file for frame in asked}
    return {file: lies for lies, file in found.items() if lies and file != lies}


def _fits(painting: _Painting, plan: ShotPlan) -> bool:
    """Tell whether a painting was painted as some frame of a plan is to be."""
    recipes = {id(frame.recipe): frame.recipe for frame in plan.frames}.values()
    fits = any(not differing(recipe, painting.carried) for recipe in recipes)
    return painting.size == plan.size and fits


def _memory(carried: Mapping[str, Any]) -> str:
    return json.dumps([carried.get(key) for key in sorted(INCIDENTAL)])


def _length(carried: Mapping[str, Any]) -> object:
    """Return how many bytes a painting's still had."""
    touched = carried.get("touched")
    return touched[0] if isinstance(touched, list) and touched else None


def _lying(frame: Frame, lies: Path | None) -> Frame:
    if lies is None:
        return frame
    return replace(frame, lies=lies, pending=f"to be moved from {place_of(lies)}")


def _in_turn(moves: Sequence[Move]) -> Iterator[Move]:
    """Yield moves so that none ends where another is still to begin.

    Where frames change places in a ring, one of them is put beside its place first.
    """
    ending = {step.frame.file: step for step in moves}
    beginning = {step.lies: step for step in moves}
    free = deque(step for step in moves if step.frame.file not in beginning)
    while ending:
        if not free:
            free.append(_open_ring(next(iter(ending.values())), ending, beginning))
        step = free.popleft()
        yield ending.pop(step.frame.file)
        if step.lies in ending:
            free.append(ending[step.lies])


def _open_ring(step: Move, ending: dict[Path, Move], beginning: dict[Path, Move]) -> Move:
    """Put what lies in a move's way beside its place, from where it is moved later."""
    other = beginning[step.frame.file]
    beside = other.lies.with_name(f"{other.lies.stem}.moving.png")
    other.lies.replace(beside)
    ending[other.frame.file] = replace(other, lies=beside)
    return step
