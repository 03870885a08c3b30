"""A sequence by other pictures, strengths, strokes and studies: tried, and taken into its file."""

from __future__ import annotations

import copy
import json
import os
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tlstyle.errors import OptionError
from tlstyle.project.faults import problems_of
from tlstyle.project.fill import fill
from tlstyle.project.load import parsed
from tlstyle.project.tables import ProjectTable
from tlstyle.project.types import Project
from tlstyle.system.digests import content_digest
from tlstyle.system.whole import write_whole
from tlstyle.words import shortened

_LONGEST = 32
"""Characters of a name that a folder's keeps."""

_TRIED: dict[str, Any] = {
    "style_crop": None,
    "style_by": None,
    "study": 0,
    "steady": 0,
    "deflicker": False,
    "shutter": 1.0,
    "camera": None,
}
"""What a trial goes without, unless asked: what costs time, or needs more than the still."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture, how strong and how large its strokes are, and how long it is studied.

    None as in the project; of a study, that there is none.
    """

    picture: Path
    strength: float | None = None
    strokes: float | None = None
    study: float | str | None = None

    def name(self, sequence: str) -> str:
        """Return what its paintings' folder is called: in words, and by what tells it for sure."""
        study = [] if self.study is None else [self.study]
        said = json.dumps([sequence, str(self.picture), self.strength, self.strokes, *study])
        words = [
            shortened(self.picture.stem, _LONGEST),
            *self.words,
            content_digest(said.encode())[:6],
        ]
        return f"{shortened(sequence, _LONGEST)} by {', '.join(words)}"

    @property
    def words(self) -> list[str]:
        """What it is beside its picture: "strength 0.7", "study 300 steps"."""
        return [
            f"{key} {value if isinstance(value, str) else format(value, 'g')}"
            for key, value in self.keys.items()
        ]

    @property
    def keys(self) -> dict[str, float | str]:
        """The keys that it sets beside the picture."""
        asked = {"strength": self.strength, "strokes": self.strokes, "study": self.study}
        return {key: value for key, value in asked.items() if value is not None}


def trial_of(project: Project, sequence: str, candidates: Sequence[Candidate]) -> Project:
    """Return a project whose sequences are one of another's, by each candidate in turn.

    Raises:
        OptionError: a candidate's number is none that the key takes.
    """
    raw = parsed(project.file)
    (own,) = [table for table in raw["sequence"] if table["name"] == sequence]
    tables = [_tried(own, candidate) for candidate in candidates]
    tried = {**raw, "sequence": tables, "shape": []}
    try:
        table = ProjectTable.model_validate(tried)
    except ValidationError as error:
        problem = next(problems_of(error.errors(include_url=False), tried, {}))
        raise OptionError(f"--strengths, --strokes, --study: {problem.what}") from error
    return fill(project.file, table)


def take(file: Path, sequence: str, candidate: Candidate) -> None:
    """Write a candidate into the project file; comments, order, spacing and line ends stay.

    Raises:
        OSError: the file cannot be read or written.
    """
    import tomlkit

    before = file.read_bytes()
    document: Any = tomlkit.parse(file.read_text("utf-8-sig"))
    (table,) = [each for each in document["sequence"] if each["name"] == sequence]
    folder = file.resolve().parent
    table["style"] = Path(os.path.relpath(candidate.picture, folder)).as_posix()
    for key, number in candidate.keys.items():
        table[key] = number
    for key in ("style_crop", "style_by"):
        table.pop(key, None)
    written = tomlkit.dumps(document).encode()
    if b"\r\n" in before:
        written = written.replace(b"\n", b"\r\n")
    write_whole(file.resolve(), BOM_UTF8 * before.startswith(BOM_UTF8) + written)


def _tried(own: dict[str, Any], candidate: Candidate) -> dict[str, Any]:
    table = {key: value for key, value in copy.deepcopy(own).items() if key not in _TRIED}
    usual = {key: value for key, value in _TRIED.items() if value is not None}
    style = {"style": str(candidate.picture), **candidate.keys}
    return {**table, **usual, **style, "name": candidate.name(own["name"])}
