"""A sequence's stills in order: found, and looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tlstyle.errors import FootageError
from tlstyle.stills.endings import VIDEOS
from tlstyle.stills.headers import common_size, headers_of, odd_sizes, odd_turns
from tlstyle.stills.names import Named, name_files
from tlstyle.stills.order import Order, disorder, gaps
from tlstyle.stills.picture import Header, is_animated, is_jpeg, named_colours, read_header
from tlstyle.stills.reel import reel_of
from tlstyle.stills.still import Footage, Still, own_stems
from tlstyle.stills.video import view_of
from tlstyle.stills.wrap import unwrapped
from tlstyle.system.whole import LONGEST_NAME


class BrokenStillsError(FootageError):
    """Some of a sequence's stills cannot be used, a line for each; `sound` are the others."""

    def __init__(self, faults: Sequence[str], sound: Sequence[Still]) -> None:
        super().__init__(*faults)
        self.sound = tuple(sound)


def find_footage(
    frames: str, folder: Path, trim: tuple[int, int] | None = None, order: Order = "name"
) -> Footage:
    """Return the stills that `frames` names, relative to a folder, in order.

    Args:
        frames: A folder, a glob, a pattern such as img%05d.jpg, a video file or an animated GIF.
        folder: Where relative paths start.
        trim: The first still and one past the last.
        order: Of their names, as file managers sort them, or of the time of their EXIF; a video's
            pictures are in order as they are.

    Raises:
        FootageError: there are none, some cannot be read or have another size (a line for each),
            they have no time to be ordered by, or `trim` asks for more than there are.
    """
    named = name_files(frames, folder)
    place = named.files[0]
    if len(named.files) == 1 and _is_film(place):
        return _film_footage(place, trim)
    _refuse_videos(named.files)
    files, turns = unwrapped(named.files, _taken)
    if order == "name":
        stills = _trimmed(_stills(files), trim)
        headers = _sound_headers(stills)
    else:
        headers, turns = _sound_headers(_stills(files)), ()
        stills = _trimmed(_by_time(headers), trim)
    headers = {still: headers[still] for still in stills}
    if odd := [*odd_sizes(headers)]:
        raise BrokenStillsError(odd, [*headers])
    stills = _distinct(stills, named)
    warnings = (*named.warnings, *turns, *_warnings(headers, order))
    first = stills[0].file
    size, colours = common_size(headers), named_colours(first)
    deep = any(header.is_deep for header in headers.values())
    return Footage(stills, size, warnings, colours, is_jpeg=is_jpeg(first), is_deep=deep)


def _taken(file: Path) -> datetime | None:
    """Return when a still was taken; None also of one that is broken, which is told later."""
    with suppress(FootageError):
        return read_header(file).taken
    return None


def _is_film(file: Path) -> bool:
    ending = file.suffix.lower()
    return ending in VIDEOS or (ending == ".gif" and is_animated(file))


def _film_footage(file: Path, trim: tuple[int, int] | None) -> Footage:
    reel, view = reel_of(file), view_of(file)
    if reel.fault and not (trim and trim[1] <= reel.sound):
        raise FootageError(reel.fault)
    stills = _trimmed(_video_stills(file, reel.count), trim)
    return Footage(stills, view.size, reel.warnings, view.filter)


def _refuse_videos(files: Sequence[Path]) -> None:
    videos = [file for file in files if file.suffix.lower() in VIDEOS]
    if videos:
        raise FootageError(
            f"{videos[0]}: is a video: name it alone, as a sequence of its own, "
            "and pictures by their ending, such as *.jpg"
        )


def _stills(files: Sequence[Path]) -> tuple[Still, ...]:
    return tuple(map(_still, files))


def _still(file: Path) -> Still:
    """Return a file as a still; what cannot be looked at is refused later, with all others."""
    try:
        stat = file.stat()
    except OSError:
        return Still(file, file.stem, 0, 0)
    return Still(file, file.stem, stat.st_size, stat.st_mtime_ns)


def _trimmed(stills: tuple[Still, ...], trim: tuple[int, int] | None) -> tuple[Still, ...]:
    if trim and trim[1] > len(stills):
        raise FootageError(
            f"`trim` = {list(trim)} asks for more than the {len(stills)} stills found"
        )
    return stills[slice(*trim)] if trim else stills


def _sound_headers(stills: Sequence[Still]) -> dict[Still, Header]:
    headers, broken = headers_of(stills)
    if broken:
        raise BrokenStillsError([*broken, *(odd_sizes(headers) if headers else ())], [*headers])
    return headers


def _by_time(headers: Mapping[Still, Header]) -> tuple[Still, ...]:
    """Return stills in the order in which they were taken; those of one time by their names."""
    times = {still: header.taken for still, header in headers.items()}
    without = [still for still, taken in times.items() if taken is None]
    if without:
        more = f" and {len(without) - 1} more" if len(without) > 1 else ""
        raise FootageError(
            f'{without[0].file}{more}: no EXIF time, by which `order` = "time" sorts: '
            'move it elsewhere, or sort by names with `order` = "name"'
        )
    return tuple(sorted(times, key=lambda still: times[still] or datetime.min))


def _distinct(stills: tuple[Still, ...], named: Named) -> tuple[Still, ...]:
    """Return stills whose stems are distinct, named after their folders too where need be."""
    stills = own_stems(stills)
    files: dict[str, Still] = {}
    for still in stills:
        if len(os.fsencode(f"{still.stem}.png")) > LONGEST_NAME:
            raise FootageError(f"{still.file}: its name with .png is too long: shorten it")
        other = files.setdefault(still.stem.casefold(), still)
        if other is not still:
            kinds = " or name the stills by a pattern such as *.jpg" if named.folder else ""
            raise FootageError(
                f"{other.file} and {still.file} would give one frame, {still.stem}.png: "
                f"rename one{kinds}"
            )
    return stills


def _warnings(headers: Mapping[Still, Header], order: Order) -> Iterator[str]:
    taken = [(still.file, header.taken) for still, header in headers.items()]
    if order == "name":
        yield from disorder(taken)
        yield from gaps([file for file, _ in taken])
    yield from odd_turns(headers)


def _video_stills(file: Path, count: int) -> tuple[Still, ...]:
    stat = file.stat()
    return tuple(
        Still(file, f"{number:06d}", stat.st_size, stat.st_mtime_ns, number - 1)
        for number in range(1, count + 1)
    )
