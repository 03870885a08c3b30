"""What is wrong with the files that a project names, or would write."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path

from tlstyle.checks.masks import mask_problems
from tlstyle.checks.places import led_to, place_problems
from tlstyle.errors import FilmError, FootageError, ModelError, Problem
from tlstyle.frames.frame import CLIPS, FRAMES, PREVIEW, SEGMENTS, STUDIES, segment_folders
from tlstyle.joins import luma
from tlstyle.painters.models import check_model
from tlstyle.project import Draft, Project, Shot, path_hint
from tlstyle.size import Size
from tlstyle.steps import Mask, Study
from tlstyle.stills.picture import upright_size
from tlstyle.stills.still import Footage
from tlstyle.stills.style import StylePicture

_TRIAL = Size(16, 16)
"""The size at which a join's picture is read to know that it can be."""


def survey(draft: Draft, project: Project, footages: Mapping[str, Footage]) -> Iterator[Problem]:
    """Yield what is wrong with the files that a project names, or would replace."""
    for shot in project.shots:
        yield from _style_problems(draft, shot, project.folder)
    yield from _join_problems(draft, project)
    yield from mask_problems(draft, project, footages)
    yield from _overwritten(draft, project, footages)
    yield from _links_out(draft, project)
    yield from place_problems(draft, project)


def unwritable(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield where a project's frames and films cannot be written."""
    if not can_be_written(project.work):
        what = f"{project.work}: cannot be written: change its rights, or move {project.file.name}"
        yield draft.problem(f"{what}, beside which it stands")
    for folder in dict.fromkeys(film.parent for film in project.outputs):
        if not can_be_written(folder):
            what = f"{folder}: cannot be written: change its rights or `output`"
            yield draft.problem(what, "output")


def _overwritten(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield where writing would replace what the film is made of, by whatever name it is there."""
    inputs = named_files(project, footages.values())
    for film in project.outputs:
        if trouble := out_of_place(film, project, footages.values()):
            yield draft.problem(f"`output` {trouble}", "output")
    for place, folder in product(_written_folders(project), sorted({f.parent for f in inputs})):
        if place.exists() and folder.exists() and place.samefile(folder):
            what = f"{folder} is where {project.file.name} writes its own files: move what it names"
            yield draft.problem(f"{what} there to another folder", "output")


def out_of_place(output: Path, project: Project, footages: Iterable[Footage]) -> str | None:
    """Return why a film or a sheet may not be written somewhere, in words that follow its name."""
    if led_to(output).is_relative_to(led_to(project.work)):
        return f"is in {project.work}, where tlstyle keeps its own files: choose another folder"
    for file in sorted(named_files(project, footages)) if output.exists() else ():
        if file.exists() and output.samefile(file):
            return f"would overwrite {file}: choose another name"
    return None


def named_files(project: Project, footages: Iterable[Footage]) -> set[Path]:
    """Return the stills, styles, brushes, masks, joins' pictures and music of a film."""
    files = {still.file for footage in footages for still in footage.stills}
    files |= {picture.file for shot in project.shots for picture in shot.style.pictures}
    files |= {file for shot in project.shots for file in shot.join.files}
    files |= {file for each in project.overlays for file in each.overlay.files}
    masks = [shot.step(Mask) for shot in project.shots]
    files |= {picture.file for mask in masks for picture in mask.pictures}
    files |= {mask.file for mask in masks if mask.file}
    files |= {brush for shot in project.shots if (brush := shot.step(Study).brush)}
    return files | {track.file for track in project.tracks}


def _links_out(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield folders inside the work folder from which writing would go elsewhere."""
    work = led_to(project.work)
    for place in _written_folders(project):
        if not led_to(place).is_relative_to(work):
            what = f"{place} leads out of the work folder to {led_to(place)}: remove the link"
            yield draft.problem(what, "output")


def _written_folders(project: Project) -> list[Path]:
    """Return the folders inside the work folder that a project's files are written to."""
    names = [shot.name for shot in project.shots]
    films = segment_folders(project)
    inside = {FRAMES: names, PREVIEW: names, SEGMENTS: films}
    folders = [project.work / part / name for part, inner in inside.items() for name in inner]
    return [project.work / CLIPS, project.work / STUDIES, *folders]


def _style_problems(draft: Draft, shot: Shot, folder: Path) -> Iterator[Problem]:
    for picture in shot.style.pictures:
        try:
            yield from _crop_problems(draft, shot, picture)
        except FootageError as error:
            what = f"{error}{path_hint(str(picture.file), folder)}"
            yield draft.problem(what, "style", sequence=shot.name)
    model = shot.style.model
    try:
        check_model(model)
    except ModelError as error:
        hint = "" if "://" in model else path_hint(model, folder)
        yield draft.problem(f"{error}{hint}", "model", sequence=shot.name)


def _join_problems(draft: Draft, project: Project) -> Iterator[Problem]:
    files = {file: shot for shot in reversed(project.shots) for file in shot.join.files}
    for file, shot in files.items():
        try:
            luma(file, _TRIAL)
        except FilmError as error:
            what = f"{error}{path_hint(str(file), project.folder)}"
            yield draft.problem(what, "join", sequence=shot.name)


def _crop_problems(draft: Draft, shot: Shot, picture: StylePicture) -> Iterator[Problem]:
    size, crop = upright_size(picture.file), picture.crop
    if crop and (crop.x + crop.width > size.width or crop.y + crop.height > size.height):
        what = f"`style_crop` = {list(crop)} reaches out of {picture.file}, which is {size}"
        yield draft.problem(what, "style_crop", sequence=shot.name)


def can_be_written(folder: Path) -> bool:
    """Tell whether a folder, or the nearest one above it that exists, takes new files."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)
