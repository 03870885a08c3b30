"""What decides a frame's pixels, as it is written into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tlstyle.digests import content_digest
from tlstyle.frames.frame import Frame
from tlstyle.models import model_digest
from tlstyle.project import Shot, Style
from tlstyle.size import Size
from tlstyle.stills.picture import file_digest, named_colours
from tlstyle.stills.source import sources
from tlstyle.stills.still import Footage, Still

VERSION = 1
"""Goes up when the same stills, styles and settings come out painted differently."""

INCIDENTAL = frozenset({"source", "touched"})
"""What a frame carries beside all that decides its pixels."""

REASONS = {
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


def provenance(recipe: dict[str, Any], frame: Frame, digest: str) -> dict[str, Any]:
    """Return what a frame carries: its recipe, `digest_of` it, and its stills' last touch."""
    carried = {"still": digest, "touched": _touch(frame), "source": frame.still.file.name}
    return recipe | carried


def digest_of(frame: Frame, digests: Mapping[Still, str]) -> str:
    """Return what tells a frame's still, with its neighbours, from any other."""
    own = digests[frame.still]
    if frame.window == (frame.still,):
        return own
    return content_digest(" ".join([own, *(digests[still] for still in frame.window)]).encode())


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


def remembers(carried: dict[str, Any], frame: Frame) -> bool:
    """Tell whether a frame carries the last touch of its stills as it is now."""
    same_name = carried.get("source") == frame.still.file.name
    return same_name and carried.get("touched") == _touch(frame)
