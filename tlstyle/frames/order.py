"""Frames as finished orders: for every moment that a film shows, its stills, steps and recipe."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from tlstyle.frames.brush import Brushes
from tlstyle.frames.frame import Frame
from tlstyle.frames.recipe import recipe_of
from tlstyle.project import Shot
from tlstyle.steps import Between, Paint, Step, reach_of
from tlstyle.stills.still import Footage, Still
from tlstyle.tempo import STILL

_Recipe = dict[str, Any]


def ordered(
    shot: Shot, footage: Footage, moments: Collection[int], folder: Path
) -> Iterator[Frame]:
    """Yield the frames of moments, in the order of their stills, not yet looked at.

    Raises:
        FootageError: a style picture or the first still cannot be read.
        ModelError: a model folder cannot be read.
    """
    stills, recipes = footage.stills, _Recipes(footage, folder.parents[1])
    names, reach = names_of(stills, moments), reach_of(shot.steps)
    for moment in sorted(moments):
        number, beyond = divmod(moment, STILL)
        steps = _way(shot.steps, moment)
        last = number + reach + (1 if beyond else 0)
        yield Frame(
            number,
            stills[number],
            stills[max(0, number - reach) : last + 1],
            steps,
            recipes.of(steps, _way(shot.steps, moment - beyond + STILL) if beyond else ()),
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
    before = (
        step if isinstance(step, Between) and beyond else step.at(number)
        for step in steps[:painting]
    )
    place = moment / STILL if beyond else number
    return (*before, *(step.at(place) for step in steps[painting:]))


class _Recipes:
    """Recipes of frames by their steps, each made once."""

    def __init__(self, footage: Footage, work: Path) -> None:
        self._footage, self._brushes = footage, Brushes(work)
        self._known: dict[Step, _Recipe] = {}
        self._made: dict[tuple[tuple[Step, ...], ...], _Recipe] = {}

    def of(self, steps: tuple[Step, ...], following: tuple[Step, ...]) -> _Recipe:
        """Return the recipe of a frame, between stills with what is otherwise of the next one."""
        made = self._made.get((steps, following))
        if made is None:
            made = self._brushes.told(recipe_of(steps, self._footage, self._known))
            if following:
                made = {**made, "between": [*made["between"], self._other(steps, following)]}
            self._made[steps, following] = made
        return made

    def _other(self, steps: tuple[Step, ...], following: tuple[Step, ...]) -> _Recipe:
        """Return the ingredients that the next still has otherwise, before it is painted."""
        end = next(place for place, step in enumerate(steps) if isinstance(step, Between))
        own = recipe_of(steps[:end], self._footage, self._known)
        other = recipe_of(following[:end], self._footage, self._known)
        keys = sorted(own.keys() | other.keys())
        return {key: other.get(key) for key in keys if own.get(key) != other.get(key)}
