"""Sequences and shapes that somebody names, which a project has or has not."""

from __future__ import annotations

from collections.abc import Sequence

from tlstyle.errors import Problem, ProjectError
from tlstyle.project import Project, nearest


def refuse_unknown(project: Project, names: Sequence[str]) -> None:
    """Make sure that a project has sequences of these names.

    Raises:
        ProjectError: it has not; the nearest name is given.
    """
    _refuse_unknown(project, "sequence", {shot.name for shot in project.shots}, names)


def refuse_unknown_shapes(project: Project, names: Sequence[str]) -> None:
    """Make sure that a project has shapes of these names.

    Raises:
        ProjectError: it has not; the nearest name is given.
    """
    _refuse_unknown(project, "shape", {shape.name for shape in project.shapes}, names)


def _refuse_unknown(project: Project, what: str, known: set[str], names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in known]
    problems = [Problem(f"there is no {what} {name!r}{nearest(name, known)}") for name in unknown]
    if problems:
        raise ProjectError(str(project.file), tuple(problems))
