"""Writes a whole film or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path

from tlstyle.errors import FilmError
from tlstyle.film.container import frame_count
from tlstyle.film.encode import encode, join
from tlstyle.film.film import Film
from tlstyle.film.frames import draw
from tlstyle.film.identity import Identities
from tlstyle.film.process import EncoderError
from tlstyle.film.seal import film_provenance, is_intact, seal
from tlstyle.film.segments import Segment, cut_up, is_segment
from tlstyle.film.sound import RATE, write_sound
from tlstyle.pixels import Pixels
from tlstyle.system.processes import left_behind, temporary_name
from tlstyle.system.room import free, is_full, refuse_little_room
from tlstyle.system.whole import remove_partials
from tlstyle.timeline import Shown
from tlstyle.words import megabytes


def write_film(
    film: Film,
    output: Path,
    *,
    provenance: str,
    progress: Callable[[int, int], None],
    segments: Path | None = None,
    identities: Identities | None = None,
    afresh: bool = False,
    before_replacing: Callable[[], None] = lambda: None,
) -> None:
    """Write a film, with music that is exactly as long as its picture.

    Only segments of it that were not encoded before are encoded now.

    Args:
        film: What to write.
        output: The film's file; it changes only when the new film is complete.
        provenance: Any text up to about 100 kB, which `film_provenance` reads back.
        progress: Called with the frames done and their total after every frame.
        segments: The folder that keeps this film's encoded segments, and nothing else; None to
            keep none.
        identities: What is known of its pictures, if something is.
        afresh: Encode those segments again, too, that are kept.
        before_replacing: Called once the film is whole; raises if it may not get its name.

    Raises:
        FilmError: the film cannot be written, or a picture changed while it was.
        RoomError: the disk has too little room for it; nothing was begun.
    """
    identities = identities or Identities()
    with _in_words(film, output, segments), _beside(output) as folder:
        kept = segments or folder / "segments"
        wanted = cut_up(film, identities.of)
        parts = [kept / segment.name for segment in wanted]
        pending = _pending(wanted, parts, afresh)
        share = sum(map(len, pending.values())) / film.timeline.length
        whole_film = film.picture_bytes + film.sound_bytes
        refuse_little_room([(output.parent, whole_film), (kept, share * film.picture_bytes)])
        samples = round(film.timeline.seconds * RATE)
        sound = write_sound(film.music, samples, folder) if film.music else None
        kept.mkdir(parents=True, exist_ok=True)
        remove_partials(kept)
        _encode(film, pending, identities, progress)
        joined = folder / f"film{output.suffix}"
        with _without_on_failure(parts):
            join(joined, parts, sound, provenance, film.timeline.fps, film.title, film.codec)
            _finish(joined, film.timeline.length)
        before_replacing()
        joined.replace(output)
        _clear_all_but(parts)


def remove_unfinished(folder: Path) -> None:
    """Remove what processes that have ended left of the films they wrote in a folder."""
    for entry in left_behind(folder, "writing"):
        shutil.rmtree(entry, ignore_errors=True)


@contextmanager
def _in_words(film: Film, output: Path, segments: Path | None) -> Iterator[None]:
    """Say what stops a film's writing, and what to do about it."""
    try:
        yield
    except EncoderError as error:
        raise FilmError(f"{output}: {error}") from error
    except OSError as error:
        places = {output.parent.absolute(), (segments or output.parent).absolute()}
        needed = 2 * film.picture_bytes + film.sound_bytes
        raise FilmError(_advice(output, min(places, key=free), needed, error)) from error


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


def _encode(
    film: Film,
    pending: Mapping[Path, tuple[Shown, ...]],
    identities: Identities,
    progress: Callable[[int, int], None],
) -> None:
    """Draw and encode segments, each under its name once it is whole."""
    total, timeline = sum(map(len, pending.values())), film.timeline
    shown = chain.from_iterable(pending.values())
    with closing(draw(shown, film.pictures, film.size, film.view)) as drawn:
        counted = _counted(drawn, timeline.length - total, timeline.length, progress)
        for part, frames in pending.items():
            with _whole(part) as partial:
                taken = islice(counted, len(frames))
                encode(partial, taken, film.size, timeline.fps, film.encoding, part.stem)
                _finish(partial, len(frames))
                _refuse_changed(frames, film, identities)


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


def _refuse_changed(frames: Sequence[Shown], film: Film, identities: Identities) -> None:
    """Make sure that what was drawn is what the segment is named after."""
    shown = {film.pictures[layer.clip][layer.index] for frame in frames for layer in frame.layers}
    shown |= {file for frame in frames for file in frame.join.files}
    for picture in sorted(shown):
        if identities.has_changed(picture):
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
