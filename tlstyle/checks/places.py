"""Places that a project writes to which are another's, or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tlstyle.errors import Problem
from tlstyle.project import Draft, Project, path_hint
from tlstyle.project.owner import sharer


def place_problems(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield links that lead nowhere among what is written, and whose the work folder is."""
    written = (project.work, *project.outputs)
    for link in dict.fromkeys(filter(None, map(_lost_link, written))):
        lost = f"{link} is a link to {link.readlink()}, which is not there"
        yield draft.problem(f"{lost}: connect the disk, or remove the link", "output")
    yield from _links_of_films(draft, project)
    if other := sharer(project):
        what = f"{project.work} is the work folder of {other.name}, which stands beside it"
        yield draft.problem(f"{what}: rename one of the two, and not its ending alone")


def unmade_cautions(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield a word on each folder that a film goes to and that is yet to be made."""
    for folder in dict.fromkeys(film.parent for film in project.outputs):
        if not folder.exists():
            meant = path_hint(str(folder), project.folder)
            yield draft.problem(f"{folder} is not there and will be made{meant}", "output")


def _links_of_films(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield links among films that lead to a file of another kind, or to another film."""
    taken: dict[Path, Path] = {}
    for film in project.outputs:
        place = led_to(film)
        if film.is_symlink() and place.suffix != film.suffix:
            what = f"{film} is a link to {place}, whose ending is another"
            yield draft.problem(f"{what}: name them alike, or remove the link", "output")
        other = taken.setdefault(place, film)
        if other != film:
            what = f"{film} and {other} lead to one file: remove the link"
            yield draft.problem(what, "output")


def led_to(place: Path) -> Path:
    """Return where a path leads; links that lead to each other lead nowhere, and stay."""
    return Path(os.path.realpath(place))  # Path's own raises for such a ring


def _lost_link(place: Path) -> Path | None:
    """Return the link that leads nowhere in the way to a place, if there is one."""
    return next((way for way in (place, *place.parents) if _is_lost_link(way)), None)


def _is_lost_link(way: Path) -> bool:
    with suppress(OSError):
        return way.is_symlink() and not way.exists()
    return False
