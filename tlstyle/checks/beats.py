"""A project whose joins fall on beats, as far as they can, and a word where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tlstyle.checks.edits import in_frames, unfitted_lengths
from tlstyle.errors import Problem
from tlstyle.film.beats import beat_frames, frames_of, marks_of, track_beats
from tlstyle.film.track import music_seconds
from tlstyle.fit import Change, Room, fitted, rooms_of
from tlstyle.project import Draft, Project
from tlstyle.stills.still import Footage
from tlstyle.timeline import Timeline, whole_frames


def with_fit(project: Project, footages: Sequence[Footage]) -> Project:
    """Return a project whose sequences are as long as beats want, if it asks for that.

    Before all its tracks' beats are known they are as long as they are.

    Args:
        project: One whose tracks can be read.
        footages: Each sequence's stills.
    """
    if project.fit is None:
        return project
    return _changed(project, _changes(project, footages, project.fit.within))


def without_fit(project: Project) -> Project:
    """Return a project whose sequences are as long as they are by themselves."""
    return _changed(project, [Change()] * len(project.shots))


def _changed(project: Project, changes: Sequence[Change]) -> Project:
    shots = (
        replace(shot, tempo=replace(shot.tempo, change=change))
        for shot, change in zip(project.shots, changes, strict=True)
    )
    return replace(project, shots=tuple(shots))


def _changes(project: Project, footages: Sequence[Footage], seconds: float) -> list[Change]:
    unfitted, within = unfitted_lengths(project, footages), whole_frames(seconds, project.fps)
    _, overlaps, _ = in_frames(project, unfitted)
    try:
        beats = frames_of(project, sum(unfitted) + within * len(unfitted))
    except ValueError:  # tracks that are out of order, which is said of themselves
        beats = None
    if beats is None:
        return [Change()] * len(unfitted)
    return fitted(rooms_of(unfitted, overlaps), beats, within)


def beat_cautions(draft: Draft, project: Project, timeline: Timeline) -> Iterator[Problem]:
    """Yield a word on beats that are not sure, and on joins that were to fall on one and do not."""
    beats = beat_frames(project, timeline) if project.fit else None
    if beats is None:
        return
    for number, track in enumerate(project.music):
        known = track_beats(project, track)
        if known and known.is_doubtful:
            what = f"{track.file.name} hardly beats: hear whether its beats are right, or say"
            yield draft.problem(f"{what} them: `beats`", *draft.music_place(number), "file")
        end = music_seconds(track.file)
        said = track.beats if isinstance(track.beats, tuple) else ()
        late = [time for time in said if time >= end]
        if late:
            what = f"`beats`: {late[0]:g} s is past the end of {track.file.name} ({end:.1f} s), and"
            yield draft.problem(f"{what} no beat", *draft.music_place(number), "beats")
    within = whole_frames(project.fit.within, project.fps) if project.fit else 0
    joins = (mark for mark in marks_of(timeline, beats) if mark.is_join)
    for mark, shot, room in zip(joins, project.shots, _rooms(project, timeline), strict=False):
        if mark.late != 0:
            what = f"`fit`: {mark.what}: {_missed(mark.late)}"
            most = room.most(within)
            reach = f"{shot.name} may change by {most} frames: "
            hint = "more `within`" if most == within else "shorter joins"
            yield draft.problem(f"{what}; {reach}{hint}, or another `trim`", "edit", "fit")


def _rooms(project: Project, timeline: Timeline) -> list[Room]:
    """Return the room of sequences as they were before they were fitted."""
    pairs = zip(timeline.clips, project.shots, strict=True)
    lengths = [clip.length - shot.tempo.change.frames for clip, shot in pairs]
    return rooms_of(lengths, [clip.overlap for clip in timeline.clips[1:]])


def _missed(late: int | None) -> str:
    if late is None:
        return "there is no beat in the film"
    frames = f"{abs(late)} frame{'' if abs(late) == 1 else 's'}"
    return f"{frames} {'behind' if late > 0 else 'before'} the nearest beat"
