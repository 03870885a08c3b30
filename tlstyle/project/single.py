"""A still by itself, painted as a film's frame is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tlstyle.errors import OptionError
from tlstyle.project.faults import problems_of
from tlstyle.project.fill import fill
from tlstyle.project.tables import ProjectTable, SequenceTable
from tlstyle.project.types import Project
from tlstyle.size import Size
from tlstyle.steps.key import LARGEST_SIDE, LEAST_SIDE
from tlstyle.steps.paint import model_named


@dataclass(frozen=True, slots=True)
class Single:
    """A still, and how it is to be painted: like the keys of a sequence.

    Attributes:
        still: The picture.
        style: The picture whose style it is painted in.
        strength: From 0, the photograph as the network redraws it, to 1, the full style.
        strokes: How many times as large as the network's own its strokes are.
        model: The network.
    """

    still: Path
    style: Path
    strength: float = 1.0
    strokes: float = 1.0
    model: str = "builtin"


def bounds_of(key: str) -> tuple[float, float]:
    """Return the least and the most that a number of a sequence may be."""
    ways = SequenceTable.model_json_schema()["properties"][key]["anyOf"]
    (number,) = (way for way in ways if "minimum" in way)
    return number["minimum"], number["maximum"]


def project_of(single: Single, size: Size, folder: Path) -> Project:
    """Return a project of one frame, of any size, with its work folder in a folder.

    Raises:
        OptionError: something is set to what its key does not take.
    """
    if not all(LEAST_SIDE <= side <= LARGEST_SIDE for side in size):
        sides = f"sides have {LEAST_SIDE} to {LARGEST_SIDE} pixels"
        raise OptionError(f"{single.still}: cannot be painted at {size}: {sides}")
    own: dict[str, Any] = {
        "name": "picture",
        "frames": str(single.still.absolute()),
        "style": str(single.style.absolute()),
        "strength": single.strength,
        "strokes": single.strokes,
        "model": model_named(Path.cwd(), single.model),
        "canvas": size,
    }
    raw = {"sequence": [own]}
    try:
        table = ProjectTable.model_validate(raw)
    except ValidationError as error:
        problem = next(problems_of(error.errors(include_url=False), raw, {}))
        raise OptionError(f"{single.still}: {problem.what}") from error
    return fill(folder / "one.toml", table.model_copy(update={"size": tuple(size)}))
