"""Painted frames into films: the film, its preview, and every sequence as a clip of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tlstyle.errors import FilmError
from tlstyle.film import (
    QUICK,
    Encoding,
    Film,
    Identities,
    Loudness,
    Mark,
    Order,
    is_intact,
    is_joined_of,
    is_kept,
    is_known_intact,
    is_segment,
    look,
    loudness_of,
    remember,
)
from tlstyle.film.move import moves_along, moves_in
from tlstyle.film.score import cues_of, loudness_asked
from tlstyle.film.view import View
from tlstyle.frames.frame import CLIPS, SEGMENTS, ShotPlan
from tlstyle.overlays import laid_on
from tlstyle.project import Project, Shot
from tlstyle.project.owner import Owner, owner_of, signer
from tlstyle.tempo import STILL
from tlstyle.timeline import Timeline, lay_out

_FILMS = "films.json"
"""The file, inside the work folder, that remembers which films were found as they were written."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A film to be written: where to, and whose it is."""

    output: Path
    owner: Owner
    film: Film
    segments: Path | None = None
    """The folder that keeps what is encoded of it."""
    is_clip: bool = False
    """Whether it is one sequence of the film, by itself."""
    command: str = "film"
    """What writes it."""

    def is_written(self, *, deep: bool = False) -> bool:
        """Tell whether the file is there, made of exactly these frames, and as it was written.

        Where that is not remembered, or if `deep`, the file is read, and if `deep` the segments.
        """
        found = look(self.output)
        signed = found.signed
        if found.mark is not Mark.OURS or not self.owner.owns(self.output, signed):
            return False
        if signed.get("film") != self.film.digest(Identities().of):
            return False
        if deep:
            return is_intact(self.output) and not self._is_segment_damaged()
        return is_known_intact(self.output, self._record)

    def remember(self) -> None:
        """Note that the file is as it was written, so that it need not be read again."""
        remember(self.output, self._record)

    def loudness(self) -> Loudness | None:
        """Return how loud the film came out, if it was to be of some loudness.

        Raises:
            FilmError: it cannot be read.
        """
        asked = loudness_asked(self.film.cues)
        return None if asked is None else loudness_of(self.output)

    def room_needed(self) -> list[tuple[Path, float]]:
        """Return folders and about how many bytes all of the film will take there."""
        place, picture = self.output.resolve().parent, self.film.picture_bytes
        return [(place, picture + self.film.sound_bytes), (self.segments or place, picture)]

    def refuse_foreign(self, *, force: bool = False) -> None:
        """Make sure that no file is replaced that tlstyle did not write, but a film by force.

        Raises:
            FilmError: there is one.
        """
        what = self._in_the_way()
        if not what or (force and not self.is_clip and self.output.is_file()):
            return
        said = f"{self.output}: {what} and is left alone: move it"
        others = f", choose another `output`, or replace it with tlstyle {self.command} --force"
        is_film = self.output.is_file() and not self.is_clip
        raise FilmError(said + others if is_film else said)

    def order(self, identities: Identities, *, afresh: bool = False) -> Order:
        """Return what is to be written; if `afresh`, also where another film stands.

        Where a link stands in a film's place, what it leads to is written; a clip replaces links,
        for nothing is written out of the work folder.
        """
        before = _touch(self.output)

        def refuse_replaced() -> None:
            if _touch(self.output) != before:
                self.refuse_foreign(force=afresh)

        follows = self.output.is_symlink() and not self.is_clip
        output = self.output.resolve() if follows else self.output
        provenance = self.provenance(identities)
        return Order(self.film, output, provenance, self.segments, refuse_replaced)

    def provenance(self, identities: Identities | None = None) -> str:
        """Return what the film says inside: its digest, and whose it is."""
        digest = self.film.digest((identities or Identities()).of)
        return json.dumps({"film": digest, **self.owner.signature(self.output)})

    @property
    def _record(self) -> Path:
        return self.owner.work / _FILMS

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
        return self._whose(found.signed)

    def _whose(self, signed: Mapping[str, Any]) -> str | None:
        """Return whose film is in this one's place if it is another project's, in words."""
        if self.owner.owns(self.output, signed):
            return None
        other = signer(self.output, signed)
        return f"belongs to {other}{'' if other.exists() else ', which is not there any more,'}"


def film_of(
    project: Project,
    plans: Sequence[ShotPlan],
    timeline: Timeline,
    encoding: Encoding | None = None,
    command: str = "film",
) -> Cut:
    """Return the whole film of a project's painted frames, encoded as it says unless told."""
    pictures, sound = tuple(plan.pictures for plan in plans), cues_of(project, timeline)
    encoding = encoding or project.encoding
    on_top = [each.overlay for each in project.overlays]
    film = Film(
        project.title,
        timeline,
        pictures,
        project.size,
        sound,
        encoding,
        _view(project, project.shots),
        moves_in(plans),
        laid_on(on_top, timeline),
        tuple(map(_taken, plans)) if any(each.tells_time for each in on_top) else (),
        frozenset(number for number, plan in enumerate(plans) if plan.has_deep_frames),
    )
    segments = project.work / SEGMENTS / project.output.stem
    return Cut(project.output, owner_of(project), film, segments, command=command)


def shapes_of(
    project: Project, plans: Sequence[ShotPlan], timeline: Timeline
) -> Iterator[tuple[str, Cut]]:
    """Yield every other shape of a project's film, by its name."""
    owner, whole = owner_of(project), film_of(project, plans, timeline).film
    for shape in project.shapes:
        anchors = tuple(shape.anchor or shot.anchor for shot in project.shots)
        film = replace(
            whole,
            size=shape.size,
            encoding=shape.encoding,
            view=View(anchors, is_fitted=True),
            moves=moves_along(plans, timeline, shape.moving)
            if shape.moving
            else moves_in(plans, shape.anchor),
        )
        segments = project.work / SEGMENTS / f"{project.output.stem}.{shape.name}"
        yield shape.name, Cut(shape.output, owner, film, segments)


def _view(project: Project, shots: Sequence[Shot]) -> View | None:
    """Return what the film shows of its frames, where they are kept whole for other shapes."""
    anchors = tuple(shot.anchor for shot in shots)
    return View(anchors, is_fitted=False) if project.shapes else None


def _taken(plan: ShotPlan) -> tuple[datetime | None, ...]:
    """Return when the still was taken that each frame of a sequence shows."""
    return tuple(plan.footage.stills[moment // STILL].taken for moment in plan.shown)


def preview_film_of(project: Project, plans: Sequence[ShotPlan], timeline: Timeline) -> Cut:
    """Return the film of a quick cut's painted frames, encoded as any player takes it."""
    return film_of(project, plans, timeline, QUICK, "preview")


def clips_of(project: Project, plans: Sequence[ShotPlan]) -> Iterator[Cut]:
    """Yield every sequence as a silent film of its own, in the work folder's `clips`."""
    owner = owner_of(project)
    for plan in plans:
        name = plan.shot.name
        title = f"{project.title}: {name}"
        timeline = lay_out([name], [len(plan.pictures)], [], project.fps)
        view, encoding = _view(project, [plan.shot]), project.encoding
        pictures, moves = (plan.pictures,), moves_in([plan])
        deep = frozenset({0} if plan.has_deep_frames else ())
        film = Film(title, timeline, pictures, project.size, (), encoding, view, moves, deep=deep)
        output = project.work / CLIPS / f"{name}{film.codec.endings[0]}"
        yield Cut(output, owner, film, is_clip=True)


def _touch(file: Path) -> tuple[int, ...] | None:
    """Return what changes when something else is saved under a name; None if nothing is there."""
    with suppress(OSError):
        found = file.stat() if file.exists() else file.lstat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None
