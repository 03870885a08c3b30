"""A source picture, and a sequence of them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tlstyle.errors import FootageError
from tlstyle.size import Size
from tlstyle.stills.development import Development

DO_WITHOUT = " (to do without it, move it elsewhere)"
"""What can be done about a camera's still that cannot be read, beside what the trouble asks for."""


@dataclass(frozen=True, slots=True)
class Still:
    """A source picture: a file, or the `index`-th picture of a video file.

    `stem` names its frame. `bytes` and `mtime_ns` tell whether the file was touched. `taken` is
    when it was taken, by its EXIF. `development` is how a raw one becomes a picture.
    """

    file: Path
    stem: str
    bytes: int
    mtime_ns: int
    index: int | None = None
    taken: datetime | None = field(default=None, compare=False)
    development: Development | None = None

    @property
    def number(self) -> int | None:
        """The last number in its name, as cameras count; None where there is none."""
        numbers = re.findall(r"\d+", self.stem)
        return int(numbers[-1]) if numbers else None

    @property
    def name(self) -> str:
        """What it is called in a message, without its folder."""
        return self._numbered(self.file.name)

    def __str__(self) -> str:
        return self._numbered(str(self.file))

    def _numbered(self, name: str) -> str:
        """Return a file's name; of a video with the picture's number, from 1 as in its frame's."""
        return name if self.index is None else f"{name}, picture {self.index + 1}"


@dataclass(frozen=True, slots=True)
class Footage:
    """A sequence's stills, all of one upright size, and what about them deserves a word.

    `reading` is how they are read where it is not plainly: of pictures, the colours that the
    first one's EXIF names; of a video, ffmpeg's filter. `first` tells the first still from any
    other where the stills are away and cannot be read. `is_jpeg` is whether the first one is JPEG,
    `is_deep` whether any has 16 bits a channel: then all are read with as many. `is_raw` is whether
    any is raw. `skipped` are left out by hand. `filmed` are all others, odd ones too, where those
    are left out: None where they are not looked for, or not yet.
    """

    stills: tuple[Still, ...]
    size: Size
    warnings: tuple[str, ...] = ()
    reading: str | None = None
    first: str | None = None
    is_jpeg: bool = False
    is_deep: bool = False
    is_raw: bool = False
    skipped: tuple[Still, ...] = ()
    filmed: tuple[Still, ...] | None = None

    @property
    def with_odd(self) -> Footage:
        """It with the stills that are left out because they stand out."""
        return replace(self, stills=self.stills if self.filmed is None else self.filmed)

    @property
    def odd(self) -> tuple[Still, ...]:
        """The stills that are left out because they stand out."""
        kept = set(self.stills)
        return tuple(still for still in self.filmed or () if still not in kept)


def trimmed(stills: tuple[Still, ...], trim: tuple[int, int] | None) -> tuple[Still, ...]:
    """Return stills from the first that `trim` names to one before the last, all without it.

    Raises:
        FootageError: there are not so many.
    """
    if trim and trim[1] > len(stills):
        raise FootageError(
            f"`trim` = {list(trim)} asks for more than the {len(stills)} stills found"
        )
    return stills[slice(*trim)] if trim else stills


def own_stems(stills: tuple[Still, ...]) -> tuple[Still, ...]:
    """Return stills named after their folders too if some in different folders have one name."""
    parents = {still.file.parent for still in stills}
    folded = {(still.stem.casefold(), still.file.parent) for still in stills}
    if len({stem for stem, _ in folded}) == len(folded):
        return stills
    above = Path(os.path.commonpath(parents))
    return tuple(
        replace(still, stem="-".join([*still.file.parent.relative_to(above).parts, still.stem]))
        for still in stills
    )
