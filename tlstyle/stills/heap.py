"""What folders hold, by its kinds: folders of stills, videos, pictures of a style, and tracks."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tlstyle.errors import FootageError
from tlstyle.stills.endings import (
    PICTURES,
    SOUNDS,
    counted,
    is_film,
    is_picture,
    move_before,
    preferred,
)
from tlstyle.stills.headers import header_of
from tlstyle.stills.order import by_name, natural_key
from tlstyle.stills.places import is_folder, names_in
from tlstyle.stills.reels import is_moving

_FEWEST = 3
"""Pictures of which a folder of stills has at least so many."""

_LOOKED_AT = 12
"""How many pictures' sizes are looked at to tell stills from paintings."""

_CAMERAS = re.compile(r"\d{3}\w{5}")
"""What cameras call the folders of a card, one being full after the other: 100CANON."""


@dataclass
class Heap:
    """What was found. Stills are in groups of folders, of which a camera filled one by one.

    `left_out` says of what is none of all these what it is.
    """

    groups: list[tuple[Path, ...]] = field(default_factory=list)
    videos: list[Path] = field(default_factory=list)
    paintings: list[Path] = field(default_factory=list)
    tracks: list[Path] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def heap_of(folder: Path) -> Heap:
    """Return what a folder and the folders in it hold, but what is hidden.

    Raises:
        FootageError: it cannot be read.
    """
    heap, others = Heap(), list[Path]()
    _look(folder, heap, others, set())
    if others:
        heap.left_out.append(
            f"{folder}: {counted(others)}: neither pictures that are read, nor videos, nor music"
        )
    return heap


def _looks_filmed(pictures: Sequence[Path]) -> bool:
    """Tell whether a folder's pictures are a camera's, numbered and of one size, or paintings."""
    names = Counter(map(_unnumbered, pictures))
    name, count = names.most_common(1)[0] if names else ("", 0)
    if "#" not in name or count < max(_FEWEST, 0.8 * len(pictures)):
        return False
    looked_at = pictures[:: max(1, len(pictures) // _LOOKED_AT)]
    sizes = Counter(filter(None, map(_size, looked_at)))
    alike, read = max(sizes.values(), default=0), sum(sizes.values())
    return bool(read) and (alike == read or (len(pictures) >= _LOOKED_AT and 2 * alike > read))


def is_one_of_many(file: Path, pictures: Sequence[Path]) -> bool:
    """Tell whether several of a folder's pictures are called as one of them, but for numbers."""
    name = _unnumbered(file)
    return "#" in name and [*map(_unnumbered, pictures)].count(name) >= _FEWEST


def _unnumbered(file: Path) -> str:
    return re.sub(r"\d+", "#", file.stem.casefold())


def _size(file: Path) -> tuple[int, int] | None:
    with suppress(FootageError):
        return header_of(file).size
    return None


def _look(folder: Path, heap: Heap, others: list[Path], seen: set[str]) -> None:
    """Sort what a folder holds, and go on to the folders in it, each once."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    names = [name for name in names_in(folder) if not name.startswith(".")]
    names, left = _without_projects(folder, names)
    heap.left_out += left
    entries = [folder / name for name in sorted(names, key=natural_key)]
    _sort([entry for entry in entries if not is_folder(entry)], folder, heap, others)
    for inner in filter(is_folder, entries):
        try:
            _look(inner, heap, others, seen)
        except FootageError as error:  # a disk's lost+found
            heap.left_out.append(str(error))


def _without_projects(folder: Path, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return names without projects and what they made beside them, and what is said of those."""
    stems = [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
    own = {stem: [name for name in names if name.startswith(f"{stem}.")] for stem in stems}
    kept = [name for name in names if not any(name in each for each in own.values())]
    said = [
        f"{folder / stem}.toml: a project, with what it made beside it"
        for stem, made in own.items()
        if len(made) > 1
    ]
    return kept, said


def _sort(files: Sequence[Path], folder: Path, heap: Heap, others: list[Path]) -> None:
    heap.tracks += [file for file in files if file.suffix.lower() in SOUNDS]
    films = [file for file in files if is_film(file) and _moves(file)]
    heap.videos += films
    pictures, doubles = preferred(list(filter(is_picture, files)))
    if pictures and _looks_filmed(by_name(pictures)):
        _group(folder, heap.groups)
    else:
        heap.paintings += [file for file in pictures if file.suffix.lower() in PICTURES]
    known = {*heap.tracks, *films, *pictures, *doubles}
    unread = [file for file in files if file not in known and move_before([file])]
    stems = {file.stem.casefold() for file in pictures}
    if alone := [file for file in unread if file.stem.casefold() not in stems]:
        heap.left_out.append(f"{folder}: {counted(alone)}: {move_before(alone)}")
    others += [file for file in files if file not in known and file not in unread]


def _moves(file: Path) -> bool:
    with suppress(FootageError):
        return is_moving(file)
    return False


def _group(folder: Path, groups: list[tuple[Path, ...]]) -> None:
    """Add a folder of stills: to those of its card, or by itself."""
    last = groups[-1][-1] if groups else None
    if last and last.parent == folder.parent and is_a_cards(last) and is_a_cards(folder):
        groups[-1] = (*groups[-1], folder)
    else:
        groups.append((folder,))


def is_a_cards(folder: Path) -> bool:
    """Tell whether a folder is one that a camera fills, and goes on in the next."""
    return bool(_CAMERAS.fullmatch(folder.name))
