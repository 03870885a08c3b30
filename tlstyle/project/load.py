"""Reads a project file: TOML in, a `Project` and everything wrong with it out."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tlstyle.errors import Problem, ProjectError
from tlstyle.project.faults import problems_of
from tlstyle.project.lines import Place, key_lines, line_of
from tlstyle.project.tables import MusicTable, ProjectTable, SequenceTable
from tlstyle.project.types import Crop, Music, Preview, Project, Shot, Style, StylePicture
from tlstyle.size import Size
from tlstyle.timeline import whole_frames

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MAGENTA_URL = "https://tfhub.dev/google/magenta/arbitrary-image-stylization-v1-256/2"
"""What the name "magenta" stands for."""


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

        What a sequence inherits stands in [style], in [edit] or before all tables.
        """
        if sequence is None:
            return Problem(what, line_of(self._lines, place))
        own: Place = ("sequence", self._numbers[sequence], *place)
        inherited = [("style", *place), ("edit", *place), place]
        nearest = next((each for each in [own, *inherited] if each in self._lines), own)
        return Problem(what, line_of(self._lines, nearest), sequence)


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
    project = _project(file.absolute(), table) if table else None
    draft = Draft(project, tuple(problems), lines, numbers)
    if project and not problems:
        draft = replace(draft, problems=tuple(_contradictions(draft, project)))
    return replace(draft, project=_without_twins(project)) if project else draft


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(f"is not text in UTF-8 (byte {error.start}): save it as UTF-8")
    except FileNotFoundError:
        problem = Problem("no such file: name a project file, such as projects/sf.toml")
    except (OSError, ValueError) as error:
        problem = Problem(f"cannot be read: {error}")
    raise ProjectError(str(file), (problem,))


def _parse(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        problem = Problem("is not a project file: its brackets nest too deep")
    except ValueError as error:
        problem = Problem(f"is not TOML: {error}")
    raise ProjectError(str(file), (problem,))


def _validate(
    raw: dict[str, Any], lines: dict[Place, int]
) -> tuple[ProjectTable | None, list[Problem]]:
    """Return the tables, without what is wrong in them, and the problems found."""
    try:
        return ProjectTable.model_validate(raw), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    return _sound_part(raw, errors), list(problems_of(errors, raw, lines))


def _sound_part(raw: dict[str, Any], errors: list[ErrorDetails]) -> ProjectTable | None:
    """Return the tables without the faulty values and without the tables that then lack one."""
    sound = copy.deepcopy(raw)
    for error in errors:
        if error["type"] != "missing" and error["loc"] != ("sequence",):
            _remove(sound, error["loc"])
    if isinstance(sound.get("sequence"), list):
        sound["sequence"] = [each for each in sound["sequence"] if _is_sound(SequenceTable, each)]
    if not _is_sound(MusicTable, sound.get("music")):
        sound.pop("music", None)
    return ProjectTable.model_validate(sound) if _is_sound(ProjectTable, sound) else None


def _remove(tables: dict[str, Any], place: Place) -> None:
    """Remove the key at a place, at most three steps in: a sequence, its number, its key.

    Of a list that is no sequence all goes.
    """
    inside: Any = tables
    steps = 3 if place[0] == "sequence" else 1 if isinstance(place[-1], int) else 2
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


def _project(file: Path, table: ProjectTable) -> Project:
    """Return the project that the tables describe, with every default filled in."""
    output = file.parent / (table.output or f"{file.stem}.mp4")
    return Project(
        file=file,
        title=table.title or file.stem,
        output=output,
        size=Size(*table.size),
        fps=table.fps,
        shots=tuple(_shot(file.parent, table, sequence) for sequence in table.sequence),
        fade_in=whole_frames(table.edit.fade_in, table.fps),
        fade_out=whole_frames(table.edit.fade_out, table.fps),
        music=_music(file.parent, table.music) if table.music else None,
        preview=Preview(table.preview.height, table.preview.step),
    )


def _shot(folder: Path, table: ProjectTable, sequence: SequenceTable) -> Shot:
    is_last = sequence is table.sequence[-1]
    dissolve = table.edit.dissolve if sequence.dissolve is None else sequence.dissolve
    return Shot(
        name=sequence.name,
        frames=sequence.frames,
        style=_style(folder, table, sequence),
        trim=sequence.trim,
        anchor=sequence.anchor,
        dissolve=0 if is_last else whole_frames(dissolve, table.fps),
        order=sequence.order or table.order,
    )


def _style(folder: Path, table: ProjectTable, sequence: SequenceTable) -> Style:
    crop = Crop(*sequence.style_crop) if sequence.style_crop else None
    strength = table.style.strength if sequence.strength is None else sequence.strength
    steady = table.style.steady if sequence.steady is None else sequence.steady
    return Style(
        pictures=tuple(
            StylePicture(folder / file, weight, crop)
            for file, weight in sequence.style.items()
            if weight
        ),
        model=_model(folder, sequence.model or table.style.model),
        canvas=Size(*(sequence.canvas or table.style.canvas or table.size)),
        strength=strength,
        steady=steady,
    )


def _model(folder: Path, name: str) -> str:
    if name == "magenta":
        return MAGENTA_URL
    if name == "builtin" or "://" in name:
        return name
    return str(folder / name)


def _music(folder: Path, table: MusicTable) -> Music:
    values = table.model_dump()
    return Music(**values | {"file": folder / table.file})


def _contradictions(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield what single keys cannot show: names twice, canvases too small, files overwritten."""
    yield from _same_names(draft, project)
    for shot in project.shots:
        canvas = shot.style.canvas
        if canvas.width < project.size.width or canvas.height < project.size.height:
            what = f"canvas {canvas} is smaller than the film's size {project.size}"
            yield draft.problem(f"{what}: enlarge `canvas`", "canvas", sequence=shot.name)
    for film in (project.output, project.preview_output):
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
