"""What a sequence's brush is to learn, as far as it is known before it is studied."""

from __future__ import annotations

from tlstyle.project import Shot
from tlstyle.stills.source import sources
from tlstyle.stills.still import Footage
from tlstyle.study import Lesson, Minutes, Steps
from tlstyle.system.digests import content_digest

_SHARED = "shared"


def lesson_of(shot: Shot, footage: Footage, stills: int | None = None) -> Lesson | None:
    """Return what a sequence's brush learns; None of one that is painted without a study.

    A sequence is known by its first still and by how stills are read, so that its brush stays the
    same, and so do its frames, where later stills are changed, added or left out. A brush that is
    shared is known by its style alone.

    Args:
        shot: The sequence.
        footage: Its stills.
        stills: How many there are to study on, where they are others' too.

    Raises:
        FootageError: a style picture or the first still cannot be read.
    """
    asked = shot.style.study
    if not asked:
        return None
    return Lesson(
        pictures=shot.style.pictures,
        canvas=asked.canvas,
        stills=stills or len(footage.stills),
        footage=_SHARED if asked.share else _own(shot, footage, asked.steady),
        budget=Minutes(asked.minutes) if asked.minutes else Steps(asked.steps),
        strokes=asked.scale,
    )


def _own(shot: Shot, footage: Footage, steady: int) -> str:
    own = f"{first_digest(footage)} {footage.reading} {shot.anchor} {steady}"
    return content_digest(own.encode())


def first_digest(footage: Footage) -> str:
    """Return what tells a sequence's first still from any other.

    Raises:
        FootageError: it cannot be read.
    """
    return footage.first or next(sources(footage.stills)).digest()
