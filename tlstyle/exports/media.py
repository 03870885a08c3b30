"""What a document's clips play, laid down beside it: numbered pictures, and the sound."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tlstyle import png
from tlstyle.errors import FilmError
from tlstyle.exports.edit import Edit, Joint, Media, Part, cuts_of, picture_name
from tlstyle.exports.export import Export
from tlstyle.film import Film
from tlstyle.film.frames import draw
from tlstyle.film.sound import write_sound
from tlstyle.film.track import RATE
from tlstyle.system.processes import left_behind, temporary_name
from tlstyle.system.whole import remove_partials, write_whole
from tlstyle.timeline import Shown

MUSIC = "music.wav"
_FOLDER = re.compile(r"\d\d-[A-Za-z0-9-]*")
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


def edit_of(
    film: Film,
    styles: Sequence[str],
    kind: type[Export],
    clips: Sequence[Film],
    folder: Path,
    media: Path,
    movies: Sequence[Path],
    progress: Callable[[int, int], None],
) -> Edit:
    """Lay down what a document plays, and return all that it says.

    Pictures that the film shows as they were painted take no room: they are hard links where the
    disk has such.

    Args:
        film: What is handed over.
        styles: What each of its clips is painted after.
        kind: The document's.
        clips: Each of its clips as a film of its own.
        folder: Where the document is to lie.
        media: The folder of what it plays.
        movies: The clips' files, where it is to play these; otherwise none.
        progress: Called with the pictures done and their total.

    Raises:
        FilmError: a picture or the music cannot be read, or nothing be written.
    """
    timeline, done = film.timeline, 0
    total = 0 if movies else sum(clip.length for clip in timeline.clips)

    def on_picture() -> None:
        nonlocal done
        done += 1
        progress(min(done, total), total)

    parts = []
    for number, (clip, (start, end)) in enumerate(
        zip(timeline.clips, cuts_of(timeline), strict=True)
    ):
        if movies:
            played = Media(movies[number], clip.length, is_movie=True)
        else:
            place = media / f"{number + 1:02}-{_slug(clip.name)}"
            _lay_down(clips[number], place, on_picture)
            played = Media(place, clip.length)
        parts.append(Part(clip, styles[number], played, start, end))
    edit = Edit(film.title, film.size, timeline, tuple(parts), folder)
    drawn = {
        joint.number: _drawn(film, joint, media) for joint in edit.joints() if kind.draws(joint)
    }
    return replace(edit, drawn=drawn, sound=_sound(film, media))


def _slug(name: str) -> str:
    """Return a name in letters that no editor trips over."""
    return "-".join(re.findall(r"[A-Za-z0-9]+", name))


def _lay_down(clip: Film, place: Path, on_picture: Callable[[], None]) -> None:
    """Number a clip's pictures: linked, or drawn where the film shows them otherwise."""
    (pictures,) = clip.pictures
    place.mkdir(parents=True, exist_ok=True)
    if clip.view is None and not clip.moves:
        for index, picture in enumerate(pictures):
            _link(picture, place / picture_name(index))
            on_picture()
    else:
        _draw(clip, clip.timeline.frames(), place, on_picture)
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
    _draw(film, unfaded, place, lambda: None)
    _clear(place, own.overlap)
    return Media(place, own.overlap)


def _draw(film: Film, shown: Iterable[Shown], place: Path, on_picture: Callable[[], None]) -> None:
    wanted = ((each, (0,)) for each in shown)
    with closing(draw(wanted, [film])) as pictures:
        for index, (picture,) in enumerate(each.values() for each in pictures):
            write_whole(place / picture_name(index), png.encode(picture, "tlstyle", "export"))
            on_picture()


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
