"""Painting 3840x2160 against 1920x1080: time, memory, strokes and seams."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench
from benchmarks.clock import alternate, each
from benchmarks.memory import peak_painting
from benchmarks.projects import HD, drawn_project, network, painting, warm_up
from benchmarks.rows import Row, at_most, figure, ratio
from tlstyle.painters.painter import STYLE_SIDE, Painter
from tlstyle.size import Size

UHD = Size(2 * HD.width, 2 * HD.height)
BLOCK = 8
"""Pixels; the side of the squares that the picture to be painted is made of."""


def rows(bench: Bench) -> Iterator[Row]:
    """Measure the time of a pixel, the memory, and what a larger canvas does to the picture."""
    count = bench.choose(16, 2)
    small = drawn_project(bench.folder / "small", 4 * count)
    big = drawn_project(bench.folder / "large", count, UHD)
    warm_up(small, big)
    laps = alternate(bench.choose(3, 1), painting(big), painting(small))
    ours, theirs = (each(taken, 4 * count) for taken in laps)
    yield Row(
        "painting 3840x2160, seconds for as many pixels as 1920x1080 has",
        figure(ours).text(" s"),
        f"1920x1080: {figure(theirs).text(' s')}",
        ratio(ours, theirs),
        at_most(1.15),
    )
    peak = peak_painting(big)
    yield Row("painting 3840x2160, memory", "", "", figure([peak]), at_most(6, " GB"))
    yield from _same_strokes(network("builtin"))


def _same_strokes(painter: Painter) -> Iterator[Row]:
    """Paint a picture, and then it and its mirror images as one that is four times as large."""
    random = np.random.default_rng(0)
    coarse = random.integers(0, 256, (HD.height // BLOCK, HD.width // BLOCK, 3), np.uint8)
    picture = coarse.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
    code = painter.encode(random.integers(0, 256, (STYLE_SIDE, STYLE_SIDE, 3), np.uint8))
    mirrored = np.pad(picture, ((0, HD.height), (0, HD.width), (0, 0)), mode="symmetric")
    alone = painter.paint(picture[None], code)[0].astype(np.int16)
    among = painter.paint(mirrored[None], code)[0].astype(np.int16)
    off = np.abs(among[: HD.height, : HD.width] - alone).mean()
    yield Row(
        "the same strokes: a quarter of a 3840x2160 painting, and that quarter painted alone",
        "mean difference",
        figure=figure([float(off)]),
        goal=at_most(1, " of 255"),
    )
    large, small = _largest_step(among), _largest_step(alone)
    yield Row(
        "no seams: the largest step between columns or rows over the usual one, 3840x2160",
        f"{large:.3g}",
        f"1920x1080: {small:.3g}",
        figure([large / small]),
        at_most(1.1),
    )


def _largest_step(painted: NDArray[np.int16]) -> float:
    """Return the mean step from a column or row to the next, the largest over the median.

    Steps are compared with those at the same place in other squares of the picture, which have
    edges of their own.
    """
    largest = []
    for axis in (0, 1):
        steps = np.abs(np.diff(painted, axis=axis)).mean(axis=(1 - axis, 2))
        places = [steps[place::BLOCK] for place in range(BLOCK)]
        largest += [float(place.max() / np.median(place)) for place in places]
    return max(largest)
