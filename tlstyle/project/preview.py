"""The quick cut of a project: smaller, with fewer paintings held longer, to the same timing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tlstyle.project import Project, Shot


def preview_of(project: Project, *, true: bool = False) -> Project:
    """Return the project that paints and writes the preview, which is never larger than the film.

    Args:
        project: The film's.
        true: Keep the film's own sizes, so that the frames painted count for the film.
    """
    if true:
        return replace(project, output=project.preview_output)
    scale = min(Fraction(1), Fraction(project.preview.height, project.size.height))
    return replace(
        project,
        output=project.preview_output,
        size=project.size.scaled(scale),
        shots=tuple(_scaled(shot, scale) for shot in project.shots),
    )


def _scaled(shot: Shot, scale: Fraction) -> Shot:
    return replace(shot, steps=tuple(step.in_preview(scale) for step in shot.steps))
