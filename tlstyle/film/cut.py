"""Painted frames into films: the film, its preview, and every sequence as a clip of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tlstyle.errors import FilmError
from tlstyle.film import (
    QUICK,
    Encoding,
    Look,
    Mark,
    film_bytes,
    is_intact,
    is_joined_of,
    is_kept,
    is_known_intact,
    is_segment,
    look,
    remember,
    write_film,
)
from tlstyle.frames.content import content_of
from tlstyle.frames.frame import CLIPS, SEGMENTS, ShotPlan
from tlstyle.frames.recipe import INCIDENTAL
from tlstyle.project import Music, Project
from tlstyle.project.owner import Owner, owner_of, signer
from tlstyle.size import Size
from tlstyle.stills.picture import file_digest
from tlstyle.system.digests import content_digest
from tlstyle.timeline import Timeline, lay_out

VERSION = 5
"""Goes up when the same frames, timeline and music come out as another film."""

FILMS = "films.json"
"""The file, inside the work folder, that remembers which films were found as they were written."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A film to be written: a timeline, the picture of every clip's every frame, and the music."""

    output: Path
    owner: Owner
    title: str
    timeline: Timeline
    pictures: tuple[tuple[Path, ...], ...]
    size: Size
    music: Music | None
    encoding: Encoding
    segments: Path | None = None
    """The folder that keeps what is encoded of it."""
    is_clip: bool = False
    """Whether it is one sequence of the film, by itself."""

    def is_written(self, *, deep: bool = False) -> bool:
        """Tell whether the file is there, made of exactly these frames, and as it was written.

        Where that is not remembered, or if `deep`, the file is read, and if `deep` the segments.
        """
        found = look(self.output)
        signed = _signed(found)
        if found.mark is not Mark.OURS or not self.owner.owns(self.output, signed):
            return False
        if signed.get("film") != self.digest():
            return False
        if deep:
            return is_intact(self.output) and not self._is_segment_damaged()
        return is_known_intact(self.output, self._record)

    def remember(self) -> None:
        """Note that the file is as it was written, so that it need not be read again."""
        remember(self.output, self._record)

    def room_needed(self) -> list[tuple[Path, float]]:
        """Return folders and about how many bytes all of the film will take there."""
        picture, sound = film_bytes(self.timeline, self.size, with_music=self.music is not None)
        place = self.output.resolve().parent
        return [(place, picture + sound), (self.segments or place, picture)]

    def refuse_foreign(self, *, force: bool = False) -> None:
        """Make sure that no file is replaced that tlstyle did not write, but a film by force.

        Raises:
            FilmError: there is one.
        """
        what = self._in_the_way()
        if not what or (force and not self.is_clip and self.output.is_file()):
            return
        said = f"{self.output}: {what} and is left alone: move it"
        command = "preview" if self.encoding == QUICK else "film"
        others = f", choose another `output`, or replace it with tlstyle {command} --force"
        is_film = self.output.is_file() and not self.is_clip
        raise FilmError(said + others if is_film else said)

    def write(self, progress: Callable[[int, int], None], *, afresh: bool = False) -> None:
        """Write the film; if `afresh`, encode again what is encoded, and replace what is there.

        Raises:
            FilmError: it could not be written, or a frame or the film changed meanwhile; the film
                before it, if any, is untouched.
            RoomError: the disk has too little room for it; nothing was begun.
        """
        identity, before = cache(_identity), _touch(self.output)

        def refuse_replaced() -> None:
            if _touch(self.output) != before:
                self.refuse_foreign(force=afresh)

        write_film(
            self.output,
            self.timeline,
            self.pictures,
            self.size,
            self.music,
            encoding=self.encoding,
            provenance=self.provenance(identity),
            progress=progress,
            title=self.title,
            before_replacing=refuse_replaced,
            segments=self.segments,
            identity=identity,
            changed=lambda picture: _identity(picture) != identity(picture),
            afresh=afresh,
        )
        self.remember()

    def provenance(self, identity: Callable[[Path], str] | None = None) -> str:
        """Return what the film says inside: its digest, and whose it is."""
        return json.dumps({"film": self.digest(identity), **self.owner.signature(self.output)})

    def digest(self, identity: Callable[[Path], str] | None = None) -> str:
        """Return what tells this film from any other: frames, timeline, music and encoding."""
        identity = identity or cache(_identity)
        parts = {
            "version": VERSION,
            "title": self.title,
            "timeline": repr(self.timeline),
            "size": self.size,
            "encoding": asdict(self.encoding),
            "music": self.music and {**asdict(self.music), "file": file_digest(self.music.file)},
            "frames": [[identity(picture) for picture in clip] for clip in self.pictures],
        }
        text = json.dumps(parts, sort_keys=True)
        return content_digest(text.encode())

    @property
    def _record(self) -> Path:
        return self.owner.work / FILMS

    def _is_segment_damaged(self) -> bool:
        entries = self.segments.iterdir() if self.segments and self.segments.is_dir() else ()
        return not all(is_kept(entry) for entry in entries if is_segment(entry))

    def _in_the_way(self) -> str | None:
        """Return what is in the film's place that is not ours to replace, in words."""
        if not os.path.lexists(self.output):
            return None
        if not self.output.is_file():
            return "is no file"
        found = look(self.output)
        if found.mark is Mark.NONE:
            return "was not written by tlstyle"
        if found.mark is Mark.CHANGED:
            return "was changed since tlstyle wrote it"
        if found.mark is Mark.OLD:
            known = self.segments and is_joined_of(self.output, self.segments)
            return None if known else "was written by an earlier tlstyle, or changed since,"
        return self._whose(_signed(found))

    def _whose(self, signed: Mapping[str, Any]) -> str | None:
        """Return whose film is in this one's place if it is another project's, in words."""
        if self.owner.owns(self.output, signed):
            return None
        other = signer(self.output, signed)
        return f"belongs to {other}{'' if other.exists() else ', which is not there any more,'}"


def film_of(
    project: Project, plans: Sequence[ShotPlan], timeline: Timeline, encoding: Encoding
) -> Cut:
    """Return the whole film of a project's painted frames."""
    return Cut(
        project.output,
        owner_of(project),
        project.title,
        timeline,
        tuple(plan.pictures for plan in plans),
        project.size,
        project.music,
        encoding,
        project.work / SEGMENTS / project.output.stem,
    )


def clips_of(project: Project, plans: Sequence[ShotPlan], encoding: Encoding) -> Iterator[Cut]:
    """Yield every sequence as a silent film of its own, in the work folder's `clips`."""
    owner = owner_of(project)
    for plan in plans:
        name = plan.shot.name
        title = f"{project.title}: {name}"
        timeline = lay_out([name], [len(plan.pictures)], [], project.fps)
        output = project.work / CLIPS / f"{name}.mp4"
        pictures = (plan.pictures,)
        yield Cut(
            *(output, owner, title, timeline, pictures, project.size, None, encoding), is_clip=True
        )


def _touch(file: Path) -> tuple[int, ...] | None:
    """Return what changes when something else is saved under a name; None if nothing is there."""
    with suppress(OSError):
        found = file.stat() if file.exists() else file.lstat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None


def _signed(found: Look) -> dict[str, Any]:
    """Return what a film says of its content and its project."""
    with suppress(ValueError, RecursionError):
        signed = json.loads(found.provenance)
        return signed if isinstance(signed, dict) else {}
    return {}


def _identity(picture: Path) -> str:
    """Return what tells a frame's pixels from any other's.

    A painting says it itself, and its length; any other picture is read for it.

    Raises:
        FilmError: it is gone.
    """
    found = content_of(picture)
    try:
        if found is None or found.carried is None or found.altered:
            return content_digest(picture.read_bytes())
        essence = {k: value for k, value in found.carried.items() if k not in INCIDENTAL}
        return f"{essence} {picture.stat().st_size}"
    except OSError as error:
        raise FilmError(
            f"{picture}: this picture of the film cannot be read ({error.strerror}): "
            "paint it again with build"
        ) from error
