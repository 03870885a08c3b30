"""The files that a text such as `harbour/*.jpg` names, and what it leaves out beside them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tlstyle.errors import FootageError
from tlstyle.stills.endings import (
    counted,
    is_film,
    is_picture,
    move_before,
    preferred,
    refuse_unread,
)
from tlstyle.stills.order import by_name
from tlstyle.stills.places import (
    inside,
    is_folder,
    is_pattern,
    matched,
    names_in,
    nearest_name,
    parts_of,
)
from tlstyle.words import some

Frames: TypeAlias = str | tuple[str, ...]
"""What a sequence's stills are named by: a text such as `harbour/*.jpg`, or several."""


@dataclass(frozen=True, slots=True)
class Named:
    """Files in the order of their names, and what is beside them and left out.

    `folder` is the one folder that was named, None where files were.
    """

    files: tuple[Path, ...]
    warnings: tuple[str, ...] = ()
    folder: Path | None = None


def texts_of(frames: Frames) -> tuple[str, ...]:
    """Return the texts that stills are named by."""
    return (frames,) if isinstance(frames, str) else frames


def name_parts(frames: Frames, folder: Path) -> tuple[Named, ...]:
    """Return what each text names, in their order.

    Raises:
        FootageError: one names nothing that is read, a line for each; or two name one file.
    """
    parts: list[Named] = []
    faults: list[str] = []
    for text in texts_of(frames):
        try:
            parts.append(_name_files(text, folder))
        except FootageError as error:
            faults += error.args
    if faults:
        raise FootageError(*faults)
    files = Counter(file for part in parts for file in part.files)
    twice = [file for file, count in files.items() if count > 1]
    if twice:
        raise FootageError(f"{some(twice, 1)}: named more than once by `frames`: name it once")
    return tuple(parts)


def _name_files(frames: str, folder: Path) -> Named:
    """Return what a text names: a folder's pictures, or files by their path, a glob or a number.

    Links to nowhere count as files: somebody put them there.

    Raises:
        FootageError: there are none, they are to be developed first, or a folder cannot be read.
    """
    start, parts = parts_of(frames, folder)
    places = [start]
    for number, part in enumerate(parts):
        found = inside(places, part)
        if not found:
            last = number == len(parts) - 1
            why = _neighbours(places, part) if last else _no_folder(places, part)
            why = "" if "\\" in frames else why  # what it means is said by whoever knows that
            raise FootageError(f"no stills found: nothing matches {folder / frames}{why}")
        places = found
    if len(places) == 1 and is_folder(places[0]):
        return _pictures_in(places[0], frames)
    return _files_among(places, frames, parts[-1] if parts else ".")


def would_name(picture: Path, frames: Frames, folder: Path) -> bool:
    """Tell whether a picture that is not there yet would be one of those that texts name.

    Raises:
        FootageError: a text names nothing, or a folder cannot be read.
    """
    place = picture.resolve().parent
    for text in texts_of(frames):
        named, (_, parts) = _name_files(text, folder), parts_of(text, folder)
        if named.folder and named.folder.resolve() == place:
            return True
        beside = place in {file.resolve().parent for file in named.files}
        if beside and not named.folder and matched(parts[-1], [picture.name]):
            return True
    return False


def _pictures_in(place: Path, frames: str) -> Named:
    files = _visible_files(place)
    pictures = [file for file in files if is_picture(file)]
    if not pictures:
        raise FootageError(f"no stills found: {place} holds no pictures{_held(place, frames)}")
    pictures, doubles = preferred(pictures)
    others = [file for file in files if not is_picture(file)]
    taken = {file.stem.casefold() for file in pictures}
    unpaired = [file for file in others if file.stem.casefold() not in taken]
    warnings = [f"{place} also holds {counted(others)}, which are no pictures"] if others else []
    if move := move_before(unpaired):
        warnings = [f"{place} also holds {counted(others)}, some of them {move}"]
    if doubles:
        warnings.append(_beside(pictures, doubles, f"{frames.rstrip('/')}/"))
    return Named(by_name(pictures), tuple(warnings), place)


def _files_among(places: Sequence[Path], frames: str, part: str) -> Named:
    files = [place for place in places if not is_folder(place)]
    if not files:
        what = "names folders only: add what they hold, such as"
        raise FootageError(f'no stills found: {frames} {what} `frames = "{frames}/*.jpg"`')
    refuse_unread(files, alone=not any(map(is_picture, files)))
    files, doubles = preferred(files)
    if doubles:
        return Named(by_name(files), (_beside(files, doubles, frames.removesuffix(part)),))
    return Named(by_name(files), tuple(_left_out(files, part)))


def _beside(files: Sequence[Path], others: Sequence[Path], start: str) -> str:
    """Return which of a camera's pictures are taken where it wrote several kinds of them."""
    taken = counted(file for file in files if is_picture(file))
    return (
        f"of {taken} and {counted(others)} the latter are left out: "
        f'`frames = "{start}*{min(other.suffix for other in others)}"` takes those instead'
    )


def _left_out(files: Sequence[Path], part: str) -> Iterator[str]:
    """Yield what pictures a pattern leaves out that only their endings keep from it."""
    if not is_pattern(part):
        return
    taken, stems = set(files), {(file.parent, file.stem.casefold()) for file in files}
    endings = {file.suffix.lower() for file in files}
    loose, _ = os.path.splitext(part)  # noqa: PTH122  # a pattern is no path
    left = [
        file
        for place in sorted({file.parent for file in files})
        for file in _with_stems(place, loose)
        if (is_picture(file) or move_before([file])) and file not in taken
        if (file.parent, file.stem.casefold()) not in stems or file.suffix.lower() in endings
    ]
    if left:
        yield (
            f"{part} takes {counted(files)}, and leaves out {counted(left)}, "
            f"such as {sorted(left)[0].name}"
        )


def _with_stems(place: Path, part: str) -> list[Path]:
    """Return the files in a folder whose names without their endings match a pattern."""
    files = _visible_files(place)
    stems = set(matched(part, {file.stem for file in files}))
    return [file for file in files if file.stem in stems]


def _visible_files(place: Path) -> list[Path]:
    names = [name for name in names_in(place) if not name.startswith(".")]
    return [file for file in map(place.joinpath, names) if not is_folder(file)]


def _no_folder(places: Sequence[Path], part: str) -> str:
    """Return which folder on the way is missing, to end a message with."""
    place = places[0]
    return f" (there is no folder {place / part}{nearest_name(part, place)})"


def _neighbours(places: Sequence[Path], part: str) -> str:
    """Return what folders without the wanted stills have instead, to end a message with."""
    near = "" if is_pattern(part) else nearest_name(part, places[0])
    return _has(places[0], near)


def _has(place: Path, near: str = "") -> str:
    if not is_folder(place):
        return f" (there is no folder {place})"
    files = _visible_files(place)
    if not files and any(not is_folder(place / name) for name in names_in(place)):
        return f" ({place} has only hidden files, whose names begin with a dot)"
    if move := move_before(files):
        return f" but {move}"
    films = [file for file in files if is_film(file)]
    move = f': name one by itself, such as `frames = "{films[0]}"`' if films else ""
    return f" ({place} has {counted(files) or 'no files'}{near or move})"


def _held(place: Path, frames: str) -> str:
    """Return what a folder without pictures holds: pictures in folders of its own, perhaps."""
    folders = [place / name for name in names_in(place) if not name.startswith(".")]
    inner = {
        each: [*filter(is_picture, _visible_files(each))] for each in folders if is_folder(each)
    }
    inner = {each: files for each, files in inner.items() if files}
    if not inner:
        return _has(place)
    told = some([f"{each.name} ({counted(files)})" for each, files in inner.items()], 3)
    commonest = counted(file for files in inner.values() for file in files).split(", ")[0]
    pattern = f"{frames.rstrip('/')}/*/*{commonest.split(' ')[1]}"
    return f', but its folders do: {told}; `frames = "{pattern}"` takes them all'
