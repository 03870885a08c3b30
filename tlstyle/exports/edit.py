"""A film as editors think of it: clips with a cut in the middle of what they share, and media."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tlstyle.exports.title import Title, other_than_titles, titles_of
from tlstyle.film import Film
from tlstyle.joins import Join
from tlstyle.size import Size
from tlstyle.timeline import Clip, Timeline


@dataclass(frozen=True, slots=True)
class Media:
    """What a clip plays: a numbered sequence of pictures, or a movie.

    Attributes:
        path: The movie, or the folder of `00001.png` and so on.
        frames: How many there are.
        is_movie: Whether it is a movie.
    """

    path: Path
    frames: int
    is_movie: bool = False

    @property
    def first(self) -> Path:
        """The movie, or the first picture."""
        return self.path if self.is_movie else self.path / picture_name(0)


def picture_name(index: int) -> str:
    """Return what the file of a sequence's `index`-th picture is called."""
    return f"{index + 1:05}.png"


@dataclass(frozen=True, slots=True)
class Part:
    """A clip between two cuts; times in frames, of the film where nothing else is said.

    Attributes:
        clip: The sequence on the timeline.
        style: What its frames are painted after.
        media: What it plays, all of it.
        start: Where it is cut in: in the middle of what it shares with the one before.
        end: Where the next one is.
    """

    clip: Clip
    style: str
    media: Media
    start: int
    end: int

    @property
    def name(self) -> str:
        """The sequence's name."""
        return self.clip.name

    @property
    def length(self) -> int:
        """How many frames it has between its cuts."""
        return self.end - self.start

    @property
    def first(self) -> int:
        """The frame of its media that it begins with."""
        return self.start - self.clip.start


@dataclass(frozen=True, slots=True)
class Cover:
    """Pictures that lie over the film from one of its frames on, with what they hide of it."""

    first: int
    media: Media


@dataclass(frozen=True, slots=True)
class Joint:
    """What leads from one part into the next: `before` frames before the cut, `after` behind it."""

    number: int
    before: int
    after: int
    join: Join

    @property
    def frames(self) -> int:
        """How many frames it takes."""
        return self.before + self.after


@dataclass(frozen=True, slots=True)
class Edit:
    """All that a document says of a film.

    Attributes:
        title: The film's.
        size: Its pixels.
        timeline: What it shows when.
        parts: Its clips, in order.
        folder: Where the document lies; media are named relative to it where they lie below it.
        sound: The film's sound, exactly as long as it; None for a film without.
        drawn: Joins as pictures, by the number of the part that they lead into.
        titles: Words that lie over the film.
        other: What else lies over it, in words.
        covers: All that lies over it as pictures, the lowest first; none where nobody asks.
    """

    title: str
    size: Size
    timeline: Timeline
    parts: tuple[Part, ...]
    folder: Path
    sound: Path | None = None
    drawn: Mapping[int, Media] = field(default_factory=dict)
    titles: tuple[Title, ...] = ()
    other: tuple[str, ...] = ()
    covers: tuple[Cover, ...] = ()

    def joints(self) -> Iterator[Joint]:
        """Yield what leads from one part into the next, where it takes time."""
        for number, part in enumerate(self.parts):
            if part.clip.overlap:
                before = part.start - part.clip.start
                yield Joint(number, before, part.clip.overlap - before, part.clip.join)

    def path(self, file: Path) -> str:
        """Return how the document names a file: relative, with slashes, if it lies below it."""
        if file.is_relative_to(self.folder):
            return file.relative_to(self.folder).as_posix()
        return file.as_posix()

    def url(self, file: Path) -> str:
        """Return the same as a URL."""
        path = quote(self.path(file))
        return f"file://{path}" if path.startswith("/") else path


def edit_of(film: Film, styles: Sequence[str], played: Sequence[Media], folder: Path) -> Edit:
    """Return what a document says of a film, but for what is laid down beside it.

    Args:
        film: What is handed over.
        styles: What each of its clips is painted after.
        played: What each of them plays.
        folder: Where the document is to lie.
    """
    timeline = film.timeline
    parts = zip(timeline.clips, styles, played, _cuts_of(timeline), strict=True)
    return Edit(
        film.title,
        film.size,
        timeline,
        tuple(Part(clip, style, media, *cuts) for clip, style, media, cuts in parts),
        folder,
        titles=titles_of(film),
        other=tuple(other_than_titles(film)),
    )


def _cuts_of(timeline: Timeline) -> list[tuple[int, int]]:
    """Return where each clip is cut in and out, in the middle of what it shares, in frames."""
    starts = [clip.cut for clip in timeline.clips]
    return list(zip(starts, [*starts[1:], timeline.length], strict=True))
