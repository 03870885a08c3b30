"""Reads a project file: TOML in, a `Project` and everything wrong with it out."""

from __future__ import annotations

import copy
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tlstyle.errors import Problem, ProjectError
from tlstyle.project.depths import depth_problems
from tlstyle.project.faults import problems_of
from tlstyle.project.fill import fill
from tlstyle.project.lines import Place, key_lines, line_of
from tlstyle.project.outputs import output_problems
from tlstyle.project.paths import project_hint
from tlstyle.project.slips import slip_in
from tlstyle.project.styles import style_problems
from tlstyle.project.tables import ProjectTable, SequenceTable
from tlstyle.project.tracks import MusicTable
from tlstyle.project.turns import turn_problems
from tlstyle.project.types import Project
from tlstyle.steps import Study
from tlstyle.words import some

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TOLD = 3
"""How many project files in a folder are named."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A project file as far as it could be read, and what is wrong with it.

    `project` is made of the sound keys alone, so that the footage they name can be looked at in
    the same go; it is None if no sequence is sound. Places in it are found by `problem`.
    """

    project: Project | None
    problems: tuple[Problem, ...]
    _lines: dict[Place, int]
    _numbers: dict[str, int]

    def problem(self, what: str, *place: str | int, sequence: str | None = None) -> Problem:
        """Return a problem with the line of a key, in a sequence if one is named.

        What a sequence inherits stands in [style], in [edit] or before all tables. Paths in the
        project's folder are said as the project has them.
        """
        if self.project:
            inside = re.escape(f"{self.project.folder}{os.sep}")
            what = re.sub(rf"(?<![^\s(`'\"]){inside}", "", what)
        if sequence is None:
            return Problem(what, line_of(self._lines, place))
        own: Place = ("sequence", self._numbers[sequence], *place)
        inherited = [("style", *place), ("edit", *place), place]
        nearest = next((each for each in [own, *inherited] if each in self._lines), own)
        return Problem(what, line_of(self._lines, nearest), sequence)

    def says(self, key: str, sequence: str) -> bool:
        """Tell whether a sequence has a key itself, and does not inherit it."""
        return ("sequence", self._numbers[sequence], key) in self._lines

    def music_place(self, number: int) -> Place:
        """Return where the `number`-th track stands: in [[music]], or in [music] alone."""
        place: Place = ("music", number)
        return place if place in self._lines else ("music",)


def read_draft(file: Path) -> Draft:
    """Read a project file.

    Raises:
        ProjectError: it is missing or is not TOML, so nothing more can be said about it.
    """
    text = _read_text(file)
    raw = _parse(file, text)
    lines = key_lines(text)
    table, problems = _validate(raw, lines)
    numbers = _sequence_numbers(raw)
    file = file.resolve() if file.is_symlink() else file.absolute()
    project = fill(file, table) if table else None
    draft = Draft(project, tuple(problems), lines, numbers)
    if project and not problems:
        draft = replace(draft, problems=tuple(_contradictions(draft, project)))
    return replace(draft, project=_without_twins(project)) if project else draft


def parsed(file: Path) -> dict[str, Any]:
    """Return a project file as it is written.

    Raises:
        ProjectError: it is missing or is not TOML.
    """
    return _parse(file, _read_text(file))


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        said = f"is not text in UTF-8 (byte {error.start}): save it as UTF-8"
        other = "is no project file: name one, such as film.toml; tlstyle new writes one"
        problem = Problem(said if file.suffix.lower() == ".toml" else other)
    except FileNotFoundError:
        problem = Problem(f"no such file{project_hint(file)}")
    except IsADirectoryError:
        problem = Problem(f"is a folder: {_projects_in(file)}")
    except (OSError, ValueError) as error:
        problem = Problem(f"cannot be read: {error}")
    raise ProjectError(str(file), (problem,))


def _projects_in(folder: Path) -> str:
    """Return what to name instead of a folder."""
    names = sorted(entry.name for entry in folder.glob("*.toml"))
    if not names:
        return "name a project file; tlstyle new writes one"
    return f"name the project file in it: {some(names, _TOLD)}"


def _parse(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        problem = Problem("is not a project file: its brackets nest too deep")
        raise ProjectError(str(file), (problem,)) from None
    except ValueError as error:
        slip = slip_in(text, str(error))
    shown = text.split("\n")[slip.line - 1].rstrip("\r")
    problem = Problem(slip.what, slip.line)
    raise ProjectError(str(file), (problem,), excerpt=(shown, slip.column))


def _validate(
    raw: dict[str, Any], lines: dict[Place, int]
) -> tuple[ProjectTable | None, list[Problem]]:
    """Return the tables, without what is wrong in them, and the problems found."""
    try:
        return ProjectTable.model_validate(raw), []
    except ValidationError as error:
        errors = [_as_in_file(each, raw) for each in error.errors(include_url=False)]
    return _sound_part(raw, errors), list(problems_of(errors, raw, lines))


def _as_in_file(error: ErrorDetails, raw: dict[str, Any]) -> ErrorDetails:
    """Return a finding in [music] at its place there, and not in the first [[music]]."""
    place = error["loc"]
    is_single = place[:2] == ("music", 0) and not isinstance(raw["music"], list)
    return {**error, "loc": ("music", *place[2:])} if is_single else error


def _sound_part(raw: dict[str, Any], errors: list[ErrorDetails]) -> ProjectTable | None:
    """Return the tables without the faulty values and without the tables that then lack one."""
    sound = copy.deepcopy(raw)
    for error in errors:
        if error["type"] != "missing" and error["loc"] != ("sequence",):
            _remove(sound, error["loc"])
    if isinstance(sound.get("sequence"), list):
        sound["sequence"] = [each for each in sound["sequence"] if _is_sound(SequenceTable, each)]
    tracks = sound.get("music")
    tracks = tracks if isinstance(tracks, list) else [tracks]
    if not all(_is_sound(MusicTable, track) for track in tracks):
        sound.pop("music", None)
    return ProjectTable.model_validate(sound) if _is_sound(ProjectTable, sound) else None


def _remove(tables: dict[str, Any], place: Place) -> None:
    """Remove the key at a place, at most three steps in: a sequence, its number, its key.

    Of a list that is no sequence all goes, and all shapes, tracks or texts of which one is faulty.
    """
    inside: Any = tables
    is_in_list = any(isinstance(part, int) for part in place)
    steps = 3 if place[0] == "sequence" else 1 if is_in_list else 2
    *way, key = place[:steps]
    for part in way:
        inside = inside[part]
    if isinstance(inside, dict):
        inside.pop(key, None)


def _is_sound(table: type[BaseModel], values: object) -> bool:
    try:
        table.model_validate(values)
    except ValidationError:
        return False
    return True


def _sequence_numbers(raw: dict[str, Any]) -> dict[str, int]:
    """Return the position in the file of every sequence that has a name; the first of each."""
    tables = raw.get("sequence")
    numbers: dict[str, int] = {}
    for number, table in enumerate(tables if isinstance(tables, list) else ()):
        if isinstance(table, dict) and isinstance(table.get("name"), str):
            numbers.setdefault(table["name"], number)
    return numbers


def _contradictions(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield what single keys cannot show: names twice, canvases too small, files overwritten."""
    yield from _same_names(draft, project)
    for shot in project.shots:
        canvas = shot.canvas
        if canvas.width < project.size.width or canvas.height < project.size.height:
            what = f"canvas {canvas} is smaller than the film's size {project.size}"
            yield draft.problem(f"{what}: enlarge `canvas`", "canvas", sequence=shot.name)
        if not shot.step(Study).is_off and shot.style.model != "builtin":
            what = '`study` teaches the built-in network alone: `model = "builtin"`, or `study = 0`'
            yield draft.problem(what, "study", sequence=shot.name)
        for what, key in (*style_problems(shot), *depth_problems(shot)):
            yield draft.problem(what, key, sequence=shot.name)
    for what, key, shot in turn_problems(project):
        yield draft.problem(what, key, sequence=shot.name)
    for what, place in output_problems(project):
        yield draft.problem(what, *place)
    for film in project.outputs:
        if film.is_dir():
            yield draft.problem(f"`output` {film} is a folder: name a file", "output")


def _without_twins(project: Project) -> Project:
    """Return a project without the sequences whose names are taken: nothing is known by theirs."""
    first = {shot.name: shot for shot in reversed(project.shots)}
    return replace(project, shots=tuple(shot for shot in project.shots if first[shot.name] is shot))


def _same_names(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield sequences whose folders would be one; some disks do not tell A from a."""
    seen: dict[str, str] = {}
    for number, shot in enumerate(project.shots):
        key = shot.name.casefold()
        if key in seen:
            what = f"the name {shot.name!r} is taken by an earlier sequence: names must differ"
            yield draft.problem(what, "sequence", number, "name")
        seen[key] = shot.name
