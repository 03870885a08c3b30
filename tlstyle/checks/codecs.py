"""Whether this machine can encode what a project asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tlstyle.codecs.codec import HIGH
from tlstyle.codecs.hardware import AUTO, HARDWARE
from tlstyle.errors import Problem
from tlstyle.film import FINAL, encoder_trouble
from tlstyle.project import Draft, Project
from tlstyle.project.types import Shape


def with_hardware(project: Project) -> Project:
    """Return a project in which "auto" has become the hardware that this machine has, or software.

    Each is tried with a frame.
    """
    return replace(
        project,
        hardware=_found(project),
        shapes=tuple(replace(shape, hardware=_found(shape)) for shape in project.shapes),
    )


def _found(film: Project | Shape) -> str | None:
    if film.hardware != AUTO or not film.codec.is_in_hardware:
        return None if film.hardware == AUTO else film.hardware
    for name in HARDWARE:
        if not encoder_trouble(film.codec.encoding(HIGH, film.depth, name)):
            return name
    return None


def codec_problems(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield why this machine cannot encode a film or shape; what every ffmpeg can is not tried."""
    wanted: list[tuple[Project | Shape, tuple[str | int, ...]]] = [(project, ())]
    wanted += [(shape, ("shape", number)) for number, shape in enumerate(project.shapes)]
    tried = {FINAL}
    for film, place in wanted:
        encoding = film.codec.encoding(HIGH, film.depth, film.hardware)
        trouble = None if encoding in tried else encoder_trouble(encoding)
        tried.add(encoding)
        if trouble and encoding.hardware:
            what = f"`encoder` = {encoding.hardware}: {trouble}: leave it out"
            yield draft.problem(what, *place, "encoder")
        elif trouble:
            what = f"`codec` = {film.codec.name}: {trouble}: choose another"
            yield draft.problem(f"{what}, or set IMAGEIO_FFMPEG_EXE", *place, "codec")
