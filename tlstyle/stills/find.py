"""A sequence's stills in order: found, and looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tlstyle.errors import FootageError
from tlstyle.stills.development import AS_SHOT, Wanted
from tlstyle.stills.endings import VIDEOS, is_raw
from tlstyle.stills.headers import (
    common_size,
    header_of,
    headers_of,
    odd_sizes,
    odd_turns,
    told_hdr,
)
from tlstyle.stills.leaps import leaps
from tlstyle.stills.names import Frames, Named, name_parts
from tlstyle.stills.order import Order, disorder, gaps
from tlstyle.stills.picture import Header, is_jpeg, named_colours
from tlstyle.stills.raw import to_develop
from tlstyle.stills.reels import film_footage, is_moving
from tlstyle.stills.skip import Skip, skipped, without
from tlstyle.stills.still import Footage, Still, own_stems, trimmed
from tlstyle.stills.wrap import unwrapped
from tlstyle.system.whole import LONGEST_NAME
from tlstyle.words import some


class BrokenStillsError(FootageError):
    """Some of a sequence's stills cannot be used, a line for each; `sound` are the others."""

    def __init__(self, faults: Sequence[str], sound: Sequence[Still]) -> None:
        super().__init__(*faults)
        self.sound = tuple(sound)


def find_footage(
    frames: Frames,
    folder: Path,
    trim: tuple[int, int] | None = None,
    order: Order = "name",
    raw: Wanted = AS_SHOT,
    skip: Skip = (),
) -> Footage:
    """Return the stills that `frames` names, relative to a folder, in order.

    Args:
        frames: A folder, a glob, a pattern such as img%05d.jpg, a video file or an animated GIF; or
            several, of which the stills follow each other as listed.
        folder: Where relative paths start.
        trim: The first still and one past the last.
        order: Of their names, as file managers sort them, in each that is listed; or of the time
            of their EXIF in all. A video's pictures are in order as they are.
        raw: How raw stills are to be developed.
        skip: Stills that are left out, whether or not they can be read; `trim` counts them.

    Raises:
        FootageError: there are none, some cannot be read or have another size (a line for each),
            they have no time to be ordered by, `trim` asks for more than there are, or `skip` for
            what is not there.
    """
    parts = name_parts(frames, folder)
    files = [file for part in parts for file in part.files]
    if len(files) == len(parts) and all(map(is_moving, files)):
        return _skipping(film_footage(files, trim), skip)
    _refuse_videos(files)
    return _developed(_pictures(parts, trim, order, skip), raw)


def listed(frames: Frames, folder: Path) -> tuple[Still, ...]:
    """Return the stills that `frames` names by the order of names, sound or not: `trim` counts so.

    Raises:
        FootageError: there are none.
    """
    ordered = [unwrapped(part.files, _taken)[0] for part in name_parts(frames, folder)]
    return _stills([file for files in ordered for file in files])


def _pictures(
    parts: Sequence[Named], trim: tuple[int, int] | None, order: Order, skip: Skip
) -> Footage:
    """Return the footage of files that are pictures, raw ones not yet developed."""
    ordered = [unwrapped(part.files, _taken) for part in parts]
    found = _stills([file for files, _ in ordered for file in files])
    left_out = skipped(found, skip)
    stills, headers = _with_headers(found, left_out, trim, order)
    times = _times(stills, headers)
    if odd := [*odd_sizes(headers)]:
        raise BrokenStillsError(odd, [*headers])
    stills = _distinct(_dated(headers), in_folder=any(part.folder for part in parts))
    warnings = [warning for part in parts for warning in part.warnings]
    if order == "name":
        warnings += [turn for _, turns in ordered for turn in turns]
        warnings += _disorder(times, [files for files, _ in ordered])
    warnings += leaps([*times.items()], trim[0] if trim else 0)
    warnings += odd_turns(headers)
    warnings += told_hdr(headers)
    return Footage(
        stills,
        common_size(headers),
        tuple(warnings),
        is_deep=any(header.is_deep for header in headers.values()),
        skipped=left_out,
    )


def _with_headers(
    found: tuple[Still, ...],
    left_out: tuple[Still, ...],
    trim: tuple[int, int] | None,
    order: Order,
) -> tuple[tuple[Still, ...], dict[Still, Header]]:
    """Return the stills that `trim` takes, in order, and the headers of those not left out."""
    if order == "name":
        stills = trimmed(found, trim)
        return stills, _sound_headers(without(stills, left_out))
    headers = _sound_headers(found)
    stills = trimmed(_by_time(headers), trim)
    return stills, {still: headers[still] for still in without(stills, left_out)}


def _developed(footage: Footage, raw: Wanted) -> Footage:
    """Return footage that says how its stills are read: raw ones as they are to be developed."""
    stills, development, odd_white = to_develop(footage.stills, raw)
    first = stills[0].file
    return replace(
        footage,
        stills=stills,
        warnings=(*footage.warnings, *([odd_white] if odd_white else [])),
        reading=str(development) if development else named_colours(first),
        is_jpeg=not is_raw(first) and is_jpeg(first),
        is_raw=development is not None,
    )


def _skipping(footage: Footage, skip: Skip) -> Footage:
    """Return a video's footage without pictures that are left out."""
    left_out = skipped(footage.stills, skip)
    return replace(footage, stills=without(footage.stills, left_out), skipped=left_out)


def _taken(file: Path) -> datetime | None:
    """Return when a still was taken; None also of one that is broken, which is told later."""
    with suppress(FootageError):
        return header_of(file).taken
    return None


def _refuse_videos(files: Sequence[Path]) -> None:
    videos = [file for file in files if file.suffix.lower() in VIDEOS]
    if videos:
        raise FootageError(
            f"{videos[0]}: is a video: name it alone, as a sequence of its own, "
            "and pictures by their ending, such as *.jpg; several videos in a list, each by itself"
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


def _sound_headers(stills: Sequence[Still]) -> dict[Still, Header]:
    headers, broken = headers_of(stills)
    if broken:
        raise BrokenStillsError([*broken, *(odd_sizes(headers) if headers else ())], [*headers])
    return headers


def _by_time(headers: Mapping[Still, Header]) -> tuple[Still, ...]:
    """Return stills in the order in which they were taken; those of one time by their names."""
    times = {still: header.taken for still, header in headers.items()}
    without = [still.file for still, taken in times.items() if taken is None]
    if without:
        raise FootageError(
            f'{some(without, 1)}: no EXIF time, by which `order` = "time" sorts: '
            'move it elsewhere, or sort by names with `order` = "name"'
        )
    return tuple(sorted(times, key=lambda still: times[still] or datetime.min))


def _dated(headers: Mapping[Still, Header]) -> tuple[Still, ...]:
    """Return stills that know when they were taken."""
    return tuple(replace(still, taken=header.taken) for still, header in headers.items())


def _distinct(stills: tuple[Still, ...], *, in_folder: bool) -> tuple[Still, ...]:
    """Return stills whose stems are distinct, named after their folders too where need be."""
    stills = own_stems(stills)
    files: dict[str, Still] = {}
    for still in stills:
        if len(os.fsencode(f"{still.stem}.png")) > LONGEST_NAME:
            raise FootageError(f"{still.file}: its name with .png is too long: shorten it")
        other = files.setdefault(still.stem.casefold(), still)
        if other is not still:
            kinds = " or name the stills by a pattern such as *.jpg" if in_folder else ""
            raise FootageError(
                f"{other.file} and {still.file} would give one frame, {still.stem}.png: "
                f"rename one{kinds}"
            )
    return stills


def _disorder(
    times: Mapping[Path, datetime | None], parts: Sequence[Sequence[Path]]
) -> Iterator[str]:
    """Yield what is odd about the order of names, in each of the parts that `frames` lists."""
    found = [[(file, times[file]) for file in part if file in times] for part in parts]
    yield from disorder(found)
    for part in found:
        yield from gaps([file for file, _ in part])


def _times(stills: Sequence[Still], headers: Mapping[Still, Header]) -> dict[Path, datetime | None]:
    """Return when stills were taken, those that are left out too: they make no gap."""
    return {
        still.file: headers[still].taken if still in headers else _taken(still.file)
        for still in stills
    }
