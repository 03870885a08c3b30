"""Cameras that would show more than there is, or have nowhere to go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from tlstyle.errors import Problem
from tlstyle.project import Draft, Project, Shot
from tlstyle.size import Size
from tlstyle.steps import Camera
from tlstyle.stills.framing import Aim, room
from tlstyle.stills.still import Footage

_LEAST = 0.5
"""Pixels that a camera needs to be said to have somewhere to go."""


def camera_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage]
) -> Iterator[Problem]:
    """Yield where cameras are aimed out of the picture, or moved where there is no room."""
    for shot in project.shots:
        footage = footages[shot.name]
        camera = shot.step(Camera).along(shot.course(footage, project.fps))
        if camera.when:
            for what, key in _problems(project, shot, camera, footage):
                yield draft.problem(what, "camera", key, sequence=shot.name)


def _problems(
    project: Project, shot: Shot, camera: Camera, footage: Footage
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a camera, and at which of its keys: of all that it shows, once."""
    found = dict[str, str]()
    for whole, size, anchor, what in _views(project, shot, camera, footage):
        aims = [camera.at(number).aimed(anchor) for number in range(len(footage.stills))]
        rooms = [room(whole, size, aim) for aim in aims]
        for key, trouble in (
            *_beyond(aims, rooms, footage, whole, what),
            *_stuck(camera, aims, rooms, whole, what),
        ):
            found.setdefault(key, trouble)
    yield from ((trouble, key) for key, trouble in found.items())


def _views(
    project: Project, shot: Shot, camera: Camera, footage: Footage
) -> Iterator[tuple[Size, Size, tuple[float, float], str]]:
    """Yield of what pictures a camera shows a part, in the shape of what, by which anchor."""
    if camera.when == "before":
        yield footage.size, shot.canvas, shot.anchor, "stills"
        return
    yield shot.canvas, project.size, shot.anchor, "paintings"
    for shape in project.shapes:
        yield shot.canvas, shape.size, shape.anchor or shot.anchor, "paintings"


def _beyond(
    aims: Sequence[Aim],
    rooms: Sequence[tuple[float, float]],
    footage: Footage,
    whole: Size,
    what: str,
) -> Iterator[tuple[str, str]]:
    """Yield the first still at which a camera that is turned shows what is not there."""
    for still, aim, left in zip(footage.stills, aims, rooms, strict=True):
        if min(left) < -0.01:
            needed = aim.zoom * max(
                (side - over) / side for side, over in zip(whole, left, strict=True)
            )
            yield (
                "angle",
                f"`camera` reaches {-min(left):.1f} pixels out of {what} of {whole} at "
                f"{still.stem}, turned by {aim.angle:g} degrees: `zoom` must be "
                f"{ceil(1000 * needed) / 1000:g} there, and is {aim.zoom:g}",
            )
            return


def _stuck(
    camera: Camera,
    aims: Sequence[Aim],
    rooms: Sequence[tuple[float, float]],
    whole: Size,
    what: str,
) -> Iterator[tuple[str, str]]:
    """Yield a direction in which a camera is told to go, and never has room."""
    sides = "width", "height"
    for axis, (key, side) in enumerate(zip(("x", "y"), sides, strict=True)):
        is_told = getattr(camera, key) is not None
        goes = is_told and any((aim.x, aim.y)[axis] for aim in aims)
        if goes and max(left[axis] for left in rooms) < _LEAST:
            yield (
                key,
                f"`camera.{key}` has no room: {what} of {whole} are shown in their whole {side}: "
                f"give `zoom` more than 1, or leave `{key}` out",
            )
