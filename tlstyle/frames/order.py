"""Frames as finished orders: for every moment that a film shows, its stills, steps and recipe."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tlstyle.frames.brush import Brushes
from tlstyle.frames.frame import Frame
from tlstyle.frames.recipe import recipe_of
from tlstyle.project import Shot
from tlstyle.steps import Between, Paint, Step, reach_of
from tlstyle.stills.still import Footage, Still
from tlstyle.tempo import STILL


def ordered(
    shot: Shot, footage: Footage, moments: Collection[int], folder: Path
) -> Iterator[Frame]:
    """Yield the frames of moments, in the order of their stills, not yet looked at.

    Raises:
        FootageError: a style picture or the first still cannot be read.
        ModelError: a model folder cannot be read.
    """
    stills, known = footage.stills, dict[Step, dict[str, Any]]()
    recipes, brushes = dict[tuple[Step, ...], dict[str, Any]](), Brushes(folder.parents[1])
    names, reach = names_of(stills, moments), reach_of(shot.steps)
    for moment in sorted(moments):
        number, beyond = divmod(moment, STILL)
        steps = _way(shot.steps, moment)
        if steps not in recipes:
            recipes[steps] = brushes.told(recipe_of(steps, footage, known))
        last = number + reach + (1 if beyond else 0)
        yield Frame(
            number,
            stills[number],
            stills[max(0, number - reach) : last + 1],
            steps,
            recipes[steps],
            folder / f"{names[moment]}.png",
            beyond=beyond,
        )


def names_of(stills: Sequence[Still], moments: Collection[int]) -> dict[int, str]:
    """Return what the frames of moments are called: as their stills, or after the stills before.

    Half way from img7 to the next it is img7_500; where stills are called so too, img7__500.
    """
    between = _between(stills) if any(moment % STILL for moment in moments) else ""
    return {
        moment: stills[moment // STILL].stem
        + (f"{between}{moment % STILL:03}" if moment % STILL else "")
        for moment in moments
    }


def _between(stills: Sequence[Still]) -> str:
    """Return what stands between a still's name and three digits in the name of no other still."""
    stems, between = {still.stem.casefold() for still in stills}, "_"
    while any(stem[:-3].removesuffix(between) in stems for stem in stems if _ends(stem, between)):
        between += "_"
    return between


def _ends(stem: str, between: str) -> bool:
    return stem[-3:].isdigit() and stem[:-3].endswith(between)


def _way(steps: Sequence[Step], moment: int) -> tuple[Step, ...]:
    """Return a sequence's steps as they are for a moment.

    What is before the painting is done to stills: to the one before a moment between two.
    """
    number, beyond = divmod(moment, STILL)
    painting = next(place for place, step in enumerate(steps) if isinstance(step, Paint))
    before = [step.at(number) for step in steps[:painting]]
    if not beyond:
        return (*before, *(step.at(number) for step in steps[painting:]))
    following = [step.at(number + 1) for step in steps[:painting]]
    others = tuple(b for a, b in zip(before, following, strict=True) if a != b)
    between = (
        replace(step, others=others) if isinstance(step, Between) else own
        for step, own in zip(steps, before, strict=False)
    )
    return (*between, *(step.at(moment / STILL) for step in steps[painting:]))
