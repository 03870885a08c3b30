"""Keyframes that are not on their sequence, or not in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tlstyle.curves import Course
from tlstyle.errors import FootageError, Problem
from tlstyle.project import Draft, Project, Shot
from tlstyle.stills.still import Footage
from tlstyle.timeline import Timeline


def keyframe_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield what is wrong with the keyframes of sequences whose stills are known."""
    for shot in project.shots:
        if shot.name in footages:
            yield from _problems(draft, shot, shot.course(footages[shot.name], project.fps))


def speed_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield what is wrong with speed and even spacing, by which it is known how long all are."""
    for shot in project.shots:
        try:
            shot.pace(footages[shot.name], project.fps)
        except ValueError as error:
            yield draft.problem(f"`speed`: {error}", "speed", sequence=shot.name)
        except FootageError as error:
            yield draft.problem(f"`even`: {error}", "even", sequence=shot.name)


def anchor_problems(draft: Draft, project: Project, timeline: Timeline) -> Iterator[Problem]:
    """Yield what is wrong with the anchors of shapes that move as the film goes on."""
    for number, shape in enumerate(project.shapes):
        try:
            for keyframes in shape.moving or ():
                keyframes.along(timeline.course)
        except ValueError as error:
            yield draft.problem(f"`anchor`: {error}", "shape", number, "anchor")


def _problems(draft: Draft, shot: Shot, course: Course) -> Iterator[Problem]:
    for step in shot.steps:
        for name, keyframes in step.keyframes.items():
            try:
                keyframes.along(course)
            except ValueError as error:
                place = step.place_of(name)
                yield draft.problem(f"`{'.'.join(place)}`: {error}", *place, sequence=shot.name)
