"""A source picture, and a sequence of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tlstyle.size import Size


@dataclass(frozen=True, slots=True)
class Still:
    """A source picture: a file, or the `index`-th picture of a video file.

    `stem` names its frame. `bytes` and `mtime_ns` tell whether the file was touched.
    """

    file: Path
    stem: str
    bytes: int
    mtime_ns: int
    index: int | None = None

    def __str__(self) -> str:
        return str(self.file) if self.index is None else f"{self.file}, picture {self.index}"


@dataclass(frozen=True, slots=True)
class Footage:
    """A sequence's stills, all of one upright size, and what about them deserves a word.

    `reading` is how they are read where it is not plainly: of pictures, the colours that the
    first one's EXIF names; of a video, ffmpeg's filter.
    """

    stills: tuple[Still, ...]
    size: Size
    warnings: tuple[str, ...] = ()
    reading: str | None = None
