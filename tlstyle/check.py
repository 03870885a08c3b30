"""Everything that is wrong with a project, in one go, before anything is painted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from tlstyle.errors import FilmError, FootageError, ModelError, Problem, ProjectError
from tlstyle.film import music_seconds
from tlstyle.film.sound import RATE
from tlstyle.frames.frame import CLIPS, FRAMES, PREVIEW, SEGMENTS, ShotPlan
from tlstyle.frames.look import DAMAGED
from tlstyle.models import check_model
from tlstyle.project import Draft, Music, Project, Shot, StylePicture, read_draft
from tlstyle.stills.doctor import examine
from tlstyle.stills.find import find_footage
from tlstyle.stills.picture import upright_size
from tlstyle.stills.still import Footage
from tlstyle.timeline import Timeline, impossible_edits, lay_out


@dataclass(frozen=True, slots=True)
class Checked:
    """A project that can be built: its footage, its timeline, and what deserves a word.

    `draft` knows where in the project file things stand.
    """

    draft: Draft
    project: Project
    footages: tuple[Footage, ...]
    timeline: Timeline
    warnings: tuple[Problem, ...]


def check(file: Path) -> Checked:
    """Read a project and look at everything that it names.

    Edits are judged only once every key is sound: what a misspelt key meant is not guessed.

    Raises:
        ProjectError: something is wrong; it lists every fault found, in the file's order.
    """
    draft = read_draft(file)
    project = draft.project
    if project is None:
        raise ProjectError(str(file), draft.problems)
    footages, problems = _find_footages(draft, project)
    track, trouble = _track_seconds(draft, project.music)
    problems += [*draft.problems, *trouble, *_survey(draft, project, footages)]
    if not problems:
        problems += _edit_problems(draft, project, footages)
    if problems:
        raise ProjectError(str(file), tuple(problems))
    found = tuple(footages[shot.name] for shot in project.shots)
    timeline = timeline_of(project, found)
    warnings = (
        *_footage_warnings(draft, project, footages),
        *_music_warnings(draft, project, timeline, track),
    )
    return Checked(draft, project, found, timeline, warnings)


def look_deep(
    checked: Checked, plans: Sequence[ShotPlan]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what decoding every still, and every painted frame in deep plans, brings to light.

    First come warnings, then the stills that cannot be decoded, which stop a build.
    """
    found, broken = [], []
    for plan in plans:
        odd, undecodable = examine(plan.footage.stills)
        damaged = [frame.file for frame in plan.pending if frame.pending == DAMAGED]
        place = partial(checked.draft.problem, sequence=plan.shot.name)
        found += [place(what, "frames") for what in odd]
        found += [
            place(f"{file}: is damaged: paint it again with build --deep", "name")
            for file in damaged
        ]
        broken += [place(what, "frames") for what in undecodable]
    return tuple(found), tuple(broken)


def timeline_of(project: Project, footages: tuple[Footage, ...]) -> Timeline:
    """Return a project's clips in whole frames."""
    return lay_out(
        [shot.name for shot in project.shots],
        [len(footage.stills) for footage in footages],
        [shot.dissolve for shot in project.shots[:-1]],
        project.fps,
        (project.fade_in, project.fade_out),
    )


def _find_footages(draft: Draft, project: Project) -> tuple[dict[str, Footage], list[Problem]]:
    footages, problems = {}, []
    for shot in project.shots:
        try:
            footages[shot.name] = find_footage(shot.frames, project.folder, shot.trim)
        except FootageError as error:
            key = "trim" if "`trim`" in str(error) else "frames"
            problems.append(draft.problem(str(error), key, sequence=shot.name))
        except OSError as error:
            what = f"{shot.frames}: cannot be read ({error.strerror})"
            problems.append(draft.problem(what, "frames", sequence=shot.name))
    return footages, problems


def _survey(draft: Draft, project: Project, footages: Mapping[str, Footage]) -> Iterator[Problem]:
    """Yield what is wrong with the files that a project names or would write."""
    for shot in project.shots:
        yield from _style_problems(draft, shot)
    yield from _overwritten(draft, project, footages)
    yield from _links_out(draft, project)
    for place in (project.work, project.output.parent):
        if not _can_be_written(place):
            yield draft.problem(
                f"{place}: cannot be written: change its rights or `output`", "output"
            )


def _overwritten(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield where writing would replace what the film is made of, by whatever name it is there."""
    inputs = _named_files(project, footages.values())
    for film in (project.output, project.preview_output):
        if trouble := out_of_place(film, project, footages.values()):
            yield draft.problem(f"`output` {trouble}", "output")
    for place, folder in product(_written_folders(project), sorted({f.parent for f in inputs})):
        if place.exists() and folder.exists() and place.samefile(folder):
            what = f"{folder} is where {project.file.name} writes its own files: move what it names"
            yield draft.problem(f"{what} there to another folder", "output")


def out_of_place(output: Path, project: Project, footages: Iterable[Footage]) -> str | None:
    """Return why a film or a sheet may not be written somewhere, in words that follow its name."""
    if output.resolve().is_relative_to(project.work.resolve()):
        return f"is in {project.work}, where tlstyle keeps its own files: choose another folder"
    for file in sorted(_named_files(project, footages)) if output.exists() else ():
        if file.exists() and output.samefile(file):
            return f"would overwrite {file}: choose another name"
    return None


def _named_files(project: Project, footages: Iterable[Footage]) -> set[Path]:
    """Return the stills, styles and music that a film is made of."""
    files = {still.file for footage in footages for still in footage.stills}
    files |= {picture.file for shot in project.shots for picture in shot.style.pictures}
    return files | ({project.music.file} if project.music else set())


def _links_out(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield folders inside the work folder from which writing would go elsewhere."""
    work = project.work.resolve()
    for place in _written_folders(project):
        if not place.resolve().is_relative_to(work):
            what = f"{place} leads out of the work folder to {place.resolve()}: remove the link"
            yield draft.problem(what, "output")


def _written_folders(project: Project) -> list[Path]:
    """Return the folders inside the work folder that a project's files are written to."""
    names = [shot.name for shot in project.shots]
    films = [film.stem for film in (project.output, project.preview_output)]
    inside = {FRAMES: names, PREVIEW: names, SEGMENTS: films}
    folders = [project.work / part / name for part, inner in inside.items() for name in inner]
    return [project.work / CLIPS, *folders]


def _style_problems(draft: Draft, shot: Shot) -> Iterator[Problem]:
    for picture in shot.style.pictures:
        try:
            yield from _crop_problems(draft, shot, picture)
        except FootageError as error:
            yield draft.problem(str(error), "style", sequence=shot.name)
    try:
        check_model(shot.style.model)
    except ModelError as error:
        yield draft.problem(str(error), "model", sequence=shot.name)


def _crop_problems(draft: Draft, shot: Shot, picture: StylePicture) -> Iterator[Problem]:
    size, crop = upright_size(picture.file), picture.crop
    if crop and (crop.x + crop.width > size.width or crop.y + crop.height > size.height):
        what = f"`style_crop` = {list(crop)} reaches out of {picture.file}, which is {size}"
        yield draft.problem(what, "style_crop", sequence=shot.name)


def _track_seconds(draft: Draft, music: Music | None) -> tuple[float, list[Problem]]:
    """Return how long the music lasts from its start, and what is wrong with it."""
    if music is None:
        return 0.0, []
    try:
        seconds = music_seconds(music.file)
    except FilmError as error:
        return 0.0, [draft.problem(str(error), "music", "file")]
    if round(music.start * RATE) < round(seconds * RATE):
        return seconds - music.start, []
    what = f"`start` = {music.start} is past the end of {music.file} ({seconds:.1f} s)"
    return 0.0, [draft.problem(what, "music", "start")]


def _edit_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    names = [shot.name for shot in project.shots]
    lengths = [len(footages[name].stills) for name in names]
    dissolves = [shot.dissolve for shot in project.shots[:-1]]
    fades = (project.fade_in, project.fade_out)
    for name, what in impossible_edits(names, lengths, dissolves, fades):
        yield draft.problem(what, "dissolve" if name else "edit", sequence=name)


def _footage_warnings(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    for shot in project.shots:
        footage, canvas = footages[shot.name], shot.style.canvas
        for warning in footage.warnings:
            yield draft.problem(warning, "frames", sequence=shot.name)
        if footage.size.width < canvas.width or footage.size.height < canvas.height:
            what = f"stills of {footage.size} are enlarged to fill the canvas of {canvas}"
            yield draft.problem(what, "frames", sequence=shot.name)


def _music_warnings(
    draft: Draft, project: Project, timeline: Timeline, track: float
) -> Iterator[Problem]:
    """Yield a warning where music of so many seconds ends before the film."""
    music, film = project.music, float(timeline.seconds)
    if music and not music.loop and track < film:
        what = f"{music.file} lasts {track:.1f} s of the film's {film:.1f} s, then silence follows"
        yield draft.problem(f"{what}; `loop = true` repeats it", "music", "file")


def _can_be_written(folder: Path) -> bool:
    """Tell whether a folder, or the nearest one above it that exists, takes new files."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)
