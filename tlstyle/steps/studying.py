"""What `study` is: minutes, steps, or a brush that has studied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, StrictInt, WithJsonSchema, model_validator

from tlstyle.steps.key import PathText, is_number, meaning
from tlstyle.steps.table import Table

if TYPE_CHECKING:
    from typing_extensions import Self

_WRITE = 'write minutes, "600 steps", { minutes = 2, scale = 1.0 } or { brush = "harbour.npz" }'
_LENGTH = "how long; one of the two"


class Studying(Table):
    """How a brush is studied: for so many minutes or so many steps; or which one was before.

    Where all are left out, or 0, the network paints as it comes.
    """

    minutes: Annotated[float, Field(ge=0, le=1440), meaning(_LENGTH, 20)] = 0.0
    steps: Annotated[StrictInt, Field(ge=0, le=1_000_000), meaning(_LENGTH, 600)] = 0
    scale: Annotated[
        float,
        Field(ge=0.25, le=4),
        meaning("how large the picture is shown: 2 makes strokes twice as broad"),
    ] = 1.0
    share: Annotated[
        bool,
        meaning(
            "sequences of one style, all that have `share = true`, study one brush, on all their "
            "stills"
        ),
    ] = False
    brush: Annotated[
        PathText | None,
        meaning(
            "instead of these: the file of a brush that was studied before, for this film or "
            "another",
            "harbour.npz",
        ),
    ] = None

    @model_validator(mode="after")
    def _by_one_way(self) -> Self:
        given = self.model_fields_set
        if given and len(given & {"minutes", "steps", "brush"}) != 1:
            raise ValueError(f"needs either `minutes` or `steps`, or a `brush`: {_WRITE}")
        if "brush" in given and len(given) > 1:
            raise ValueError("has a `brush`, which is studied already: `scale` and `share` go")
        return self


def _settings(value: object) -> object:
    """Return the table that a number of minutes, or so many steps, stands for."""
    steps = re.fullmatch(r"\s*(\d{1,9})\s+steps?\s*", value) if isinstance(value, str) else None
    if steps:
        return {"steps": int(steps[1])}
    if is_number(value):
        return {"minutes": value}
    if isinstance(value, dict | Studying):
        return value
    raise ValueError(f"is no study: {_WRITE}")


StudyKey = Annotated[
    Studying,
    BeforeValidator(_settings),
    WithJsonSchema({"anyOf": [{"type": ["number", "string"]}, Studying.model_json_schema()]}),
]
"""What the key accepts."""
