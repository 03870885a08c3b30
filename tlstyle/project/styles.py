"""Styles that change along a sequence: what single keys cannot show about them."""

from __future__ import annotations

from collections.abc import Iterator

from tlstyle.curves import Keyframes
from tlstyle.curves.places import Percent
from tlstyle.project.types import Shot
from tlstyle.steps import Study
from tlstyle.steps.mixture import BRIGHTNESS


def style_problems(shot: Shot) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with how a sequence's style changes, and the key that says it."""
    style = shot.style
    keyframes = next((each for each in style.weights if isinstance(each, Keyframes)), None)
    if keyframes is None:
        if style.by_light:
            what = "`style_by` goes along keyframes, and `style` has none: give it some"
            yield f"{what}, or remove `style_by`", "style_by"
        return
    if style.by_light and (trouble := _not_on_the_light(keyframes)):
        yield f"`style`: {trouble}", "style"
    if not shot.step(Study).is_off:
        what = "`study` learns one style, and `style` has keyframes: give it one picture or mixture"
        yield f"{what}, or `study = 0`", "study"


def _not_on_the_light(keyframes: Keyframes) -> str | None:
    """Return which keyframe is no brightness, and what to write."""
    times = [place for place, _ in keyframes.keys if not isinstance(place, Percent)]
    if times:
        return (
            f"the keyframe at {times[0]} is no brightness, which `style_by` asks for: write "
            '"0%" for the darkest still to "100%" for the brightest'
        )
    try:
        keyframes.along(BRIGHTNESS)
    except ValueError as error:
        return str(error)
    return None
