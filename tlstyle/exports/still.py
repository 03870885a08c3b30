"""Frames' stills, to be shown beside what became of them."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.steps import Camera, step_of
from tlstyle.stills.source import Source, sources
from tlstyle.stills.still import Still

_Seen = TypeVar("_Seen")

REMEMBERED = 1 << 14
"""Stills, and frames, of which it is remembered how they look, while the program runs."""

_AT_ONCE = 32
"""Stills that are held at once; of a video they come decoded."""


def still_of(plan: ShotPlan, frame: Frame) -> Pixels:
    """Return a frame's still as large as the canvas, as a camera is aimed at it before painting.

    Raises:
        FootageError: it cannot be read.
    """
    (source,) = sources([frame.still])
    aim = step_of(frame.steps, Camera).aim
    _, canvas = source.read_fitted(plan.shot.canvas, plan.shot.anchor, aim)
    return in_bytes(canvas)


def remembered(look: Callable[..., _Seen]) -> Callable[..., _Seen]:
    """Return a look at a still that is remembered, but of a video's picture, which comes decoded.

    Its pixels would be kept with what was seen in them.
    """
    known = lru_cache(maxsize=REMEMBERED)(look)

    def looked(source: Source, *how: Hashable) -> _Seen:
        return (known if source.picture is None else look)(source, *how)

    return looked


def each_still(
    frames: Sequence[Frame], look: Callable[[Source, Sequence[Frame]], _Seen]
) -> Iterator[_Seen]:
    """Yield what a look at each still finds, several at a time, each still being read once.

    Args:
        frames: Frames in the order of their stills.
        look: Is given a still, and all frames that are painted from it.

    Raises:
        FootageError: a still cannot be read.
    """
    painted: dict[Still, list[Frame]] = defaultdict(list)
    for frame in frames:
        painted[frame.still].append(frame)
    found = sources(painted)
    with ThreadPoolExecutor(os.cpu_count()) as readers:
        while batch := list(islice(found, _AT_ONCE)):
            yield from readers.map(look, batch, [painted[source.still] for source in batch])
