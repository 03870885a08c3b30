"""Draws the frames of a film from painted pictures."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path

from tlstyle.errors import FilmError, FootageError
from tlstyle.film.view import View, seen
from tlstyle.frames.file import read_frame
from tlstyle.joins import blend
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.timeline import Shown

_READERS = min(4, os.cpu_count() or 1)
_AHEAD = _READERS + 2


def draw(
    frames: Iterable[Shown],
    pictures: Sequence[Sequence[Path]],
    size: Size,
    view: View | None = None,
) -> Generator[Pixels, None, None]:
    """Yield frames of the film; do not write into them, they may be the pictures themselves.

    Files are read a few film frames ahead, and held as long as a frame that near shows them.

    Args:
        frames: What each shows.
        pictures: The files: `pictures[c][i]` is clip c's frame i.
        size: The film's size, which is the pictures' too unless there is a view.
        view: What the film shows of larger pictures.

    Raises:
        FilmError: a picture cannot be read or has another size.
    """
    readers = ThreadPoolExecutor(_READERS)
    held: dict[tuple[Path, int], Future[Pixels]] = {}
    try:
        for window in _windows(frames, _AHEAD):
            wanted = [
                [(pictures[layer.clip][layer.index], layer.clip) for layer in shown.layers]
                for shown in window
            ]
            held = {
                each: held.get(each) or readers.submit(_read, *each, size, view)
                for each in dict.fromkeys(chain(*wanted))
            }
            yield _compose(window[0], [held[each].result() for each in wanted[0]])
    finally:
        readers.shutdown(cancel_futures=True)


def _windows(frames: Iterable[Shown], width: int) -> Iterator[tuple[Shown, ...]]:
    """Yield for every frame that frame and the ones after it, `width` in all."""
    coming = iter(frames)
    window = deque(islice(coming, width))
    while window:
        yield tuple(window)
        window.popleft()
        window.extend(islice(coming, 1))


def _read(file: Path, clip: int, size: Size, view: View | None) -> Pixels:
    """Return a painted picture of a clip, or what a film shows of it."""
    try:
        pixels = read_frame(file)
    except FootageError as error:
        trouble = "cannot be read" if file.exists() else "is missing"
        raise FilmError(
            f"{file}: this picture of the film {trouble}: paint it again with build --deep"
        ) from error
    found = Size(pixels.shape[1], pixels.shape[0])
    if view and found.width >= size.width and found.height >= size.height:
        return seen(pixels, size, view.anchors[clip], is_fitted=view.is_fitted)
    if found != size:
        raise FilmError(
            f"{file}: this picture is {found} and the film {size}: delete it and paint it again"
        )
    return pixels


def _compose(shown: Shown, layers: Sequence[Pixels]) -> Pixels:
    """Return a film frame's layers, joined if there are two, scaled by its gain."""
    first, *second = layers
    joined = shown.join.mix(first, second[0], shown.progress) if second else first
    return joined if shown.gain == 1 else blend([joined], [shown.gain])
