"""The quick cut of a project: smaller, with fewer paintings held longer, to the same timing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tlstyle.project import Project, Shot
from tlstyle.size import Size


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
        size=_scaled(project.size, scale),
        shots=tuple(_scaled_shot(shot, scale) for shot in project.shots),
    )


def _scaled_shot(shot: Shot, scale: Fraction) -> Shot:
    """Return a shot painted smaller, and not steadied: reading thrice the stills is not quick."""
    canvas = _scaled(shot.style.canvas, scale)
    return replace(shot, style=replace(shot.style, canvas=canvas, steady=0))


def _scaled(size: Size, scale: Fraction) -> Size:
    """Return a size scaled to even numbers of pixels, as video wants them."""
    width, height = (max(2, 2 * round(side * scale / 2)) for side in size)
    return Size(width, height)
