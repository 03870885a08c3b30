"""Study: the brush that paints a sequence learns its style first, or has learned it elsewhere.

It stands behind the painting that it is for, since a changed style or canvas is told before it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tlstyle.curves import Course
from tlstyle.errors import FootageError
from tlstyle.size import Size
from tlstyle.steps.key import Key
from tlstyle.steps.paint import Paint
from tlstyle.steps.read import Read
from tlstyle.steps.step import Film, Step
from tlstyle.steps.strokes import Strokes
from tlstyle.steps.studying import Studying, StudyKey
from tlstyle.stills.digests import first_digest
from tlstyle.stills.places import file_named
from tlstyle.stills.still import Footage
from tlstyle.stills.style import StylePicture
from tlstyle.study import Lesson, Minutes, Steps, brush_digest
from tlstyle.system.digests import content_digest

if TYPE_CHECKING:
    from typing_extensions import Self

_SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Study(Step):
    """Studies a brush for a sequence's style, before anything is painted, or takes one up.

    Attributes:
        settings: For how long, at which scale, and whose it is.
        brush: The file of one that was studied before, which is taken instead.
        pictures: The style.
        before: The steps that lead to the film's canvases, on which it studies: a preview is
            painted by the film's brush.
        strokes: What brings those to the size that is painted.
    """

    settings: Studying
    brush: Path | None
    pictures: tuple[StylePicture, ...]
    before: tuple[Step, ...]
    strokes: Strokes

    keys: ClassVar[Mapping[str, Key]] = {
        "study": Key(
            StudyKey,
            Studying(),
            'minutes, or `"600 steps"`, in which a brush first studies each sequence\'s style, '
            "or a brush that has",
            examples=(20, "600 steps", {"minutes": 60, "scale": 2.0}),
        )
    }
    reasons: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("study", "brush"), "studied otherwise"),
        "given": "another brush",
    }
    came: ClassVar[Mapping[str, str]] = {"study": "studied now", "given": "by a brush now"}
    went: ClassVar[Mapping[str, str]] = {
        "study": "no longer studied",
        "given": "no longer by a brush",
    }
    if_known: ClassVar[frozenset[str]] = frozenset({"brush"})

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its key."""
        from tlstyle.steps import WAY  # here, since this file is read before the list is there

        before = tuple(step.of(settings, film) for step in WAY[: WAY.index(Paint)])
        asked: Studying = settings["study"]
        brush = file_named(asked.brush, film.folder) if asked.brush else None
        strokes = Strokes.of(settings, film)
        return cls(asked, brush, Paint.of(settings, film).pictures, before, strokes)

    @property
    def needs_light(self) -> bool:
        """Whether a step that leads to its canvases waits for the light in the stills."""
        return self.is_to_study and any(step.needs_light for step in self.before)

    def with_light(self, light: NDArray[np.float32]) -> Self:
        """Return the step with those that lead to its canvases as the light makes them."""
        lit = (step.with_light(light) if step.needs_light else step for step in self.before)
        return replace(self, before=tuple(lit))

    @property
    def needs_shake(self) -> bool:
        """Whether a step that leads to its canvases waits for the stills' shake."""
        return self.is_to_study and any(step.needs_shake for step in self.before)

    def with_shake(self, shake: NDArray[np.float32]) -> Self:
        """Return the step with those that lead to its canvases as the shake makes them."""
        stilled = (step.with_shake(shake) if step.needs_shake else step for step in self.before)
        return replace(self, before=tuple(stilled))

    @property
    def needs_noise(self) -> bool:
        """Whether a step that leads to its canvases waits for the noise of the stills."""
        return self.is_to_study and any(step.needs_noise for step in self.before)

    def with_noise(self, noise: float) -> Self:
        """Return the step with those that lead to its canvases as the noise makes them."""
        told = (step.with_noise(noise) if step.needs_noise else step for step in self.before)
        return replace(self, before=tuple(told))

    def along(self, course: Course) -> Self:
        """Return the step with those that lead to its canvases as they are along a sequence."""
        return replace(self, before=tuple(step.along(course) for step in self.before))

    @property
    def is_off(self) -> bool:
        """Whether the network paints as it comes."""
        return not self.is_to_study and not self.brush

    @property
    def is_to_study(self) -> bool:
        """Whether a brush is to be studied."""
        return bool(self.settings.minutes or self.settings.steps)

    @property
    def canvas(self) -> Size:
        """The size of the canvases on which it studies."""
        return self.strokes.painted

    def at(self, number: float) -> Self:
        """Return the step as it is for one still: what leads to it is known by how it is read."""
        return replace(self, before=(_reading(self.before),))

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return what is studied; which brush came of that is known when it is there.

        Of a brush that was studied before, what tells it from any other.

        Raises:
            FootageError: that cannot be read, or a style picture or the first still.
        """
        lesson = self.lesson(footage).digest() if self.is_to_study else None
        return {"study": lesson, "brush": None, "given": self.brush and _digest(self.brush)}

    def lesson(self, footage: Footage, stills: int | None = None) -> Lesson:
        """Return what the brush is to learn.

        A sequence is known by its first still and by how that is read, so that its brush stays, and
        with it its frames, where later stills are changed, added or left out. A brush that is
        shared is known by its style alone.

        Args:
            footage: The sequence's stills.
            stills: How many there are to study on, where they are others' too.

        Raises:
            FootageError: a style picture or the first still cannot be read.
        """
        asked = self.settings
        return Lesson(
            pictures=self.pictures,
            canvas=self.canvas,
            stills=stills or len(footage.stills),
            footage=_SHARED if asked.share else self._own(footage),
            budget=Minutes(asked.minutes) if asked.minutes else Steps(asked.steps),
            strokes=asked.scale,
        )

    def _own(self, footage: Footage) -> str:
        reading = _reading(self.before).recipe(footage)
        return content_digest(json.dumps([first_digest(footage), reading]).encode())


def _reading(before: tuple[Step, ...]) -> Read:
    return next(step for step in before if isinstance(step, Read))


def _digest(brush: Path) -> str:
    try:
        return brush_digest(brush)
    except (OSError, ValueError) as error:
        raise FootageError(f"{brush}: cannot be read as a brush") from error
