"""Stills on their way to the painter: read, and led through the steps before it, ahead of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, islice, takewhile
from typing import TypeAlias

from tlstyle.errors import PaintError
from tlstyle.frames.frame import Frame, ShotPlan, stills_of
from tlstyle.painting.ahead import ahead
from tlstyle.painting.apart import Do, here
from tlstyle.painting.between import made_of, stretches
from tlstyle.painting.load import no_memory_beside
from tlstyle.pixels import CanvasPixels
from tlstyle.steps import Between, Camera, CanvasStep, Read, reach_of, step_of
from tlstyle.stills.framing import Aim
from tlstyle.stills.source import Source, sources
from tlstyle.stills.still import Still


@dataclass(frozen=True, slots=True)
class Canvas:
    """A still on its way to the painter.

    Attributes:
        number: Its place in the sequence.
        digests: What tells the stills that it is made of from any others.
        pixels: What it is by now.
    """

    number: int
    digests: Mapping[Still, str]
    pixels: CanvasPixels


Around: TypeAlias = tuple[CanvasPixels | None, ...]
"""A canvas in the middle of its neighbours, as many before it as behind; None beyond the ends."""


def canvases_of(
    plan: ShotPlan,
    readers: ThreadPoolExecutor,
    depth: int,
    do: Do = here,
    aboard: Sequence[CanvasStep] = (),
) -> Iterator[tuple[Frame, Canvas, Around]]:
    """Yield a plan's pending frames in order, `depth` stills ahead at most.

    With each comes its canvas, alone and among those that the steps `aboard` a device look at. Each
    still is read once, by `do`, however many frames look at it, and each step is done once for it.

    Raises:
        FootageError: a still cannot be read; frames that need none such come first.
        PaintError: there is no memory for it.
    """
    steps = [s for s in plan.shot.steps if isinstance(s, CanvasStep) and not s.is_off]
    alone = list(takewhile(lambda step: not step.reach, steps[: len(steps) - len(aboard)]))
    reach = reach_of(aboard)
    numbers = _numbers(plan.pending)
    last = max(numbers.values())
    read = partial(_read, plan, do, alone, numbers)
    made = ahead(readers, read, sources(stills_of(plan.pending)), depth)
    wanted_of = zip(steps, _wanted(steps, plan.pending, last), strict=True)
    for step, wanted in islice(wanted_of, len(alone), len(steps) - len(aboard)):
        windows = _windows(made, wanted, step.reach, last)
        made = ahead(readers, partial(_applied, plan, step), windows, depth)
    if not step_of(plan.shot.steps, Between).is_off:
        between = stretches(plan.pending, made)
        for ready in ahead(readers, partial(made_of, plan), between, depth):
            yield from ((frame, canvas, (canvas.pixels,)) for frame, canvas in ready)
        return
    frames = {frame.number: frame for frame in plan.pending}
    for number, window in _windows(made, list(frames), reach, last):
        there = {canvas.number: canvas.pixels for canvas in window}
        around = tuple(map(there.get, range(number - reach, number + reach + 1)))
        yield frames[number], Canvas(number, _digests(window), there[number]), around


def _numbers(frames: Sequence[Frame]) -> dict[Still, int]:
    """Return the place in the sequence of every still that frames look at."""
    return {
        still: frame.number + place - frame.window.index(frame.still)
        for frame in frames
        for place, still in enumerate(frame.window)
    }


def _wanted(steps: Sequence[CanvasStep], frames: Sequence[Frame], last: int) -> list[list[int]]:
    """Return the stills that each step is wanted of, by their numbers."""
    own = sorted({f.number + after for f in frames for after in ((0, 1) if f.beyond else (0,))})
    after = accumulate(reversed(steps[1:]), partial(_looked_at, last=last), initial=own)
    return list(after)[: len(steps)][::-1]


def _looked_at(numbers: list[int], step: CanvasStep, last: int) -> list[int]:
    """Return the stills that a step looks at for some."""
    around = (_window(number, step.reach, last) for number in numbers)
    return sorted({number for window in around for number in window})


def _window(number: int, reach: int, last: int) -> range:
    return range(max(0, number - reach), min(last, number + reach) + 1)


def _read(
    plan: ShotPlan,
    do: Do,
    alone: Sequence[CanvasStep],
    numbers: Mapping[Still, int],
    source: Source,
) -> Canvas:
    """Read a still, and lead it through the steps that look at no other."""
    number = numbers[source.still]
    if source.picture:  # of a video: decoded here, and large to be sent
        do = here
    steps = [step.at(number) for step in alone]
    try:
        read, camera = step_of(plan.shot.steps, Read), step_of(plan.shot.steps, Camera)
        aim = camera.at(number).aim
        digest, pixels = do(read_canvas, read, aim, steps, source, plan.footage.is_deep)
    except MemoryError as error:
        raise PaintError(no_memory_beside(plan)) from error
    return Canvas(number, {source.still: digest}, pixels)


def read_canvas(
    read: Read, aim: Aim | None, steps: Sequence[CanvasStep], source: Source, deep: bool
) -> tuple[str, CanvasPixels]:
    """Return a still's digest and its canvas, led through steps that look at no other."""
    digest, pixels = read.apply(source, aim, deep=deep)
    for step in steps:
        pixels = step.apply([pixels], 0)
    return digest, pixels


def _windows(
    canvases: Iterator[Canvas], wanted: Sequence[int], reach: int, last: int
) -> Iterator[tuple[int, list[Canvas]]]:
    """Yield every wanted still's number with its window, once the last of that is there.

    Canvases come in order. Of a still that waits for one that does not come, nothing is heard but
    why that did not.
    """
    waiting, there = deque(wanted), dict[int, Canvas]()
    for canvas in canvases:
        there[canvas.number] = canvas
        while waiting and _window(waiting[0], reach, last)[-1] <= canvas.number:
            number = waiting.popleft()
            window = _window(number, reach, last)
            if all(each in there for each in window):
                yield number, [there[each] for each in window]
        first = waiting[0] - reach if waiting else last + 1
        there = {number: canvas for number, canvas in there.items() if number >= first}


def _applied(plan: ShotPlan, step: CanvasStep, looked_at: tuple[int, list[Canvas]]) -> Canvas:
    number, window = looked_at
    middle = number - window[0].number
    try:
        pixels = step.at(number).apply([canvas.pixels for canvas in window], middle)
    except MemoryError as error:
        raise PaintError(no_memory_beside(plan)) from error
    return Canvas(number, _digests(window), pixels)


def _digests(canvases: Sequence[Canvas]) -> dict[Still, str]:
    return {still: digest for canvas in canvases for still, digest in canvas.digests.items()}
