"""A project's edits, in whole frames of the stills that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tlstyle.checks.keyframes import keyframe_problems, speed_problems
from tlstyle.errors import Problem
from tlstyle.project import Draft, Project
from tlstyle.stills.still import Footage
from tlstyle.timeline import Timeline, impossible_edits, lay_out, settle_fades, settle_overlaps

_INTO_THE_NEXT = "dissolve", "join", "dissolve_style"
"""A sequence's keys that only the next one gives a meaning."""


def timeline_of(project: Project, footages: tuple[Footage, ...]) -> Timeline:
    """Return a project's clips in whole frames."""
    lengths, overlaps, fades = in_frames(project, unfitted_lengths(project, footages))
    names, joins = [shot.name for shot in project.shots], [shot.join for shot in project.shots]
    return lay_out(names, lengths, overlaps, project.fps, fades, joins[:-1])


def unfitted_lengths(project: Project, footages: Sequence[Footage]) -> list[int]:
    """Return how many frames each sequence has, before any is left out or held for beats."""
    return [
        len(shot.pace(footage, project.fps).unfitted(len(footage.stills)))
        for shot, footage in zip(project.shots, footages, strict=True)
    ]


def in_frames(
    project: Project, unfitted: Sequence[int]
) -> tuple[list[int], list[int], tuple[int, int]]:
    """Return a project's sequences, joins and fades in frames, for sequences of so many frames.

    Sequences that are fitted to beats share with each other what they otherwise would.
    """
    overlaps = settle_overlaps(unfitted, [shot.dissolve for shot in project.shots[:-1]])
    pairs = zip(project.shots, unfitted, strict=True)
    lengths = [len(shot.tempo.change.shown(length)) for shot, length in pairs]
    film = sum(lengths) - sum(overlaps)
    return lengths, overlaps, settle_fades(film, (project.fade_in, project.fade_out))


def edit_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield joins and fades for which sequences have too few frames."""
    names = [shot.name for shot in project.shots]
    unfitted = unfitted_lengths(project, [footages[name] for name in names])
    lengths, overlaps, fades = in_frames(project, unfitted)
    for name, what in impossible_edits(names, lengths, overlaps, fades):
        yield draft.problem(what, "dissolve" if name else "edit", sequence=name)


def end_cautions(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield a word on each key of the last sequence that says how it gives way to a next one."""
    name = project.shots[-1].name
    for key in _INTO_THE_NEXT:
        if draft.says(key, name):
            what = f"`{key}` goes into the next sequence, and this is the last: it has no effect"
            yield draft.problem(what, key, sequence=name)


def course_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> list[Problem]:
    """Return what of a project's edits and keyframes its stills have no room for."""
    if problems := [*speed_problems(draft, project, footages)]:
        return problems
    return [
        *edit_problems(draft, project, footages),
        *keyframe_problems(draft, project, footages),
    ]
