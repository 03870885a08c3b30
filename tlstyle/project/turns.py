"""Dissolves through which one sequence's style turns into the next one's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tlstyle.curves import Curve
from tlstyle.project.types import Project, Shot
from tlstyle.steps import Paint, Study
from tlstyle.steps.mixture import DIGITS
from tlstyle.steps.paint import Turn
from tlstyle.stills.still import Footage
from tlstyle.timeline import Timeline


def with_turns(project: Project, footages: Sequence[Footage], timeline: Timeline) -> Project:
    """Return a project whose styles turn into each other where it says so.

    In a dissolve both sequences are painted in one mixture of both styles, so that no two paintings
    show through each other.

    Args:
        project: One without problems.
        footages: Each sequence's stills.
        timeline: How many frames they share.
    """
    pairs = list(zip(project.shots, footages, strict=True))
    ways = [shot.course(footage, project.fps) for shot, footage in pairs]
    laid = [replace(shot.along(footage, project.fps).style, turns=()) for shot, footage in pairs]
    turns: list[list[Turn]] = [[] for _ in pairs]
    for number, following in enumerate(timeline.clips[1:]):
        frames = following.overlap
        if not (project.shots[number].turns_style and frames):
            continue
        one, other = ways[number : number + 2]
        begin = one.length + min(0, project.shots[number].tempo.change.frames) - frames
        rise = Curve((begin - 1, begin + frames), (0.0, 1.0), "linear", DIGITS, one.shown_in)
        fall = Curve((-1.0, float(frames)), (1.0, 0.0), "linear", DIGITS, other.shown_in)
        turns[number].append(Turn(laid[number + 1].moved(begin, one.shown_in), rise))
        turns[number + 1].append(Turn(laid[number].moved(-begin, other.shown_in), fall))
    return replace(project, shots=tuple(map(_turning, project.shots, turns)))


def turn_problems(project: Project) -> Iterator[tuple[str, str, Shot]]:
    """Yield why a style cannot turn into the next one, with the key that says it, and whose."""
    for shot, following in pairwise(project.shots):
        if not shot.turns_style:
            continue
        if shot.join.kind != "dissolve":
            what = f"a dissolve turns styles, and the join is a {shot.join.kind}"
            yield f"`dissolve_style`: {what}: change `join`, or remove one", "dissolve_style", shot
        for each in (shot, following):
            for what, key in _in_the_way(each, following.style.model != shot.style.model):
                yield f"`dissolve_style` {what}, or `dissolve_style = false`", key, each


def _in_the_way(shot: Shot, differ: bool) -> Iterator[tuple[str, str]]:
    """Yield what of a sequence is in the way of a style that turns, with the key that says it."""
    if differ:
        yield "mixes two styles of one network: give both sequences one `model`", "model"
    if not shot.step(Study).is_off:
        yield "mixes two styles of one network, and a study makes it another: `study = 0`", "study"
    if shot.style.by_light:
        yield "goes by time, not by the light: remove `style_by`", "style_by"
    if shot.tempo.times > 1 or shot.tempo.turns:
        yield "paints stills for where they are shown, once: remove `loop`", "loop"


def _turning(shot: Shot, turns: Sequence[Turn]) -> Shot:
    steps = (
        replace(step, turns=tuple(turns)) if isinstance(step, Paint) else step
        for step in shot.steps
    )
    return replace(shot, steps=tuple(steps))
