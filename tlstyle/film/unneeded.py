"""What in a project's work folder no frame, film, clip or segment of the project needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tlstyle.film import Mark, look
from tlstyle.film.beats import BEATS, records_of
from tlstyle.film.segments import is_segment
from tlstyle.frames.adopted import stands_in
from tlstyle.frames.brush import unneeded_studies
from tlstyle.frames.content import by_pixels, content_of
from tlstyle.frames.frame import (
    ADOPTED,
    AUDITIONS,
    CLIPS,
    FRAMES,
    PREVIEW,
    SEGMENTS,
    ShotPlan,
    segment_folders,
)
from tlstyle.frames.light import needs_light
from tlstyle.frames.measured import Kept
from tlstyle.frames.noise import needs_noise, noise_file
from tlstyle.frames.shake import needs_shake
from tlstyle.frames.unsteadied import flicker_file, pair_of
from tlstyle.project import Project
from tlstyle.stills.light import LIGHT
from tlstyle.stills.shake import SHAKE


@dataclass(frozen=True, slots=True)
class Unneeded:
    """A file that nothing of the project needs, and whether it is ours, and may be removed."""

    file: Path
    bytes: int
    is_ours: bool


def unneeded(project: Project, plans: Sequence[ShotPlan]) -> tuple[Unneeded, ...]:
    """Return what no frame, film, clip or segment of a project needs.

    Ours is what carries our provenance as it was written: neither what a person made of it, nor
    what anybody put there, nor what cannot be read.

    Args:
        project: Whose work folder is looked at.
        plans: All its frames: the film's, and the preview's.
    """
    work = project.work
    found = [*_frames(work, plans), *_films(project), *_records(work), *_measured(project, plans)]
    found += unneeded_studies(work, plans)
    return tuple(Unneeded(file, file.lstat().st_size, is_ours) for file, is_ours in sorted(found))


def remove(files: Iterable[Unneeded]) -> None:
    """Remove files, and the folders that are empty then; those that are gone already are passed.

    Raises:
        OSError: one cannot be removed.
    """
    files = list(files)
    for each in files:
        each.file.unlink(missing_ok=True)
    for folder in sorted({each.file.parent for each in files}, reverse=True):  # the inner first
        with suppress(OSError):  # others lie there
            folder.rmdir()


def _frames(work: Path, plans: Sequence[ShotPlan]) -> Iterator[tuple[Path, bool]]:
    frames = [frame for plan in plans for frame in plan.frames]
    needed = {frame.file for frame in frames} | {frame.lies for frame in frames}
    for folder in (FRAMES, PREVIEW, AUDITIONS):
        for file in work.glob(f"{folder}/*/[!.]*"):
            if file not in needed and file.is_file():
                yield file, _is_as_painted(file)


def _is_as_painted(file: Path) -> bool:
    content = content_of(file)
    if content and not content.sure:
        content = by_pixels(file, content)
    return content is not None and bool(content.carried) and not content.altered


def _films(project: Project) -> Iterator[tuple[Path, bool]]:
    """Yield pieces of films that the project writes no more, and clips of sequences that left."""
    films = segment_folders(project)
    for file in project.work.glob(f"{SEGMENTS}/*/[!.]*"):
        if file.parent.name not in films and file.is_file():
            yield file, is_segment(file)
    names = {f"{shot.name}{project.codec.endings[0]}" for shot in project.shots}
    for file in project.work.glob(f"{CLIPS}/[!.]*"):
        if file.name not in names and file.is_file():
            yield file, look(file).mark is Mark.OURS


def _records(work: Path) -> Iterator[tuple[Path, bool]]:
    """Yield what is known about pictures that are there no more, and of auditions long ago."""
    for file in work.glob(f"{ADOPTED}/*/*/[!.]*.json"):
        if not stands_in(file):
            yield file, True
    for file in work.glob(f"{AUDITIONS}/[!.]*.json"):  # their pages remember it now
        yield file, True


def _measured(project: Project, plans: Sequence[ShotPlan]) -> Iterator[tuple[Path, bool]]:
    """Yield what was measured of sequences that left, or do not want it any more."""
    needed = {noise_file(project.work, shot.name) for shot in project.shots if needs_noise(shot)}
    needed |= {flicker_file(plan) for plan in plans if pair_of(plan)}
    for measure, needs in ((LIGHT, needs_light), (SHAKE, needs_shake)):
        wanted = (shot.name for shot in project.shots if needs(shot))
        needed |= {file for name in wanted for file in Kept(measure, project.work, name).files}
    needed |= records_of(project)
    for folder in (LIGHT.name, SHAKE.name, BEATS):
        for file in project.work.glob(f"{folder}/[!.]*"):
            if file not in needed:
                yield file, True
