"""Writes a whole film or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from math import prod
from pathlib import Path

from tlstyle.errors import FilmError
from tlstyle.film.container import frame_count
from tlstyle.film.encode import Encoding, encode
from tlstyle.film.frames import draw
from tlstyle.film.process import EncoderError
from tlstyle.film.sound import RATE, write_sound
from tlstyle.images import Pixels
from tlstyle.processes import left_behind, temporary_name
from tlstyle.project.types import Music
from tlstyle.room import free, is_full
from tlstyle.size import Size
from tlstyle.timeline import Timeline
from tlstyle.words import megabytes

_BYTES_A_PIXEL = 0.1
"""What a painted film takes: 0.09 in the sample film."""

_BYTES_A_SAMPLE = 16.0
"""Music is laid down beside the film as it is read and as it is played, each 2 x 4 bytes wide."""


def write_film(
    output: Path,
    timeline: Timeline,
    pictures: Sequence[Sequence[Path]],
    size: Size,
    music: Music | None,
    *,
    encoding: Encoding,
    provenance: str,
    progress: Callable[[int, int], None],
) -> None:
    """Write the film of a timeline, with music that is exactly as long as its picture.

    Args:
        output: The film's file; it changes only when the new film is complete.
        timeline: What to show when.
        pictures: The files: `pictures[c][i]` is clip c's frame i, as large as the film. One may
            come up several times in a row, and is then read once.
        size: The film's size, in even numbers.
        music: The track under the film; None for a film without sound.
        encoding: How the picture is compressed.
        provenance: Any text up to about 100 kB, which `film_provenance` reads back.
        progress: Called with the frames done and their total after every frame.

    Raises:
        FilmError: the film cannot be written.
    """
    try:
        with _beside(output) as folder:
            film = folder / "film.mp4"
            samples = round(timeline.seconds * RATE)
            sound = write_sound(music, samples, folder) if music else None
            with closing(draw(timeline, pictures, size)) as frames:
                counted = _counted(frames, timeline.length, progress)
                encode(
                    *(film, counted, size, timeline.fps),
                    sound=sound,
                    encoding=encoding,
                    provenance=provenance,
                )
            _check(film, timeline.length)
            film.replace(output)
    except EncoderError as error:
        raise FilmError(f"{output}: {error}") from error
    except OSError as error:
        needed = film_bytes(timeline, size, with_music=music is not None)
        raise FilmError(_advice(output, needed, error)) from error


def remove_unfinished(folder: Path) -> None:
    """Remove what processes that have ended left of the films they wrote in a folder."""
    for entry in left_behind(folder, "writing"):
        shutil.rmtree(entry, ignore_errors=True)


def film_bytes(timeline: Timeline, size: Size, *, with_music: bool) -> float:
    """Return about how many bytes a film takes while it is written."""
    picture = timeline.length * prod(size) * _BYTES_A_PIXEL
    return picture + with_music * float(timeline.seconds) * RATE * _BYTES_A_SAMPLE


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """Give a hidden folder beside the film, on the same disk, and remove it in the end."""
    output.parent.mkdir(parents=True, exist_ok=True)
    remove_unfinished(output.parent)
    folder = output.parent.absolute() / temporary_name(output.name, "writing")
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _counted(
    frames: Iterator[Pixels], total: int, progress: Callable[[int, int], None]
) -> Iterator[Pixels]:
    """Yield frames, reporting each one once it has been taken."""
    for done, frame in enumerate(frames, 1):
        yield frame
        progress(done, total)


def _check(film: Path, length: int) -> None:
    """Make sure that the film is whole, on the disk and not in a cache."""
    found = frame_count(film)
    if found != length:
        raise EncoderError(f"ffmpeg wrote {found} of {length} frames: run it again")
    with film.open("rb+") as file:
        os.fsync(file.fileno())


def _advice(output: Path, needed: float, error: OSError) -> str:
    """Return what a user can do about a system error."""
    if not is_full(error):
        return f"{output}: the film cannot be written: {error}"
    place = output.parent.absolute()
    room = f"about {megabytes(needed)} is needed and {megabytes(free(place))} is free"
    return (
        f"{output}: no space left in {place}: make room there and run it again; {room}; "
        "the painted frames are kept, and so is the film before this one, if any"
    )
