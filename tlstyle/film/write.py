"""Writes whole films or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tlstyle.errors import FilmError
from tlstyle.film.encode import finish, join
from tlstyle.film.film import Film
from tlstyle.film.identity import Identities
from tlstyle.film.process import EncoderError
from tlstyle.film.runs import Failed, Run, encode_runs
from tlstyle.film.seal import film_provenance, is_intact
from tlstyle.film.segments import Segment, cut_up, is_segment
from tlstyle.film.sound import write_sound
from tlstyle.film.track import RATE
from tlstyle.system.processes import left_behind, temporary_name
from tlstyle.system.room import free, is_full, refuse_little_room
from tlstyle.system.whole import remove_partials
from tlstyle.words import megabytes


@dataclass(frozen=True, slots=True)
class Order:
    """A film to be written, and where.

    Attributes:
        film: What to write.
        output: The film's file; it changes only when the new film is complete.
        provenance: Any text up to about 100 kB, which `film_provenance` reads back.
        segments: The folder that keeps this film's encoded segments, and nothing else; None to
            keep none.
        before_replacing: Called once the film is whole; raises if it may not get its name.
    """

    film: Film
    output: Path
    provenance: str
    segments: Path | None = None
    before_replacing: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class _Begun:
    """A film on its way, with a folder beside it.

    Attributes:
        order: What is to be written.
        folder: For files of passing use.
        kept: Where its segments lie.
        segments: All of them, in order.
        parts: Their files.
        pending: Those files that are to be encoded.
    """

    order: Order
    folder: Path
    kept: Path
    segments: tuple[Segment, ...]
    parts: tuple[Path, ...]
    pending: frozenset[Path]

    @property
    def rooms(self) -> list[tuple[Path, float]]:
        """What it will take on disks, but for its sound."""
        film, made = self.order.film, dict(zip(self.parts, self.segments, strict=True))
        share = sum(len(made[part].frames) for part in self.pending) / film.timeline.length
        place = self.order.output.parent
        return [(place, film.picture_bytes), (self.kept, share * film.picture_bytes)]


def write_films(
    orders: Sequence[Order],
    *,
    progress: Callable[[int, int], None],
    written: Callable[[int], None] = lambda number: None,
    identities: Identities | None = None,
    afresh: bool = False,
) -> list[FilmError]:
    """Write films of the same pictures, timeline and music, which is exactly as long as they are.

    Only segments that were not encoded before are encoded now, and each frame is drawn once for
    all the films that lack it. Where one film fails, the others are written.

    Args:
        orders: The films.
        progress: Called with the frames done and their total after every frame.
        written: Called with each film's number, once it has its name.
        identities: What is known of their pictures, if something is.
        afresh: Encode those segments again, too, that are kept.

    Returns:
        Why films could not be written, if some could not.

    Raises:
        FilmError: none can be written, or a picture changed while they were.
        RoomError: a disk has too little room for them; nothing was begun.
    """
    identities, film = identities or Identities(), orders[0].film
    for order in orders:
        remove_unfinished(order.output.parent)
    with _in_words(orders[0]), ExitStack() as held:
        begun = [
            _begin(order, held.enter_context(_beside(order.output)), identities, afresh)
            for order in orders
        ]
        rooms = [room for each in begun for room in each.rooms]
        refuse_little_room([*rooms, (orders[0].output.parent, film.sound_bytes)])
        samples = round(film.timeline.seconds * RATE)
        sound = write_sound(film.cues, samples, begun[0].folder) if film.cues else None
        for each in begun:
            each.kept.mkdir(parents=True, exist_ok=True)
            remove_partials(each.kept)
        failed = encode_runs([each.film for each in orders], _runs(begun), identities, progress)
        return list(_join_all(begun, failed, sound, written))


def remove_unfinished(folder: Path) -> None:
    """Remove what processes that have ended left of the films they wrote in a folder."""
    for entry in left_behind(folder, "writing"):
        shutil.rmtree(entry, ignore_errors=True)


def is_kept(part: Path) -> bool:
    """Tell whether a segment is there and holds what its name says, by reading all of it."""
    return film_provenance(part) == part.stem and is_intact(part)


def _begin(order: Order, folder: Path, identities: Identities, afresh: bool) -> _Begun:
    """Return a film that is begun.

    Segments that are kept are read, so that nothing is joined but what was encoded.
    """
    kept = order.segments or folder / "segments"
    segments = tuple(cut_up(order.film, identities.of))
    parts = tuple(kept / segment.name for segment in segments)
    with ThreadPoolExecutor() as readers:
        done = [False] * len(parts) if afresh else list(readers.map(is_kept, parts))
    lacking = (part for part, is_done in zip(parts, done, strict=True) if not is_done)
    return _Begun(order, folder, kept, segments, parts, frozenset(lacking))


def _runs(begun: Sequence[_Begun]) -> list[Run]:
    """Return the frames that are to be drawn, and each film's segments that are to hold them.

    Films of one timeline are cut up at the same frames. A segment that comes up twice is encoded
    once.
    """
    left = [set(each.pending) for each in begun]
    runs = []
    for number, segment in enumerate(begun[0].segments):
        parts = {}
        for film, (each, pending) in enumerate(zip(begun, left, strict=True)):
            part = each.parts[number]
            if part in pending:
                pending.remove(part)
                parts[film] = part
        if parts:
            runs.append(Run(segment.frames, parts))
    return runs


def _join_all(
    begun: Sequence[_Begun],
    failed: Failed,
    sound: Path | None,
    written: Callable[[int], None],
) -> Iterator[FilmError]:
    """Join each film whose segments are all there, and yield why others are not written."""
    for number, each in enumerate(begun):
        try:
            with _in_words(each.order):
                if number in failed:
                    raise failed[number]
                _join(each, sound)
                written(number)
        except FilmError as error:
            yield error


def _join(begun: _Begun, sound: Path | None) -> None:
    """Join a film's segments, and give it its name."""
    order, parts = begun.order, begun.parts
    film, joined = order.film, begun.folder / f"film{order.output.suffix}"
    with _without_on_failure(parts):
        join(joined, parts, film, sound, order.provenance)
        finish(joined, film.timeline.length)
    order.before_replacing()
    joined.replace(order.output)
    for entry in begun.kept.iterdir():
        if entry not in parts and is_segment(entry):
            entry.unlink()


@contextmanager
def _in_words(order: Order) -> Iterator[None]:
    """Say what stops a film's writing, and what to do about it."""
    output, film = order.output, order.film
    try:
        yield
    except EncoderError as error:
        raise FilmError(f"{output}: {error}") from error
    except OSError as error:
        places = {output.parent.absolute(), (order.segments or output.parent).absolute()}
        needed = 2 * film.picture_bytes + film.sound_bytes
        raise FilmError(_advice(output, min(places, key=free), needed, error)) from error


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """Give a hidden folder beside the film, on the same disk, and remove it in the end."""
    output.parent.mkdir(parents=True, exist_ok=True)
    folder = output.parent.absolute() / temporary_name("writing")
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _without_on_failure(parts: Sequence[Path]) -> Iterator[None]:
    """Remove segments that cannot be joined, so that they are encoded again."""
    try:
        yield
    except EncoderError:
        for part in parts:
            part.unlink(missing_ok=True)
        raise


def _advice(output: Path, place: Path, needed: float, error: OSError) -> str:
    """Return what a user can do about a system error."""
    if not is_full(error):
        return f"{output}: the film cannot be written: {error}"
    room = f"about {megabytes(needed)} is needed and {megabytes(free(place))} is free"
    return (
        f"{output}: no space left in {place}: make room there and run it again; {room}; "
        "the painted frames are kept, and so is the film before this one, if any"
    )
