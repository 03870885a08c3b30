"""Masks that cannot be read, or do not lie over the stills that they are for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tlstyle.errors import FootageError, Problem
from tlstyle.project import Draft, Project, Shot, path_hint
from tlstyle.size import Size
from tlstyle.steps import Camera, Mask, Study
from tlstyle.stills.picture import read_upright, upright_size
from tlstyle.stills.still import Footage
from tlstyle.words import command

_OFF = 0.01
"""Part of its width by which a mask may be wider, or higher, than stills of its height."""


def sky_mask(project: Path, sequence: str) -> Path:
    """Return where `tlstyle mask` writes the mask of a sequence's sky."""
    return project.with_name(f"{project.stem}.{sequence}.sky.png")


def without_unmade(project: Project) -> Project:
    """Return a project in which sequences whose mask is not there are painted all over."""
    return replace(project, shots=tuple(map(_without_unmade, project.shots)))


def _without_unmade(shot: Shot) -> Shot:
    mask = shot.step(Mask)
    if not _is_unmade(mask):
        return shot
    none = replace(mask, file=None)
    return replace(shot, steps=tuple(none if step is mask else step for step in shot.steps))


def _is_unmade(mask: Mask) -> bool:
    return mask.file is not None and not os.path.lexists(mask.file)


def mask_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield what is wrong with the masks of sequences whose stills were found."""
    for shot in project.shots:
        if not shot.step(Mask).is_off:
            for what in _troubles(project, shot, footages.get(shot.name)):
                yield draft.problem(what, "mask", sequence=shot.name)
            for what in _of_style(project, shot):
                yield draft.problem(what, "mask", "style", sequence=shot.name)


def _troubles(project: Project, shot: Shot, footage: Footage | None) -> Iterator[str]:
    file = shot.step(Mask).file
    try:
        size = Size(*read_upright(file).size) if file else None
    except FootageError as error:
        hint = path_hint(str(file), project.folder)
        yield f"{error}{hint}{_making(project, shot)}"
        return
    if footage and size and not _alike(size, footage.size):
        yield (
            f"the mask {file} is {size}, of another shape than the stills, {footage.size}: "
            "draw it over one of them"
        )
    if shot.step(Camera).when == "before":
        yield (
            "a mask stays where it is while `camera` moves what is painted: "
            'let the painting move, `when = "after"`, or remove one'
        )


def _making(project: Project, shot: Shot) -> str:
    """Return what makes a mask that is not there, to end a message with."""
    mask, sky = shot.step(Mask), sky_mask(project.file, shot.name)
    if not _is_unmade(mask):
        return ""
    made = "it, of the sky" if mask.file == sky else f"{sky}, a mask of the sky"
    return f": `{command('mask', project.file, '--sequence', shot.name)}` makes {made}"


def _of_style(project: Project, shot: Shot) -> Iterator[str]:
    """Yield what is wrong with the style in which a mask has the rest painted."""
    pictures = shot.step(Mask).pictures
    for picture in pictures:
        try:
            upright_size(picture.file)
        except FootageError as error:
            yield f"{error}{path_hint(str(picture.file), project.folder)}"
    if pictures and not shot.step(Study).is_off:
        yield "a brush knows one style, and the mask has another: remove `study` or that `style`"


def _alike(one: Size, other: Size) -> bool:
    """Tell whether two sizes are of one shape, but for what rounding to pixels does."""
    wanted = one.height * other.width / other.height
    return abs(one.width - wanted) <= max(_OFF * wanted, 1)
