"""Cameras that would show more than there is, or have nowhere to go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from tlstyle.errors import Problem
from tlstyle.project import Draft, Project, Shot
from tlstyle.size import Size
from tlstyle.steps import Camera
from tlstyle.stills.framing import Aim, room
from tlstyle.stills.still import Footage

_LEAST = 0.5
"""Pixels that a camera needs to be said to have somewhere to go."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a camera shows of pictures in one film, at each of its places.

    Attributes:
        whole: The pictures' size.
        what: What they are called.
        aims: Where the camera is aimed, by what its places are called.
        rooms: How much of a picture lies beside what it shows, across and down.
    """

    whole: Size
    what: str
    aims: Mapping[str, Aim]
    rooms: Sequence[tuple[float, float]]


def camera_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield where cameras are aimed out of the picture, or moved where there is no room."""
    for shot in project.shots:
        if shot.step(Camera).when:
            scenes = list(_scenes(project, shot, footages[shot.name]))
            for what, key in (*_beyond(scenes), *_stuck(scenes, shot.step(Camera))):
                yield draft.problem(what, "camera", key, sequence=shot.name)


def _scenes(project: Project, shot: Shot, footage: Footage) -> Iterator[_Scene]:
    """Yield what a camera shows of stills, or of paintings in each film."""
    course = shot.course(footage, project.fps)
    camera = shot.step(Camera).along(course)
    if camera.when == "before":
        steps = {still.stem: camera.at(number) for number, still in enumerate(footage.stills)}
        yield _scene("stills", footage.size, shot.canvas, steps, shot.anchor)
        return
    steps = {f"frame {frame}": camera.in_frame(frame) for frame in range(course.length)}
    yield _scene("paintings", shot.canvas, project.size, steps, shot.anchor)
    for shape in project.shapes:
        anchor = shape.anchor or shot.anchor
        yield _scene("paintings", shot.canvas, shape.size, steps, anchor)


def _scene(
    what: str, whole: Size, size: Size, steps: Mapping[str, Camera], anchor: tuple[float, float]
) -> _Scene:
    aims = {place: step.aimed(anchor) for place, step in steps.items()}
    return _Scene(whole, what, aims, [room(whole, size, aim) for aim in aims.values()])


def _beyond(scenes: Sequence[_Scene]) -> Iterator[tuple[str, str]]:
    """Yield the first place at which a camera that is turned shows what is not there."""
    for scene in scenes:
        for (place, aim), left in zip(scene.aims.items(), scene.rooms, strict=True):
            if min(left) < -0.01:
                sides = zip(scene.whole, left, strict=True)
                needed = aim.zoom * max((side - over) / side for side, over in sides)
                yield (
                    f"`camera` reaches {-min(left):.1f} pixels out of {scene.what} of "
                    f"{scene.whole} at {place}, turned by {aim.angle:.3g} degrees: `zoom` must be "
                    f"{ceil(1000 * needed) / 1000:g} there, and is {aim.zoom:.4g}",
                    "angle",
                )
                return


def _stuck(scenes: Sequence[_Scene], camera: Camera) -> Iterator[tuple[str, str]]:
    """Yield a direction in which a camera is told to go, and has no room in any film."""
    for axis, key, side in ((0, "x", "width"), (1, "y", "height")):
        told = getattr(camera, key) is not None
        goes = any((aim.x, aim.y)[axis] for scene in scenes for aim in scene.aims.values())
        room_there = max(left[axis] for scene in scenes for left in scene.rooms)
        if told and goes and room_there < _LEAST:
            yield (
                f"`camera.{key}` has no room: {scenes[0].what} of {scenes[0].whole} are shown in "
                f"their whole {side}: give `zoom` more than 1, or leave `{key}` out",
                key,
            )
