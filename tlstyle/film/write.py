"""Writes a whole film or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import chain, islice
from math import prod
from pathlib import Path

from tlstyle.errors import FilmError
from tlstyle.film.container import frame_count
from tlstyle.film.encode import Encoding, encode, join
from tlstyle.film.frames import draw
from tlstyle.film.process import EncoderError
from tlstyle.film.seal import film_provenance, is_intact, seal
from tlstyle.film.segments import Segment, cut_up, is_segment
from tlstyle.film.sound import RATE, write_sound
from tlstyle.pixels import Pixels
from tlstyle.project.types import Music
from tlstyle.size import Size
from tlstyle.system.processes import left_behind, temporary_name
from tlstyle.system.room import free, is_full, refuse_little_room
from tlstyle.system.whole import remove_partials
from tlstyle.timeline import Shown, Timeline
from tlstyle.words import megabytes

_BYTES_A_PIXEL = 0.15
"""What a painted film takes: 0.14 in the sample film."""

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
    title: str = "",
    segments: Path | None = None,
    identity: Callable[[Path], str] = str,
    changed: Callable[[Path], bool] = lambda picture: False,
    afresh: bool = False,
    before_replacing: Callable[[], None] = lambda: None,
) -> None:
    """Write the film of a timeline, with music that is exactly as long as its picture.

    Only segments of it that were not encoded before are encoded now.

    Args:
        output: The film's file, or a link to it; it changes only when the new film is complete.
        timeline: What to show when.
        pictures: The files: `pictures[c][i]` is clip c's frame i, as large as the film. One may
            come up several times in a row, and is then read once.
        size: The film's size, in even numbers.
        music: The track under the film; None for a film without sound.
        encoding: How the picture is compressed.
        provenance: Any text up to about 100 kB, which `film_provenance` reads back.
        progress: Called with the frames done and their total after every frame.
        title: What players call the film.
        segments: The folder that keeps this film's encoded segments, and nothing else; None to
            keep none.
        identity: What tells a picture's pixels from any other's, as it was when first asked.
        changed: Tells whether a picture is another by now.
        afresh: Encode those segments again, too, that are kept.
        before_replacing: Called once the film is whole; raises if it may not get its name.

    Raises:
        FilmError: the film cannot be written, or a picture changed while it was.
        RoomError: the disk has too little room for it; nothing was begun.
    """
    output = output.resolve() if output.is_symlink() else output
    picture, track = film_bytes(timeline, size, with_music=music is not None)
    try:
        with _beside(output) as folder:
            kept = segments or folder / "segments"
            wanted = cut_up(timeline, pictures, size, encoding, identity)
            parts = [kept / segment.name for segment in wanted]
            pending = _pending(wanted, parts, afresh)
            left = sum(map(len, pending.values()))
            share = left / timeline.length
            refuse_little_room([(output.parent, picture + track), (kept, share * picture)])
            film = folder / "film.mp4"
            samples = round(timeline.seconds * RATE)
            sound = write_sound(music, samples, folder) if music else None
            kept.mkdir(parents=True, exist_ok=True)
            remove_partials(kept)
            with closing(draw(chain.from_iterable(pending.values()), pictures, size)) as drawn:
                counted = _counted(drawn, timeline.length - left, timeline.length, progress)
                for part, frames in pending.items():
                    with _whole(part) as partial:
                        taken = islice(counted, len(frames))
                        encode(partial, taken, size, timeline.fps, encoding, part.stem)
                        _finish(partial, len(frames))
                        _refuse_changed(frames, pictures, changed)
            with _without_on_failure(parts):
                join(film, parts, sound, provenance, timeline.fps, title)
                _finish(film, timeline.length)
            before_replacing()
            film.replace(output)
            _clear_all_but(parts)
    except EncoderError as error:
        raise FilmError(f"{output}: {error}") from error
    except OSError as error:
        places = {output.parent.absolute(), (segments or output.parent).absolute()}
        advice = _advice(output, min(places, key=free), 2 * picture + track, error)
        raise FilmError(advice) from error


def remove_unfinished(folder: Path) -> None:
    """Remove what processes that have ended left of the films they wrote in a folder."""
    for entry in left_behind(folder, "writing"):
        shutil.rmtree(entry, ignore_errors=True)


def film_bytes(timeline: Timeline, size: Size, *, with_music: bool) -> tuple[float, float]:
    """Return about how many bytes a film's picture takes, and its music while it is written."""
    picture = timeline.length * prod(size) * _BYTES_A_PIXEL
    return picture, with_music * float(timeline.seconds) * RATE * _BYTES_A_SAMPLE


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """Give a hidden folder beside the film, on the same disk, and remove it in the end."""
    output.parent.mkdir(parents=True, exist_ok=True)
    remove_unfinished(output.parent)
    folder = output.parent.absolute() / temporary_name("writing")
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pending(
    wanted: Sequence[Segment], parts: Sequence[Path], afresh: bool
) -> dict[Path, tuple[Shown, ...]]:
    """Return the segments that are to be encoded, file and frames, in order.

    Those that are kept are read, so that nothing is joined but what was encoded.
    """
    with ThreadPoolExecutor() as readers:
        kept = [False] * len(parts) if afresh else list(readers.map(is_kept, parts))
    return {
        part: segment.frames
        for part, segment, done in zip(parts, wanted, kept, strict=True)
        if not done
    }


def is_kept(part: Path) -> bool:
    """Tell whether a segment is there and holds what its name says, by reading all of it."""
    return film_provenance(part) == part.stem and is_intact(part)


@contextmanager
def _without_on_failure(parts: Sequence[Path]) -> Iterator[None]:
    """Remove segments that cannot be joined, so that they are encoded again."""
    try:
        yield
    except EncoderError:
        for part in parts:
            part.unlink(missing_ok=True)
        raise


@contextmanager
def _whole(part: Path) -> Iterator[Path]:
    """Give a file to encode a segment into, which gets the segment's name if all goes well."""
    partial = part.with_name(temporary_name("part"))
    try:
        yield partial
        partial.replace(part)
    finally:
        partial.unlink(missing_ok=True)


def _refuse_changed(
    frames: Sequence[Shown], pictures: Sequence[Sequence[Path]], changed: Callable[[Path], bool]
) -> None:
    """Make sure that what was drawn is what the segment is named after."""
    shown = {pictures[layer.clip][layer.index] for frame in frames for layer in frame.layers}
    for picture in sorted(shown):
        if changed(picture):
            raise FilmError(f"{picture}: changed while the film was written: run it again")


def _clear_all_but(parts: Sequence[Path]) -> None:
    """Remove the segments of which the film no longer consists."""
    for entry in parts[0].parent.iterdir():
        if entry not in parts and is_segment(entry):
            entry.unlink()


def _counted(
    frames: Iterator[Pixels], done: int, total: int, progress: Callable[[int, int], None]
) -> Iterator[Pixels]:
    """Yield frames, reporting each one as it is taken."""
    for number, frame in enumerate(frames, done + 1):
        progress(number, total)
        yield frame


def _finish(film: Path, length: int) -> None:
    """Make sure that a film has all its frames, seal it, and see it onto the disk."""
    found = frame_count(film)
    if found != length:
        raise EncoderError(f"ffmpeg wrote {found} of {length} frames: run it again")
    seal(film)
    with film.open("rb+") as file:
        os.fsync(file.fileno())


def _advice(output: Path, place: Path, needed: float, error: OSError) -> str:
    """Return what a user can do about a system error."""
    if not is_full(error):
        return f"{output}: the film cannot be written: {error}"
    room = f"about {megabytes(needed)} is needed and {megabytes(free(place))} is free"
    return (
        f"{output}: no space left in {place}: make room there and run it again; {room}; "
        "the painted frames are kept, and so is the film before this one, if any"
    )
