"""Study: the brush that paints a sequence learns its style first, on its own canvases.

It stands behind the painting that it is for, since a changed style or canvas is told before it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from tlstyle.size import Size
from tlstyle.steps.key import Key
from tlstyle.steps.paint import Paint
from tlstyle.steps.read import Read
from tlstyle.steps.step import Film, Step
from tlstyle.stills.source import first_digest
from tlstyle.stills.still import Footage
from tlstyle.stills.style import StylePicture
from tlstyle.study import Lesson, Minutes, Steps
from tlstyle.study.asked import LONGEST, MOST_STEPS, SCALES, Asked, asked, written
from tlstyle.system.digests import content_digest

if TYPE_CHECKING:
    from typing_extensions import Self

_SHARED = "shared"

_Asked = Annotated[
    Asked,
    PlainValidator(asked),
    PlainSerializer(written),
    WithJsonSchema(
        {
            "type": ["number", "string", "object"],
            "additionalProperties": False,
            "properties": {
                "minutes": {"type": "number", "minimum": 0, "maximum": LONGEST},
                "steps": {"type": "integer", "minimum": 0, "maximum": MOST_STEPS},
                "scale": {"type": "number", "minimum": SCALES[0], "maximum": SCALES[1]},
                "share": {"type": "boolean"},
            },
        }
    ),
]


@dataclass(frozen=True, slots=True)
class Study(Step):
    """Studies a brush for a sequence's style, before anything is painted.

    Attributes:
        asked: For how long, at which scale, and whose it is.
        pictures: The style.
        before: The steps that lead to the film's canvases, on which it studies: a preview is
            painted by the film's brush.
    """

    asked: Asked
    pictures: tuple[StylePicture, ...]
    before: tuple[Step, ...]

    keys: ClassVar[Mapping[str, Key]] = {
        "study": Key(
            _Asked,
            Asked(),
            'minutes, or `"600 steps"`, in which a brush first studies each sequence\'s style',
        )
    }
    reasons: ClassVar[Mapping[str, str]] = dict.fromkeys(("study", "brush"), "studied otherwise")
    came: ClassVar[Mapping[str, str]] = {"study": "studied now"}
    went: ClassVar[Mapping[str, str]] = {"study": "no longer studied"}
    if_known: ClassVar[frozenset[str]] = frozenset({"brush"})

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its key."""
        from tlstyle.steps import WAY  # here, since this file is read before the list is there

        before = tuple(step.of(settings, film) for step in WAY[: WAY.index(Paint)])
        return cls(settings["study"], Paint.of(settings, film).pictures, before)

    @property
    def is_off(self) -> bool:
        """Whether the network paints as it comes."""
        return self.asked.is_none

    @property
    def canvas(self) -> Size:
        """The size of the canvases on which it studies."""
        return next(step.canvas for step in self.before if isinstance(step, Read))

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return what is studied; which brush came of that is known when it is there."""
        return {"study": None if self.is_off else self.lesson(footage).digest(), "brush": None}

    def lesson(self, footage: Footage, stills: int | None = None) -> Lesson:
        """Return what the brush is to learn.

        A sequence is known by its first still and by its steps, so that its brush stays, and with
        it its frames, where later stills are changed, added or left out. A brush that is shared is
        known by its style alone.

        Args:
            footage: The sequence's stills.
            stills: How many there are to study on, where they are others' too.

        Raises:
            FootageError: a style picture or the first still cannot be read.
        """
        return Lesson(
            pictures=self.pictures,
            canvas=self.canvas,
            stills=stills or len(footage.stills),
            footage=_SHARED if self.asked.share else self._own(footage),
            budget=Minutes(self.asked.minutes) if self.asked.minutes else Steps(self.asked.steps),
            strokes=self.asked.scale,
        )

    def _own(self, footage: Footage) -> str:
        way = [step.recipe(footage) for step in self.before]
        return content_digest(json.dumps([first_digest(footage), way]).encode())
