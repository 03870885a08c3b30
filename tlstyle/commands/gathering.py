"""What a new project is made of: what was named, by its kinds, and what is in the folders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tlstyle.errors import FilmError, FootageError, OptionError
from tlstyle.film import music_seconds
from tlstyle.project import NewSequence
from tlstyle.stills.endings import PICTURES, SOUNDS, VIDEOS, is_film, is_picture
from tlstyle.stills.find import find_footage
from tlstyle.stills.heap import Heap, heap_of, is_a_cards, is_one_of_many
from tlstyle.stills.picture import upright_size
from tlstyle.stills.takes import Take, takes_in
from tlstyle.words import command, counted, some

_TOLD = 3
"""How many of several folders or files are named in a message."""


@dataclass
class Gathered:
    """Sequences without a style yet, pictures to paint by, tracks, and what is left out and why."""

    sequences: list[NewSequence] = field(default_factory=list)
    styles: list[Path] = field(default_factory=list)
    tracks: list[Path] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def painted_by(self, styles: Sequence[Path]) -> Gathered:
        """Return it with styles in turn; without any, those that were found."""
        taken = [*styles] or self.styles
        others = [style for style in self.styles if style not in taken]
        left_out = [
            *_several(others, "no stills, and --style names other pictures"),
            *_several(taken[len(self.sequences) :], "more pictures than there are sequences"),
        ]
        sequences = [
            each._replace(style=taken[number % len(taken)])
            for number, each in enumerate(self.sequences)
        ]
        return Gathered(sequences, taken, self.tracks, [*self.left_out, *left_out])

    def scored_by(self, music: Path | None) -> Gathered:
        """Return it with a track instead of the one that was found, if there is one."""
        if music is None:
            return self
        others = [
            f"{track}: music, where --music names other" for track in self.tracks if track != music
        ]
        return replace(self, tracks=[music], left_out=[*self.left_out, *others])


def gather(given: Sequence[Path], *, styled: bool) -> Gathered:
    """Return what a film can be made of.

    Args:
        given: Folders, globs, videos and tracks.
        styled: Whether styles are named otherwise, so that a folder's own pictures are stills.

    Raises:
        OptionError: one is nothing of the kind, or there is no sequence.
    """
    found, why = Gathered(), list[str]()
    for path in given:
        if path.is_dir():
            why += _add_folder(path, found, styled=styled)
        else:
            _add_file(path, found)
    if not found.sequences and not styled:
        return gather(given, styled=True)
    if not found.sequences:
        raise OptionError(why[0] if why else f"{given[0]}: is no stills: name a folder of some")
    found.sequences = [*_distinct(found.sequences)]
    found.styles = [*_sound_styles(found)]
    found.tracks = [*_sound_tracks(found)]
    return found


def _add_folder(folder: Path, found: Gathered, *, styled: bool) -> list[str]:
    """Add what a folder holds; return why it holds no sequence, if it holds none."""
    before, said = len(found.sequences), len(found.left_out)
    try:
        heap = heap_of(folder)
        if styled and not (heap.groups or heap.videos):
            _take_own(folder, heap)
        for group in heap.groups:
            takes, left_out = takes_in(group, named=group == (folder,))
            found.left_out += left_out
            found.sequences += _sequences(group, takes)
    except FootageError as error:
        raise OptionError(*error.args) from error
    for video in heap.videos:
        _add_video(video, found)
    found.styles += heap.paintings
    found.tracks += heap.tracks
    found.left_out += heap.left_out
    if len(found.sequences) > before:
        return []
    why = "; ".join(found.left_out[said : said + 1])
    return [f"{folder}: holds no stills, nor folders of stills" + (f": {why}" if why else "")]


def _take_own(folder: Path, heap: Heap) -> None:
    """Make stills of the pictures that lie in a folder itself, whatever they look like."""
    own = [file for file in heap.paintings if file.parent == folder]
    heap.groups += [(folder,)] if own else []
    heap.paintings = [file for file in heap.paintings if file not in own]


def _add_file(path: Path, found: Gathered) -> None:
    ending = path.suffix.lower()
    if not path.is_file():
        if not re.search(r"[*?\[%]", str(path)):
            raise OptionError(f"{path}: no such folder of stills")
        found.sequences.append(NewSequence(_name(path), (path,)))
    elif is_film(path):
        try:
            found.sequences.append(NewSequence(_name(path), (path,), about=_about(path)))
        except FootageError as error:
            raise OptionError(*error.args) from error
    elif ending in SOUNDS:
        found.tracks.append(path)
    else:
        raise OptionError(f"{path}: is neither stills nor a video, a picture to paint by or music")


def _several(files: Sequence[Path], why: str) -> list[str]:
    """Return in a line why files are left out, if any are."""
    return [f"{some(files, _TOLD)}: {why}"] if files else []


def _add_video(video: Path, found: Gathered) -> None:
    try:
        found.sequences.append(NewSequence(video.stem, (video,), about=_about(video)))
    except FootageError as error:
        found.left_out.append(str(error.args[0]))


def _about(video: Path) -> str:
    footage = find_footage(str(video), Path())
    return f"{len(footage.stills)} pictures of {footage.size}"


def _sequences(group: Sequence[Path], takes: Sequence[Take]) -> Iterator[NewSequence]:
    for number, take in enumerate(takes, 1):
        name = _name(group[0]) + (f" {number}" if len(takes) > 1 else "")
        yield NewSequence(name, take.folders, trim=take.trim, skip=take.skip, about=take.about)


def _name(path: Path) -> str:
    """Return what a sequence is called: the folder of its stills, the card, or the video."""
    if path.suffix.lower() in VIDEOS and path.is_file():
        return path.stem
    folder = path if path.is_dir() else path.parent
    if is_a_cards(folder) and folder.resolve().parent.name == "DCIM":
        folder = folder.resolve().parent.parent
    return folder.name if folder.name not in ("", "..") else folder.resolve().name


def _distinct(sequences: Sequence[NewSequence]) -> Iterator[NewSequence]:
    """Yield sequences whose names tell them, by the folders above them where need be."""
    names = [each.name.casefold() for each in sequences]
    taken: set[str] = set()
    for each in sequences:
        name = each.name
        if names.count(name.casefold()) > 1:
            name = f"{each.frames[0].resolve().parent.name} {name}"
        number, own = 2, name
        while own.casefold() in taken:
            number, own = number + 1, f"{name} {number}"
        taken.add(own.casefold())
        yield each._replace(name=own)


def _sound_styles(found: Gathered) -> Iterator[Path]:
    """Yield the pictures that can be painted by; what is wrong with others is noted."""
    for style in dict.fromkeys(found.styles):
        try:
            upright_size(style)
            yield style
        except FootageError as error:
            found.left_out.append(str(error))


def _sound_tracks(found: Gathered) -> Iterator[Path]:
    """Yield the first track that can be heard; what is wrong with others is noted."""
    heard: list[Path] = []
    others: list[Path] = []
    for track in dict.fromkeys(found.tracks):
        try:
            if heard:
                others.append(track)
            elif music_seconds(track):
                heard.append(track)
        except FilmError as error:
            found.left_out.append(str(error))
    found.left_out += _several(others, "more music than a track: `[[music]]` takes several")
    yield from heard


def refuse_stills(file: Path, given: Sequence[Path], styles: Sequence[Path]) -> None:
    """Make sure that no stills stand among folders, as where a shell has expanded a *.

    Raises:
        OptionError: some do; it says the command that was meant.
    """
    pictures = [path for path in given if path.suffix.lower() in PICTURES and path.is_file()]
    for place in dict.fromkeys(path.parent for path in pictures):
        inside = [each for each in place.iterdir() if is_picture(each)]
        own = [path for path in pictures if path.parent == place and is_one_of_many(path, inside)]
        if own and place not in {style.parent for style in styles}:
            style = ["--style", str(styles[0])] if styles else []
            what = f"{counted(len(own), 'picture')} where folders of stills belong"
            raise OptionError(f"{own[0]}: {what}: {command('new', file, place, *style)}")
