"""What a document's clips play, laid down beside it: numbered pictures, and the sound."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path

from tlstyle import png
from tlstyle.errors import FilmError
from tlstyle.exports.cover import cover_of
from tlstyle.exports.edit import Cover, Edit, Joint, Media, picture_name
from tlstyle.exports.export import Export
from tlstyle.film import Film, Identities
from tlstyle.film.frames import draw
from tlstyle.film.sound import write_sound
from tlstyle.film.track import RATE
from tlstyle.overlays import Laid
from tlstyle.system.processes import left_behind, temporary_name
from tlstyle.system.whole import remove_partials, write_whole
from tlstyle.timeline import Shown

MUSIC = "music.wav"
_FOLDER = re.compile(r"\d{2,}-[A-Za-z0-9-]*")
_PICTURE = re.compile(r"\d{5,}\.png")


def refuse_foreign_media(folder: Path) -> None:
    """Make sure that a folder holds nothing but what an export left there.

    What killed ones left half done is removed.

    Raises:
        FilmError: it does, or is none.
    """
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise FilmError(f"{folder}: is no folder, and media are to lie there: move it")
    for left in left_behind(folder, "writing"):
        shutil.rmtree(left, ignore_errors=True)
    for place in (folder, *(entry for entry in folder.iterdir() if entry.is_dir())):
        remove_partials(place)
    foreign = next((each for each in sorted(folder.iterdir()) if not _is_ours(each)), None)
    if foreign:
        raise FilmError(f"{foreign}: was not written by tlstyle and is left alone: move it")


def _is_ours(entry: Path) -> bool:
    if entry.is_dir():
        named = [each.name for each in entry.iterdir()]
        return bool(_FOLDER.fullmatch(entry.name)) and all(map(_PICTURE.fullmatch, named))
    return entry.name == MUSIC


def lay_down(
    clips: Sequence[Film], media: Path, progress: Callable[[int, int], None]
) -> list[Media]:
    """Number each sequence's pictures in a folder of its own, and return these.

    Pictures that the film shows as they were painted take no room: they are hard links where the
    disk has such.

    Args:
        clips: Each sequence as a film of its own.
        media: The folder that theirs are to lie in.
        progress: Called with the pictures done and their total.

    Raises:
        FilmError: a picture cannot be read, or nothing be written.
    """
    names = (clip.timeline.clips[0].name for clip in clips)
    places = [media / f"{number:02}-{_slug(name)}" for number, name in enumerate(names, 1)]
    lengths = [clip.timeline.length for clip in clips]
    laid = chain.from_iterable(map(_lay_down, clips, places))
    for done, _ in enumerate(laid, 1):
        progress(done, sum(lengths))
    return list(map(Media, places, lengths))


def with_beside(edit: Edit, film: Film, kind: type[Export], media: Path) -> Edit:
    """Lay down a film's sound, and as pictures what a document has not; return all that it says.

    Raises:
        FilmError: a picture or the music cannot be read, or nothing be written.
    """
    plain = replace(film, overlays=(), taken=())
    drawn = {
        joint.number: _drawn(plain, joint, media) for joint in edit.joints() if kind.draws(joint)
    }
    covers = tuple(_cover(film, laid, media) for laid in film.overlays) if kind.has_covers else ()
    return replace(edit, drawn=drawn, covers=covers, sound=_sound(film, media))


def _slug(name: str) -> str:
    """Return a name in letters that no editor trips over."""
    return "-".join(re.findall(r"[A-Za-z0-9]+", name))


def _lay_down(clip: Film, place: Path) -> Iterator[None]:
    """Number a clip's pictures: linked, or drawn where the film shows them otherwise."""
    (pictures,) = clip.pictures
    place.mkdir(parents=True, exist_ok=True)
    if clip.view is None and not clip.moves:
        for index, picture in enumerate(pictures):
            _link(picture, place / picture_name(index))
            yield
    else:
        yield from _draw(clip, clip.timeline.frames(), place)
    _clear(place, len(pictures))


def _link(picture: Path, name: Path) -> None:
    if name.exists() and name.samefile(picture):
        return
    partial = name.with_name(temporary_name("part"))
    try:
        partial.hardlink_to(picture)
    except OSError:
        shutil.copyfile(picture, partial)
    partial.replace(name)


def _drawn(film: Film, joint: Joint, media: Path) -> Media:
    """Draw a join as pictures, not yet faded."""
    names = [clip.name for clip in film.timeline.clips]
    own = film.timeline.clips[joint.number]
    place = media / f"{joint.number + 1:02}-into-{_slug(names[joint.number])}"
    place.mkdir(parents=True, exist_ok=True)
    shown = list(film.timeline.frames())[own.start : own.start + own.overlap]
    unfaded = (replace(each, gain=type(each.gain)(1)) for each in shown)
    for _ in _draw(film, unfaded, place):
        pass
    _clear(place, own.overlap)
    return Media(place, own.overlap)


def _cover(film: Film, laid: Laid, media: Path) -> Cover:
    """Draw what lies over a film as pictures; those that are alike once."""
    span, place = laid.span, media / f"00-over-{film.overlays.index(laid) + 1}"
    place.mkdir(parents=True, exist_ok=True)
    identities, drawn = Identities(), dict[str, Path]()
    shown = list(film.timeline.frames())[span.first : span.first + span.length]
    for index, moment in enumerate(laid.moment(each, film.timeline, film.taken) for each in shown):
        assert moment is not None, "it is seen in every frame of its span"
        picture = place / picture_name(index)
        key = json.dumps(laid.overlay.recipe(moment, identities.of))
        if key in drawn:
            _link(drawn[key], picture)
        else:
            write_whole(picture, cover_of(laid.overlay, film.size, moment))
            drawn[key] = picture
    _clear(place, span.length)
    return Cover(span.first, Media(place, span.length))


def _draw(film: Film, shown: Iterable[Shown], place: Path) -> Iterator[None]:
    wanted = ((each, (0,)) for each in shown)
    with closing(draw(wanted, [film])) as pictures:
        for index, (picture,) in enumerate(each.values() for each in pictures):
            write_whole(place / picture_name(index), png.encode(picture, "tlstyle", "export"))
            yield


def _clear(place: Path, count: int) -> None:
    """Remove pictures that an earlier, longer sequence left."""
    kept = {picture_name(index) for index in range(count)}
    for entry in place.iterdir():
        if entry.name not in kept and _PICTURE.fullmatch(entry.name):
            entry.unlink()


def _sound(film: Film, media: Path) -> Path | None:
    if not film.cues:
        return None
    media.mkdir(parents=True, exist_ok=True)
    working = media / temporary_name("writing")
    working.mkdir()
    try:
        samples = round(film.timeline.seconds * RATE)
        return write_sound(film.cues, samples, working).replace(media / MUSIC)
    finally:
        shutil.rmtree(working, ignore_errors=True)
