"""Encodes runs of frames, each drawn once for all the films that want it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from tlstyle.errors import FilmError
from tlstyle.film.depth import Encoder
from tlstyle.film.encode import finish
from tlstyle.film.film import Film
from tlstyle.film.frames import draw
from tlstyle.film.identity import Identities
from tlstyle.film.process import EncoderError
from tlstyle.pixels import FramePixels
from tlstyle.system.processes import temporary_name
from tlstyle.timeline import Shown

Failed: TypeAlias = dict[int, EncoderError | OSError]
"""What encoders failed of, by their film's number."""


@dataclass(frozen=True, slots=True)
class Run:
    """Frames that follow each other, and the segments that are to hold them.

    `parts` has a segment's file for each film that lacks it, by the film's number.
    """

    frames: tuple[Shown, ...]
    parts: dict[int, Path]

    def left(self, failed: Failed) -> tuple[int, ...]:
        """Return the films that still want it."""
        return tuple(number for number in self.parts if number not in failed)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A segment that is being encoded: under which name, and by what."""

    part: Path
    partial: Path
    encoder: Encoder
    length: int

    def trouble(self) -> EncoderError | OSError | None:
        """Wait for its end, and return what failed."""
        try:
            self.encoder.fed.end()
            finish(self.partial, self.length)
        except (EncoderError, OSError) as error:
            return error
        return None


def encode_runs(
    films: Sequence[Film],
    runs: Sequence[Run],
    identities: Identities,
    progress: Callable[[int, int], None],
) -> Failed:
    """Draw and encode runs of films of the same pictures, each segment named once it is whole.

    Where a film's encoder fails, the others go on.

    Returns:
        What failed; films that are not in it have all their segments.

    Raises:
        FilmError: a picture cannot be read, or changed.
    """
    failed: Failed = {}
    total, length = sum(len(run.frames) for run in runs), films[0].timeline.length
    sought = ((shown, run.left(failed)) for run in runs for shown in run.frames)
    with closing(draw(sought, films)) as drawn:
        counted = _counted(drawn, length - total, length, progress)
        for run in runs:
            _encode(films, run, islice(counted, len(run.frames)), failed, identities)
            if len(failed) == len(films):
                break
    return failed


def _encode(
    films: Sequence[Film],
    run: Run,
    drawn: Iterable[dict[int, FramePixels]],
    failed: Failed,
    identities: Identities,
) -> None:
    """Encode a run's segments for the films that have not failed, and add those that do."""
    with ExitStack() as held:
        begun = {
            number: held.enter_context(_begun(films[number], run.parts[number], run.frames))
            for number in run.left(failed)
        }
        for pictures in drawn:
            for number in pictures.keys() - failed.keys():
                begun[number].encoder.take(pictures[number])
                if not begun[number].encoder.fed.is_hungry:
                    _settle(number, begun[number], failed)
            if len(failed) == len(films):
                return
        for number in begun.keys() - failed.keys():
            _settle(number, begun[number], failed)
        _refuse_changed(run, films[0], identities)
        for number in begun.keys() - failed.keys():
            begun[number].partial.replace(begun[number].part)


def _settle(number: int, begun: _Begun, failed: Failed) -> None:
    """Wait for a segment's end, and note what failed."""
    if error := begun.trouble():
        failed[number] = error


@contextmanager
def _begun(film: Film, part: Path, frames: Sequence[Shown]) -> Iterator[_Begun]:
    """Start to encode a segment; in the end its process has ended, and only whole ones stay."""
    partial = part.with_name(temporary_name("part"))
    encoder: Encoder | None = None
    asked = film.size, film.timeline.fps, film.encoding
    try:
        encoder = Encoder(partial, *asked, part.stem, deep=film.is_deep(frames[0]))
        yield _Begun(part, partial, encoder, len(frames))
    finally:
        if encoder:
            encoder.fed.kill()
        partial.unlink(missing_ok=True)


def _refuse_changed(run: Run, film: Film, identities: Identities) -> None:
    """Make sure that what was drawn is what the segments are named after."""
    layers = [layer for frame in run.frames for layer in frame.layers]
    shown = {film.pictures[layer.clip][layer.index] for layer in layers}
    shown |= {file for frame in run.frames for file in frame.join.files}
    shown |= {file for laid in film.overlays for file in laid.overlay.files}
    for picture in sorted(shown):
        if identities.has_changed(picture):
            raise FilmError(f"{picture}: changed while the film was written: run it again")


def _counted(
    frames: Iterator[dict[int, FramePixels]],
    done: int,
    total: int,
    progress: Callable[[int, int], None],
) -> Iterator[dict[int, FramePixels]]:
    """Yield frames, reporting each one as it is taken."""
    for number, frame in enumerate(frames, done + 1):
        progress(number, total)
        yield frame
