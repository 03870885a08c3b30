"""Cameras that would show more than there is, or have nowhere to go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tlstyle.errors import Problem
from tlstyle.frames.shake import with_shake
from tlstyle.project import Draft, Project, Shot
from tlstyle.size import Size
from tlstyle.steps import Camera
from tlstyle.stills.framing import Aim, beyond, room
from tlstyle.stills.still import Footage

_LEAST = 0.5
"""Pixels that a camera needs to be said to have somewhere to go."""

_ROUNDING = 0.01
"""Pixels by which one may reach out of a picture."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a camera shows of pictures in one film, at each of its places.

    Attributes:
        what: What they are called.
        whole: Their size.
        size: What of them is shown has its shape.
        aims: Where the camera is aimed, by what its places are called.
    """

    what: str
    whole: Size
    size: Size
    aims: Mapping[str, Aim]


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
    """Yield what a camera shows of stills, and of paintings in each film."""
    course = shot.course(footage, project.fps)
    camera = with_shake(shot, project.work, footage).step(Camera).along(course)
    if camera.when == "before":
        aims = {still.stem: camera.at(number).aim for number, still in enumerate(footage.stills)}
        there = {place: aim for place, aim in aims.items() if aim}
        yield _Scene("stills", footage.size, shot.canvas, there)
        return
    steps = {f"frame {frame}": camera.in_frame(frame) for frame in range(course.length)}
    shapes = ((shape.size, shape.anchor) for shape in project.shapes)
    for size, anchor in ((project.size, None), *shapes):
        shown = {place: step.aimed(anchor or shot.anchor) for place, step in steps.items()}
        yield _Scene("paintings", shot.canvas, size, shown)


def _beyond(scenes: Sequence[_Scene]) -> Iterator[tuple[str, str]]:
    """Yield the place at which a camera shows most of what is not there."""
    for scene in scenes:
        out = {place: beyond(scene.whole, scene.size, aim) for place, aim in scene.aims.items()}
        place = max(out, key=lambda each: out[each])
        if out[place] > _ROUNDING:
            aim = scene.aims[place]
            key = "angle" if aim.angle else "still"
            yield (
                f"`camera` reaches {out[place]:.1f} pixels out of {scene.what} of {scene.whole} at "
                f"{place}, {_cause(scene.whole, aim)}: {_advice(scene, aim)}",
                key,
            )
            return


def _cause(whole: Size, aim: Aim) -> str:
    """Return what makes a camera show what is not there."""
    across, down = (abs(part) * side for part, side in zip(aim.shift, whole, strict=True))
    shaken = f"moved by {across:.1f} and {down:.1f} pixels" if across or down else ""
    turned = f"turned by {aim.angle:.3g} degrees" if aim.angle else ""
    return " and ".join(filter(None, [turned, shaken]))


def _advice(scene: _Scene, aim: Aim) -> str:
    """Return how far a camera has to zoom in to show nothing of the kind."""
    zooms = (aim.zoom * (1 + step / 500) for step in range(1, 5000))
    for zoom in zooms:
        if beyond(scene.whole, scene.size, replace(aim, zoom=zoom)) <= _ROUNDING:
            return f"`zoom` must be {zoom:.3f} there, and is {aim.zoom:.4g}"
    return "give `x` and `y` places nearer to the middle"


def _stuck(scenes: Sequence[_Scene], camera: Camera) -> Iterator[tuple[str, str]]:
    """Yield a direction in which a camera is told to go, and has no room in any film."""
    aims = [(scene, aim) for scene in scenes for aim in scene.aims.values()]
    for axis, key, side in ((0, "x", "width"), (1, "y", "height")):
        goes = getattr(camera, key) is not None and any((aim.x, aim.y)[axis] for _, aim in aims)
        if goes and max(room(each.whole, each.size, aim)[axis] for each, aim in aims) < _LEAST:
            yield (
                f"`camera.{key}` has no room: {scenes[0].what} of {scenes[0].whole} are shown in "
                f"their whole {side}: give `zoom` more than 1, or leave `{key}` out",
                key,
            )
