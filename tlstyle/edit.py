"""Painted frames into films: the film, its preview, and every sequence as a clip of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from tlstyle.digests import content_digest
from tlstyle.errors import FilmError
from tlstyle.film import Encoding, film_bytes, film_provenance, is_ours, write_film
from tlstyle.frames.file import read_provenance
from tlstyle.frames.frame import CLIPS, SEGMENTS, ShotPlan
from tlstyle.frames.recipe import INCIDENTAL
from tlstyle.project import Music, Project
from tlstyle.size import Size
from tlstyle.stills.picture import file_digest
from tlstyle.timeline import Timeline, lay_out

VERSION = 4
"""Goes up when the same frames, timeline and music come out as another film."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A film to be written: a timeline, the picture of every clip's every frame, and the music."""

    output: Path
    timeline: Timeline
    pictures: tuple[tuple[Path, ...], ...]
    size: Size
    music: Music | None
    encoding: Encoding
    segments: Path | None = None
    """The folder that keeps what is encoded of it."""
    is_clip: bool = False
    """Whether it is one sequence of the film, by itself."""

    def is_written(self) -> bool:
        """Tell whether the file is there, whole, and made of exactly these frames."""
        return film_provenance(self.output) == self.digest()

    def room_needed(self) -> list[tuple[Path, float]]:
        """Return folders and about how many bytes all of the film will take there."""
        picture, sound = film_bytes(self.timeline, self.size, with_music=self.music is not None)
        place = self.output.parent
        return [(place, picture + sound), (self.segments or place, picture)]

    def refuse_foreign(self, *, force: bool = False) -> None:
        """Make sure that no file is replaced that tlstyle did not write, but a film by force.

        Raises:
            FilmError: there is one.
        """
        if (force and not self.is_clip) or not self.output.exists() or is_ours(self.output):
            return
        others = ", choose another `output`, or replace it with tlstyle film --force"
        said = f"{self.output}: was not written by tlstyle and is left alone: move it"
        raise FilmError(said if self.is_clip else said + others)

    def write(self, progress: Callable[[int, int], None], *, afresh: bool = False) -> None:
        """Write the film; if `afresh`, encode again what is encoded.

        Raises:
            FilmError: it could not be written, or a frame changed meanwhile; the film before it, if
                any, is untouched.
            RoomError: the disk has too little room for it; nothing was begun.
        """
        identity = cache(_identity)
        write_film(
            self.output,
            self.timeline,
            self.pictures,
            self.size,
            self.music,
            encoding=self.encoding,
            provenance=self.digest(identity),
            progress=progress,
            segments=self.segments,
            identity=identity,
            changed=lambda picture: _identity(picture) != identity(picture),
            afresh=afresh,
        )

    def digest(self, identity: Callable[[Path], str] | None = None) -> str:
        """Return what tells this film from any other: frames, timeline, music and encoding."""
        identity = identity or cache(_identity)
        parts = {
            "version": VERSION,
            "timeline": repr(self.timeline),
            "size": self.size,
            "encoding": asdict(self.encoding),
            "music": self.music and {**asdict(self.music), "file": file_digest(self.music.file)},
            "frames": [[identity(picture) for picture in clip] for clip in self.pictures],
        }
        text = json.dumps(parts, sort_keys=True)
        return content_digest(text.encode())


def film_of(
    project: Project, plans: Sequence[ShotPlan], timeline: Timeline, encoding: Encoding
) -> Cut:
    """Return the whole film of a project's painted frames."""
    pictures = tuple(plan.pictures for plan in plans)
    segments = project.work / SEGMENTS / project.output.stem
    return Cut(project.output, timeline, pictures, project.size, project.music, encoding, segments)


def clips_of(project: Project, plans: Sequence[ShotPlan], encoding: Encoding) -> Iterator[Cut]:
    """Yield every sequence as a silent film of its own, in the work folder's `clips`."""
    for plan in plans:
        name = plan.shot.name
        timeline = lay_out([name], [len(plan.pictures)], [], project.fps)
        output = project.work / CLIPS / f"{name}.mp4"
        yield Cut(output, timeline, (plan.pictures,), project.size, None, encoding, is_clip=True)


def _identity(picture: Path) -> str:
    """Return what tells a frame's pixels from any other's, as it says itself, and its length.

    Raises:
        FilmError: it is gone.
    """
    found = read_provenance(picture)
    carried = (found and found[1]) or {}
    essence = {key: value for key, value in carried.items() if key not in INCIDENTAL}
    try:
        return f"{essence} {picture.stat().st_size}"
    except OSError as error:
        raise FilmError(
            f"{picture}: this picture of the film cannot be read ({error.strerror}): "
            "paint it again with build"
        ) from error
