"""What a project may do and its photographer may not have meant: a word on each, none a fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from tlstyle.errors import FootageError, Problem
from tlstyle.project import Draft, Project, Shot
from tlstyle.size import Size
from tlstyle.steps import Between, Camera, Write
from tlstyle.steps.write import SHALLOW
from tlstyle.stills.even import spacing_words
from tlstyle.stills.flow import MISSING, is_missing
from tlstyle.stills.picture import read_header
from tlstyle.stills.still import Footage
from tlstyle.stills.style import StylePicture, style_square

_KEPT = 0.6
"""The part of a still that a film's shape keeps without a word: 4:3 in 16:9 keeps 0.75."""

_LEAST_STYLE = 32
"""Pixels of a style's shorter side in which a brush stroke may still be seen."""

_PLAIN = 3.0
"""Levels of 255 by which a style's pixels may differ and be one colour still."""


def footage_cautions(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield what is odd about stills: their names, and what of them is enlarged or cropped away."""
    for shot in project.shots:
        footage, canvas = footages[shot.name], shot.canvas
        found = [*footage.warnings, *_cropped(footage.size, shot, project.size)]
        found += _enlarged(footage.size, canvas, shot.step(Camera))
        if spacing := shot.pace(footage, project.fps).spacing:
            found += spacing_words(spacing, is_whole=shot.tempo.is_whole)
        found += _enlarged_paintings(canvas, project.size, shot.step(Camera))
        for what in found:
            yield draft.problem(what, "frames", sequence=shot.name)


def between_cautions(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield a word where what lies between stills is made by a library that is not there.

    And where it is made of two places of a camera.
    """
    for shot in project.shots:
        camera = shot.step(Camera)
        if not shot.step(Between).is_off and camera.when == "before" and camera.keyframes:
            what = "what lies between two stills is made of two places of a camera that moves"
            advice = '`when = "after"` moves the paintings instead'
            yield draft.problem(f"{what}: {advice}", "camera", sequence=shot.name)
    made = [shot.name for shot in project.shots if shot.step(Between).way == "flow"]
    if made and is_missing():
        yield draft.problem(MISSING, "between", sequence=made[0])


def depth_cautions(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield a word where a film has more bits a channel than any of its frames."""
    depths = [project.depth, *(shape.depth for shape in project.shapes)]
    most = max(depth or SHALLOW for depth in depths)
    if most > SHALLOW and not any(map(_is_deep, project.shots)):
        what = f"`depth` = {most}: the film's frames have {SHALLOW} bits a channel"
        yield draft.problem(f"{what}: [style] `depth` = 16 gives it more", "depth")


def _is_deep(shot: Shot) -> bool:
    return shot.step(Write).depth > SHALLOW


def style_cautions(draft: Draft, project: Project) -> tuple[list[Problem], list[Problem]]:
    """Return the style pictures that deserve a word, such as plain ones, and those that are broken.

    Those without a sound header are left to `survey`.
    """
    empty, broken = [], []
    pictures = {picture: shot for shot in project.shots for picture in shot.style.pictures}
    for picture, shot in pictures.items():
        try:
            what = _empty(picture)
        except FootageError as error:
            broken.append(draft.problem(str(error), "style", sequence=shot.name))
            continue
        if what:
            said = f"{picture.file}: {what}"
            empty.append(draft.problem(said, "style", sequence=shot.name))
    return empty, broken


def _enlarged(still: Size, canvas: Size, camera: Camera) -> Iterator[str]:
    """Yield whether stills have less pixels than are painted of them."""
    zoom = camera.closest if camera.when == "before" else 1.0
    if still.width < zoom * canvas.width or still.height < zoom * canvas.height:
        zoomed = f", zoomed {zoom:g} times" if zoom > 1 else ""
        yield f"stills of {still} are enlarged to fill the canvas of {canvas}{zoomed}"


def _enlarged_paintings(canvas: Size, film: Size, camera: Camera) -> Iterator[str]:
    """Yield whether a camera enlarges what is painted, and how not to."""
    zoom = camera.closest if camera.when == "after" else 1.0
    scale = zoom * max(film.width / canvas.width, film.height / canvas.height)
    if zoom > 1 and scale > 1:
        sides = [2 * ceil(side * scale / 2) for side in canvas]
        yield f"paintings are enlarged {scale:.2g} times: `canvas = {sides}` would be as sharp"


def _cropped(still: Size, shot: Shot, film: Size) -> Iterator[str]:
    """Yield how much of upright or panoramic stills the film shows, and how it would show all."""
    shapes = still.width / still.height, film.width / film.height
    if min(shapes) / max(shapes) >= _KEPT:
        return
    scale = max(shot.canvas.width / still.width, shot.canvas.height / still.height)
    shown = film.width * film.height / (scale**2 * still.width * still.height)
    whole = max(film) / max(still)
    sides = [max(16, 2 * round(side * whole / 2)) for side in still]
    advice = f"`anchor` says which part, `size = {sides}` would show all"
    yield f"of stills of {still} the film shows {shown:.0%}: {advice}"


def _empty(picture: StylePicture) -> str | None:
    """Return why there is nothing to paint by in a style picture, or that it is HDR, if so."""
    try:
        header = read_header(picture.file, is_style=True)
    except FootageError:
        return None
    size = Size(*picture.crop[2:]) if picture.crop else header.size
    if min(size) < _LEAST_STYLE:
        return f"{size} is too small for a style: give a larger picture"
    if style_square(picture.file, picture.crop, 64).reshape(-1, 3).std(axis=0).max() < _PLAIN:
        return "is of one colour, or transparent, and so will the film be: give another picture"
    if header.hdr:
        return f"is HDR ({header.hdr}): brought to SDR, what is brighter than white made to fit"
    return None
