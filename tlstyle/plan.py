"""What is painted, what is pending and why: a project against its work folder. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from math import prod
from pathlib import Path
from statistics import median
from typing import Any

from tlstyle.errors import FootageError
from tlstyle.footage import Footage, Still, sources
from tlstyle.images import (
    content_digest,
    file_digest,
    named_colours,
    read_frame,
    read_provenance,
    remove_partials,
)
from tlstyle.models import model_digest
from tlstyle.project import Project, Shot, Style
from tlstyle.size import Size

VERSION = 1
"""Goes up when the same stills, styles and settings come out painted differently."""

FRAMES = "frames"
"""The folder, inside the work folder, of the frames that the film is made of."""

PREVIEW = "preview"
"""The folder, inside the work folder, of a preview's frames."""

SEGMENTS = "segments"
"""The folder, inside the work folder, of what is encoded of every film."""

CLIPS = "clips"
"""The folder, inside the work folder, of every sequence as a film of its own."""

DAMAGED = "damaged"
"""Why a frame is pending whose ends are whole and whose middle is not."""

INCIDENTAL = frozenset({"source", "touched"})
"""What a frame carries beside all that decides its pixels."""

_BYTES_A_PIXEL = 2.3
"""What a painted frame takes as PNG: 2.25 in the sample film, 1.5 to 1.9 in real footage."""

_REASONS = {
    "version": "painted by another version",
    "model": "model changed",
    "style": "style changed",
    "strength": "strength changed",
    "reading": "pictures read otherwise",
    "steady": "steady changed",
    "photograph": "first still changed",
    "canvas": "canvas changed",
    "anchor": "anchor changed",
    "size": "size changed",
    "still": "still changed",
    "window": "still or neighbour changed",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A painted picture: its still, where it belongs, and why it is pending, if it is.

    `window` is the still among the neighbours that it is steadied by, in order.
    """

    still: Still
    window: tuple[Still, ...]
    file: Path
    pending: str | None = None


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """One sequence's frames, every `step`-th still of it.

    `recipe` is all that decides their pixels but the still itself, as written into each frame.
    """

    shot: Shot
    footage: Footage
    size: Size
    step: int
    recipe: dict[str, Any]
    frames: tuple[Frame, ...]

    @property
    def pending(self) -> tuple[Frame, ...]:
        """The frames that wait to be painted."""
        return tuple(frame for frame in self.frames if frame.pending)

    @property
    def reasons(self) -> Counter[str]:
        """How many frames are pending for each reason."""
        return Counter(frame.pending for frame in self.frames if frame.pending)

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The picture that each film frame of the sequence shows; skipped stills' are held."""
        return tuple(
            self.frames[number // self.step].file for number in range(len(self.footage.stills))
        )


def plan_shots(
    project: Project,
    footages: Sequence[Footage],
    *,
    folder: str = FRAMES,
    step: int = 1,
    force: bool = False,
    deep: bool = False,
) -> tuple[ShotPlan, ...]:
    """Return every sequence's frames in a folder of the work folder, done or pending.

    Args:
        project: What to paint; its sizes are the frames'.
        footages: Each sequence's stills.
        folder: `FRAMES` or `PREVIEW`.
        step: Paint every step-th still.
        force: Call every frame pending, whatever is there.
        deep: Decode every frame that is there, and call pending what cannot be decoded.

    Raises:
        FootageError: a still or a style picture cannot be read.
        ModelError: a model folder cannot be read.
    """
    return tuple(
        _plan_shot(project, shot, footage, project.work / folder / shot.name, step, force, deep)
        for shot, footage in zip(project.shots, footages, strict=True)
    )


def remove_unfinished_frames(work: Path) -> None:
    """Remove what runs that were killed left half written in a work folder."""
    for folder in (*work.glob(f"{FRAMES}/*"), *work.glob(f"{PREVIEW}/*")):
        remove_partials(folder)


def stills_of(frames: Iterable[Frame]) -> tuple[Still, ...]:
    """Return all that frames are painted from, each still once, in order if the frames are."""
    return tuple(dict.fromkeys(chain.from_iterable(frame.window for frame in frames)))


def digest_of(frame: Frame, digests: Mapping[Still, str]) -> str:
    """Return what tells a frame's still, with its neighbours, from any other."""
    own = digests[frame.still]
    if frame.window == (frame.still,):
        return own
    return content_digest(" ".join([own, *(digests[still] for still in frame.window)]).encode())


def provenance(recipe: dict[str, Any], frame: Frame, digest: str) -> dict[str, Any]:
    """Return what a frame carries: its recipe, `digest_of` it, and its stills' last touch."""
    carried = {"still": digest, "touched": _touch(frame), "source": frame.still.file.name}
    return recipe | carried


def disk_needed(plans: Sequence[ShotPlan]) -> float:
    """Return about how many bytes the pending frames will take, beyond those they replace."""
    painted = sum(len(plan.pending) * prod(plan.size) * _BYTES_A_PIXEL for plan in plans)
    return max(0.0, painted - sum(_bytes(frame.file) for plan in plans for frame in plan.pending))


def left_to_paint(plan: ShotPlan) -> ShotPlan:
    """Return a plan without the frames that were painted since it was made."""
    return replace(plan, frames=tuple(f for f in plan.pending if not is_painted(f, plan)))


def look_again(plan: ShotPlan) -> ShotPlan:
    """Return a plan with its frames done or pending as they are on the disk now.

    Raises:
        FootageError: a still cannot be read.
    """
    reasons = _reasons(plan.frames, plan.size, plan.recipe, deep=False)
    return replace(plan, frames=_pending(plan.frames, reasons))


def is_painted(frame: Frame, plan: ShotPlan) -> bool:
    """Tell whether a frame is on the disk as the plan asks for it, of its still as it is now."""
    reason, carried = _look(frame.file, plan.size, plan.recipe)
    if frame.pending == DAMAGED:
        reason = _decoded(frame.file, reason)
    return reason is None and _remembers(carried, frame)


def seconds_left(plans: Sequence[ShotPlan]) -> float | None:
    """Return about how long the pending frames take at the pace of the last ones; None if unknown.

    The pace is what their files' times tell: the median over runs of frames, which neither the
    pause between two evenings nor frames finished in pairs disturb. Copies, whose times are all
    the same, tell none.
    """
    frames = [frame for plan in plans for frame in plan.frames if not frame.pending]
    times = sorted(_times(frame.file for frame in frames))[-100:]
    run = min(8, len(times) - 1)
    if run < 1:
        return None
    pace = median((last - first) / run for first, last in zip(times, times[run:], strict=False))
    return pace * sum(len(plan.pending) for plan in plans) if pace else None


def _plan_shot(
    project: Project,
    shot: Shot,
    footage: Footage,
    folder: Path,
    step: int,
    force: bool,
    deep: bool,
) -> ShotPlan:
    recipe = recipe_of(shot, footage, project.size)
    frames = _frames(footage.stills, shot.style.steady, step, folder)
    if force:
        reasons: list[str | None] = ["forced"] * len(frames)
    else:
        reasons = _reasons(frames, project.size, recipe, deep)
    if deep:
        with ThreadPoolExecutor() as readers:
            reasons = list(readers.map(_decoded, [frame.file for frame in frames], reasons))
    return ShotPlan(shot, footage, project.size, step, recipe, _pending(frames, reasons))


def _frames(stills: Sequence[Still], steady: int, step: int, folder: Path) -> list[Frame]:
    """Return the frames of every `step`-th still, not yet looked at."""
    return [
        Frame(
            stills[number],
            tuple(stills[max(0, number - steady) : number + steady + 1]),
            folder / f"{stills[number].stem}.png",
        )
        for number in range(0, len(stills), step)
    ]


def _pending(frames: Iterable[Frame], reasons: Iterable[str | None]) -> tuple[Frame, ...]:
    return tuple(
        replace(frame, pending=reason) for frame, reason in zip(frames, reasons, strict=True)
    )


def recipe_of(shot: Shot, footage: Footage, size: Size) -> dict[str, Any]:
    """Return all that decides the pixels of a sequence's frames, but their stills.

    Raises:
        FootageError: a style picture or the first still cannot be read.
        ModelError: a model folder cannot be read.
    """
    style = shot.style
    pictures = [
        [file_digest(picture.file), picture.weight, picture.crop and list(picture.crop)]
        for picture in style.pictures
    ]
    return {
        "version": VERSION,
        "model": model_digest(style.model),
        "style": pictures,
        "strength": style.strength,
        "reading": _readings(style, footage),
        "steady": style.steady or None,
        "photograph": _first_digest(footage) if style.strength < 1 else None,
        "canvas": list(style.canvas),
        "anchor": list(shot.anchor),
        "size": list(size),
    }


def _readings(style: Style, footage: Footage) -> list[str] | None:
    """Return how stills and styles are read that are not read plainly; None if all are."""
    styles = [named_colours(picture.file) for picture in style.pictures]
    return list(filter(None, [footage.reading, *styles])) or None


def _first_digest(footage: Footage) -> str:
    return next(sources(footage.stills)).digest()


def _reasons(
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
        if reason is None and (deep or not _remembers(carried, frame))
    ]
    read = {source.still: source.digest() for source in sources(stills_of(touched))}
    digests = {frame.file: digest_of(frame, read) for frame in touched}
    return [
        _REASONS["still" if frame.window == (frame.still,) else "window"]
        if digests.get(frame.file, carried.get("still")) != carried.get("still")
        else reason
        for frame, (reason, carried) in zip(frames, looks, strict=True)
    ]


def _decoded(file: Path, reason: str | None) -> str | None:
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
    differing = [_REASONS[key] for key, value in recipe.items() if carried.get(key) != value]
    if found_size != size and not differing:
        return _REASONS["size"], {}
    return (differing[0] if differing else None), carried


def _remembers(carried: dict[str, Any], frame: Frame) -> bool:
    same_name = carried.get("source") == frame.still.file.name
    return same_name and carried.get("touched") == _touch(frame)


def _times(files: Iterable[Path]) -> Iterator[float]:
    """Yield when files were written; those that are gone by now tell nothing."""
    for file in files:
        with suppress(FileNotFoundError):
            yield file.stat().st_mtime


def _bytes(file: Path) -> int:
    return file.lstat().st_size if file.exists() else 0


def _touch(frame: Frame) -> list[Any]:
    """Return what changes when a frame's still or one of its neighbours does."""
    neighbours = [still for still in frame.window if still != frame.still]
    return [
        *_touch_of(frame.still),
        *([still.file.name, *_touch_of(still)] for still in neighbours),
    ]


def _touch_of(still: Still) -> list[int]:
    touch = [still.bytes, still.mtime_ns]
    return touch if still.index is None else [*touch, still.index]
