"""A sequence's stills in order: found, and looked at."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

from tlstyle.errors import FootageError
from tlstyle.project.types import LONGEST_NAME
from tlstyle.size import Size
from tlstyle.stills.picture import named_colours, upright_size
from tlstyle.stills.still import Footage, Still
from tlstyle.stills.video import count_pictures, video_filter, video_size

PICTURES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
"""What a folder's stills end in."""

VIDEOS = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".webm"})
"""What a video file ends in."""

RAWS = frozenset({".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".raf", ".rw2"})
"""What cameras' undeveloped pictures end in."""


def find_footage(frames: str, folder: Path, trim: tuple[int, int] | None = None) -> Footage:
    """Return the stills that `frames` names, relative to a folder, in natural order.

    Args:
        frames: A folder, a glob, a pattern such as img%05d.jpg, or a video file.
        folder: Where relative paths start.
        trim: The first still and one past the last.

    Raises:
        FootageError: there are none, they differ in size, one cannot be read, or `trim` asks for
            more than there are.
    """
    place = folder / frames
    warnings: list[str] = []
    if place.suffix.lower() in VIDEOS and place.is_file():
        stills = _video_stills(place)
    else:
        files, warnings = _find_files(frames, folder)
        stills = tuple(_still(file) for file in files)
    stills = _trimmed(stills, trim)
    _refuse_stems(stills)
    return Footage(stills, _common_size(stills), tuple(warnings), _reading(stills[0]))


def natural_key(name: str) -> list[tuple[int, str]]:
    """Return a sorting key that puts img2 before img10."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _find_files(frames: str, folder: Path) -> tuple[list[Path], list[str]]:
    place = folder / frames
    if place.is_dir():
        return _files_in_folder(place)
    if place.is_file():
        return [place], []
    if re.search(r"%0?\d*d", place.name):
        return _numbered_files(place)
    found = [folder / name for name in glob.glob(frames, root_dir=folder, recursive=True)]
    files = sorted((file for file in found if file.is_file()), key=lambda f: natural_key(str(f)))
    if not files:
        raise FootageError(f"no stills found: nothing matches {place}{_neighbours(place.parent)}")
    return files, _gaps(files)


def _files_in_folder(place: Path) -> tuple[list[Path], list[str]]:
    visible = [file for file in place.iterdir() if not file.name.startswith(".")]
    files = [file for file in visible if file.suffix.lower() in PICTURES and file.is_file()]
    if not files:
        raise FootageError(f"no stills found: {place} holds no pictures{_neighbours(place)}")
    others = len([file for file in visible if file.is_file()]) - len(files)
    warnings = [f"{place} also holds {others} files that are no pictures"] if others else []
    files.sort(key=lambda file: natural_key(file.name))
    return files, warnings + _gaps(files)


def _numbered_files(place: Path) -> tuple[list[Path], list[str]]:
    before, number, after = re.split(r"(%0?\d*d)", place.name, maxsplit=1)
    width = re.search(r"[1-9]\d*", number)
    least = min(int(width[0]), LONGEST_NAME + 1) if width else 1
    digits = rf"\d{{{least},}}"
    pattern = re.compile(rf"{re.escape(before)}({digits}){re.escape(after)}")
    parent = place.parent
    names = [file.name for file in parent.iterdir()] if parent.is_dir() else []
    matches = sorted((int(match[1]), name) for name in names if (match := pattern.fullmatch(name)))
    if not matches:
        raise FootageError(f"no stills found: nothing matches {place}{_neighbours(parent)}")
    files = [parent / name for _, name in matches]
    return files, _gaps(files)


def _neighbours(place: Path) -> str:
    """Return what a folder without the wanted stills has instead, to end a message with."""
    if not place.is_dir():
        return f" (there is no folder {place})"
    files = [file for file in place.iterdir() if file.is_file()]
    visible = [file for file in files if not file.name.startswith(".")]
    if files and not visible:
        return f" ({place} has only hidden files, whose names begin with a dot)"
    endings = Counter(file.suffix.lower() for file in visible)
    if RAWS & endings.keys():
        return " but raw pictures: develop them to JPEG, TIFF or PNG first"
    common = ", ".join(
        f"{count} {ending or 'without ending'}" for ending, count in endings.most_common(3)
    )
    return f" ({place} has {common or 'no files'})"


def _gaps(files: list[Path]) -> list[str]:
    """Return a warning where the stills' last numbers leave something out."""
    numbers = [re.findall(r"\d+", file.stem) for file in files]
    if not all(numbers):
        return []
    lasts = [int(found[-1]) for found in numbers]
    missing = [(a, b) for a, b in pairwise(lasts) if b - a > 1]
    if not missing or len(missing) > len(lasts) / 4:
        return []
    first, following = missing[0]
    more = f", and {len(missing) - 1} more gaps" if len(missing) > 1 else ""
    return [f"the numbering leaps from {first} to {following}{more}"]


def _still(file: Path) -> Still:
    stat = file.stat()
    return Still(file, file.stem, stat.st_size, stat.st_mtime_ns)


def _trimmed(stills: tuple[Still, ...], trim: tuple[int, int] | None) -> tuple[Still, ...]:
    if trim and trim[1] > len(stills):
        raise FootageError(
            f"`trim` = {list(trim)} asks for more than the {len(stills)} stills found"
        )
    return stills[slice(*trim)] if trim else stills


def _refuse_stems(stills: tuple[Still, ...]) -> None:
    files: dict[str, Still] = {}
    for still in stills:
        if len(os.fsencode(f"{still.stem}.png")) > LONGEST_NAME:
            raise FootageError(f"{still.file}: its name with .png is too long: shorten it")
        other = files.setdefault(still.stem.casefold(), still)
        if other is not still:
            raise FootageError(
                f"{other.file} and {still.file} would give one frame, {still.stem}.png: "
                "rename one or name the stills by a pattern such as *.jpg"
            )


def _common_size(stills: tuple[Still, ...]) -> Size:
    """Return the upright size of all stills, from their headers."""
    if stills[0].index is not None:
        return video_size(stills[0].file)
    sizes = [upright_size(still.file) for still in stills]
    common, count = Counter(sizes).most_common(1)[0]
    odd = [
        f"{still.file} ({size})"
        for still, size in zip(stills, sizes, strict=True)
        if size != common
    ]
    if odd:
        raise FootageError(
            f"stills of mixed sizes: {count} are {common}, but not {', '.join(odd[:3])}"
            f"{f' and {len(odd) - 3} more' if len(odd) > 3 else ''}: "
            "export them alike, or trim or sort them out"
        )
    return common


def _reading(still: Still) -> str | None:
    return named_colours(still.file) if still.index is None else video_filter(still.file)


def _video_stills(file: Path) -> tuple[Still, ...]:
    stat = file.stat()
    return tuple(
        Still(file, f"{number:06d}", stat.st_size, stat.st_mtime_ns, number - 1)
        for number in range(1, count_pictures(file) + 1)
    )
