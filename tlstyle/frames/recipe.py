"""What decides a frame's pixels, as it is written into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tlstyle.frames.file import PIXELS
from tlstyle.frames.frame import Frame
from tlstyle.frames.lesson import first_digest, lesson_of
from tlstyle.painters.models import model_digest
from tlstyle.project import Shot, Style
from tlstyle.size import Size
from tlstyle.steps import steady
from tlstyle.stills.fitted import fitted_reading
from tlstyle.stills.picture import file_digest, named_colours
from tlstyle.stills.still import Footage, Still
from tlstyle.system.digests import content_digest

VERSION = 1
"""Goes up when the same stills, styles and settings come out painted differently."""

INCIDENTAL = frozenset({"source", "touched"})
"""What a frame carries beside all that decides its pixels."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One of the things that decide a frame's pixels: why it makes frames pending, and its value.

    Of a sequence that goes without it the value is None, so that frames which were painted before
    there was such a thing are as they would be painted now. `came` and `went` are the reasons of
    frames that were painted without it and are to have it now, and the other way round. What is
    told apart only `if_known` differs from nothing where it is not known.
    """

    reason: str
    value: Callable[[Shot, Footage, Size], Any]
    came: str = ""
    went: str = ""
    if_known: bool = False


INGREDIENTS = {
    "version": Ingredient("painted by another version", lambda shot, footage, size: VERSION),
    "model": Ingredient(
        "model changed", lambda shot, footage, size: model_digest(shot.style.model)
    ),
    "style": Ingredient("style changed", lambda shot, footage, size: _pictures(shot.style)),
    "strength": Ingredient("strength changed", lambda shot, footage, size: shot.style.strength),
    "study": Ingredient(
        "studied otherwise",
        lambda shot, footage, size: _lesson_digest(shot, footage),
        came="studied now",
        went="no longer studied",
    ),
    "brush": Ingredient("studied otherwise", lambda shot, footage, size: None, if_known=True),
    "reading": Ingredient(
        "pictures read otherwise", lambda shot, footage, size: _readings(shot.style, footage)
    ),
    "steady": Ingredient("steady changed", lambda shot, footage, size: _steadying(shot.style)),
    "photograph": Ingredient(
        "first still changed",
        lambda shot, footage, size: first_digest(footage) if shot.style.strength < 1 else None,
    ),
    "canvas": Ingredient("canvas changed", lambda shot, footage, size: list(shot.style.canvas)),
    "anchor": Ingredient("anchor changed", lambda shot, footage, size: list(shot.anchor)),
    "size": Ingredient("size changed", lambda shot, footage, size: list(size)),
}
"""All that decides the pixels of a sequence's frames but their stills, in the order in which
reasons are told."""

_NO_INGREDIENTS = INCIDENTAL | {"still", PIXELS}


def recipe_of(shot: Shot, footage: Footage, size: Size) -> dict[str, Any]:
    """Return all that decides the pixels of a sequence's frames, but their stills.

    Raises:
        FootageError: a style picture or the first still cannot be read.
        ModelError: a model folder cannot be read.
    """
    return {key: part.value(shot, footage, size) for key, part in INGREDIENTS.items()}


def differing(recipe: Mapping[str, Any], carried: Mapping[str, Any]) -> list[str]:
    """Return the ingredients in which two recipes differ; what one lacks is None in it."""
    unknown = sorted(carried.keys() - recipe.keys() - _NO_INGREDIENTS)
    return [key for key in (*recipe, *unknown) if _differs(key, carried.get(key), recipe.get(key))]


def _differs(key: str, was: Any, now: Any) -> bool:
    is_unknown = None in (was, now) and key in INGREDIENTS and INGREDIENTS[key].if_known
    return bool(was != now) and not is_unknown


def reason_of(ingredient: str, was: Any, now: Any) -> str:
    """Return why frames are pending that were painted with an ingredient otherwise."""
    known = INGREDIENTS.get(ingredient)
    if not known:
        return f"painted by a newer version with `{ingredient}`"
    special = known.came if was is None else known.went if now is None else ""
    return special or known.reason


def _pictures(style: Style) -> list[list[Any]]:
    return [
        [file_digest(picture.file), picture.weight, picture.crop and list(picture.crop)]
        for picture in style.pictures
    ]


def _steadying(style: Style) -> list[int] | None:
    return [steady.VERSION, style.steady] if style.steady else None


def _readings(style: Style, footage: Footage) -> list[str] | None:
    """Return how stills and styles are read that are not read plainly; None if all are."""
    styles = [named_colours(picture.file) for picture in style.pictures]
    large = fitted_reading(footage.size, style.canvas) if footage.is_jpeg else None
    return list(filter(None, [footage.reading, large, *styles])) or None


def _lesson_digest(shot: Shot, footage: Footage) -> str | None:
    lesson = lesson_of(shot, footage)
    return lesson.digest() if lesson else None


def provenance(recipe: dict[str, Any], frame: Frame, digest: str) -> dict[str, Any]:
    """Return what a frame carries: its recipe, `digest_of` it, and its stills' last touch."""
    return {**recipe, "still": digest, **memory_of(frame)}


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
