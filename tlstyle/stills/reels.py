"""Video files, one or several after each other, as a sequence's footage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from tlstyle.errors import FootageError
from tlstyle.stills.endings import VIDEOS
from tlstyle.stills.picture import is_animated
from tlstyle.stills.reel import Reel, reel_of
from tlstyle.stills.still import Footage, Still, own_stems, trimmed
from tlstyle.stills.video import view_of


def is_moving(file: Path) -> bool:
    """Tell whether a file is a video or an animated GIF."""
    ending = file.suffix.lower()
    return ending in VIDEOS or (ending == ".gif" and is_animated(file))


def film_footage(files: Sequence[Path], trim: tuple[int, int] | None) -> Footage:
    """Return the pictures of video files, one file after the other, as cameras split long films.

    Raises:
        FootageError: one is damaged where `trim` would take it, they are not alike, or there are
            not as many pictures as `trim` asks for.
    """
    reels, views = [*map(reel_of, files)], [*map(view_of, files)]
    starts = accumulate((reel.count for reel in reels), initial=0)
    faults = [*_faults(reels, starts, trim)]
    for file, view in zip(files, views, strict=True):
        if (view.size, view.filter) != (views[0].size, views[0].filter):
            what = "size" if view.size != views[0].size else "colours"
            faults.append(f"{file}: has other {what} than {files[0]}: make them sequences each")
    if faults:
        raise FootageError(*faults)
    stills = tuple(
        still for file, reel in zip(files, reels, strict=True) for still in _pictures(file, reel)
    )
    if len(files) > 1:
        stills = own_stems(tuple(map(_named_after_file, stills)))
    warnings = tuple(warning for reel in reels for warning in reel.warnings)
    if views[0].is_hdr:
        what = "is HDR: brought to SDR, what is brighter than white made to fit"
        warnings = (*warnings, f"{files[0]}: {what}")
    return Footage(trimmed(stills, trim), views[0].size, warnings, views[0].filter)


def _faults(
    reels: Sequence[Reel], starts: Iterator[int], trim: tuple[int, int] | None
) -> Iterator[str]:
    """Yield why videos may not be used, but of those whose damage `trim` leaves out."""
    for reel, start in zip(reels, starts, strict=False):
        first, end = trim or (0, start + reel.count)
        is_left_out = end <= start + reel.sound or first >= start + reel.count
        if reel.fault and not (trim and is_left_out):
            yield reel.fault


def _pictures(file: Path, reel: Reel) -> Iterator[Still]:
    stat = file.stat()
    for number in range(1, reel.count + 1):
        yield Still(file, f"{number:06d}", stat.st_size, stat.st_mtime_ns, number - 1)


def _named_after_file(still: Still) -> Still:
    return replace(still, stem=f"{still.file.stem}-{still.stem}")
