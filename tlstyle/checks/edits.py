"""A project's edits, in whole frames of the stills that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tlstyle.errors import Problem
from tlstyle.project import Draft, Project
from tlstyle.stills.still import Footage
from tlstyle.timeline import Timeline, impossible_edits, lay_out, settle_fades, settle_overlaps


def timeline_of(project: Project, footages: tuple[Footage, ...]) -> Timeline:
    """Return a project's clips in whole frames."""
    lengths = [
        len(shot.tempo.order(len(footage.stills)))
        for shot, footage in zip(project.shots, footages, strict=True)
    ]
    overlaps, fades = settled(project, lengths)
    names, joins = [shot.name for shot in project.shots], [shot.join for shot in project.shots]
    return lay_out(names, lengths, overlaps, project.fps, fades, joins[:-1])


def settled(project: Project, lengths: Sequence[int]) -> tuple[list[int], tuple[int, int]]:
    """Return a project's joins and fades in frames, for sequences of so many frames."""
    overlaps = settle_overlaps(lengths, [shot.dissolve for shot in project.shots[:-1]])
    film = sum(lengths) - sum(overlaps)
    return overlaps, settle_fades(film, (project.fade_in, project.fade_out))


def edit_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield joins and fades for which sequences have too few frames."""
    names = [shot.name for shot in project.shots]
    lengths = [len(shot.tempo.order(len(footages[shot.name].stills))) for shot in project.shots]
    overlaps, fades = settled(project, lengths)
    for name, what in impossible_edits(names, lengths, overlaps, fades):
        yield draft.problem(what, "dissolve" if name else "edit", sequence=name)
