"""Draws the frames of films from painted pictures, each of which is read once for all of them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from typing import TypeAlias

from tlstyle.errors import FilmError, FootageError
from tlstyle.film.film import Film
from tlstyle.film.move import moved
from tlstyle.film.view import seen
from tlstyle.frames.file import read_frame
from tlstyle.joins import blend
from tlstyle.pixels import FramePixels, in_bytes, in_depth
from tlstyle.size import Size
from tlstyle.stills.framing import Aim
from tlstyle.timeline import Shown

_READERS = min(4, os.cpu_count() or 1)
_AHEAD = _READERS + 2

_Wanted: TypeAlias = tuple[Path, int, tuple[tuple[int, Aim | None], ...]]
"""A picture, the clip that it is of, and the films that show it, with where a camera is aimed."""


def draw(
    frames: Iterable[tuple[Shown, tuple[int, ...]]], films: Sequence[Film]
) -> Generator[dict[int, FramePixels], None, None]:
    """Yield frames of films of the same pictures, each as those films show it that want it.

    A frame of a clip whose pictures have 16 bits a channel has as many.
    Do not write into them, they may be the pictures themselves. Files are read a few frames ahead,
    and held as long as a frame that near shows them.

    Args:
        frames: What each shows, and the numbers of the films that want it.
        films: The films.

    Raises:
        FilmError: a picture cannot be read or has another size.
    """
    readers = ThreadPoolExecutor(_READERS)
    held: dict[_Wanted, Future[list[FramePixels]]] = {}
    try:
        for window in _windows(frames, _AHEAD):
            wanted = [_wanted(shown, numbers, films) for shown, numbers in window]
            held = {
                each: held.get(each)
                or readers.submit(
                    _read, *each[:2], [(films[number], aim) for number, aim in each[2]]
                )
                for each in dict.fromkeys(chain(*wanted))
            }
            (shown, numbers), layers = window[0], [held[each].result() for each in wanted[0]]
            yield {
                number: _compose(shown, seen_by, films[number])
                for number, seen_by in zip(numbers, zip(*layers, strict=True), strict=True)
            }
    finally:
        readers.shutdown(cancel_futures=True)


def _wanted(shown: Shown, numbers: tuple[int, ...], films: Sequence[Film]) -> list[_Wanted]:
    """Return the pictures of a frame's layers, whose clips they are, and who wants them."""
    pictures = films[0].pictures
    return [
        (
            pictures[each.clip][each.index],
            each.clip,
            tuple((number, films[number].aim(each)) for number in numbers),
        )
        for each in shown.layers
    ]


def _windows(
    frames: Iterable[tuple[Shown, tuple[int, ...]]], width: int
) -> Iterator[tuple[tuple[Shown, tuple[int, ...]], ...]]:
    """Yield for every frame that frame and the ones after it, `width` in all."""
    coming = iter(frames)
    window = deque(islice(coming, width))
    while window:
        yield tuple(window)
        window.popleft()
        window.extend(islice(coming, 1))


def _read(file: Path, clip: int, films: Sequence[tuple[Film, Aim | None]]) -> list[FramePixels]:
    """Return a painted picture of a clip, as each of some films shows it."""
    try:
        pixels = _in_depth_of(read_frame(file), clip, films[0][0])
    except FootageError as error:
        trouble = "cannot be read" if file.exists() else "is missing"
        raise FilmError(
            f"{file}: this picture of the film {trouble}: paint it again with build --deep"
        ) from error
    return [
        moved(pixels, film.size, aim) if aim else _seen(pixels, film, file, clip)
        for film, aim in films
    ]


def _in_depth_of(pixels: FramePixels, clip: int, film: Film) -> FramePixels:
    return in_depth(pixels) if clip in film.deep else in_bytes(pixels)


def _seen(pixels: FramePixels, film: Film, file: Path, clip: int) -> FramePixels:
    """Return a picture, or what a film shows of it."""
    found, size, view = Size(pixels.shape[1], pixels.shape[0]), film.size, film.view
    if view and found.width >= size.width and found.height >= size.height:
        return seen(pixels, size, view.anchors[clip], is_fitted=view.is_fitted)
    if found != size:
        raise FilmError(
            f"{file}: this picture is {found} and the film {size}: delete it and paint it again"
        )
    return pixels


def _compose(shown: Shown, layers: Sequence[FramePixels], film: Film) -> FramePixels:
    """Return a film frame's layers, joined if there are two, what lies on top, and its gain."""
    first, *second = map(in_depth, layers) if film.is_deep(shown) else layers
    drawn = shown.join.mix(first, second[0], shown.progress) if second else first
    for overlay, moment in film.on_top(shown):
        drawn = overlay.draw(drawn, moment)
    return drawn if shown.gain == 1 else blend([drawn], [shown.gain])
