"""What people and programs are told of a film's beats, and of joins that fall on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from tlstyle.film.beats import Mark, TrackBeats, beat_frames, marks_of, track_beats, unheard
from tlstyle.project import Project, Shot
from tlstyle.timeline import Timeline
from tlstyle.words import printable, timecode


def _are_asked_for(project: Project) -> bool:
    """Tell whether a project says anything of beats."""
    return project.fit is not None or any(track.beats is not None for track in project.music)


def fit_lines(shots: Iterable[Shot]) -> Iterator[str]:
    """Yield by how many frames sequences are longer or shorter, so that joins fall on beats."""
    for shot in shots:
        if frames := shot.tempo.change.frames:
            how = "held" if frames > 0 else "left out at its end"
            yield f"{shot.name}: {_frames(frames)} {how}, for the beat"


def beat_lines(project: Project, timeline: Timeline) -> Iterator[str]:
    """Yield in short how a film stands to its beats, where its project says anything of them."""
    if not _are_asked_for(project):
        return
    beats = beat_frames(project, timeline)
    if beats is None:
        yield from unheard_lines(project)
        return
    yield from track_lines(project)
    joins = [mark for mark in marks_of(timeline, beats) if mark.is_join]
    missed = "".join(f"; {mark.what} {_late_words(mark)}" for mark in joins if mark.late)
    yield f"beats: {sum(mark.late == 0 for mark in joins)} of {len(joins)} joins on one{missed}"


def unheard_lines(project: Project) -> Iterator[str]:
    """Yield that beats which a project asks for are not known yet, and what finds them out."""
    if _are_asked_for(project) and unheard(project):
        yield f"beats: not measured yet: tlstyle beats {project.file.name}, or a build"


def track_lines(project: Project) -> Iterator[str]:
    """Yield what is known of each track's beats."""
    for track in dict.fromkeys(project.music):
        if known := track_beats(project, track):
            yield f"{track.file.name}: {tempo_words(known)}"


def tempo_words(beats: TrackBeats) -> str:
    """Return a track's tempo, where it begins, and how far that may be relied upon."""
    found = "by the project" if beats.steady is None else f"heard, {beats.steady:.0%} steady"
    doubt = ", hardly a beat: hear whether that is right" if beats.is_doubtful else ""
    first = f"the first of {len(beats.times)} at {beats.times[0]:.2f} s, " if beats.times else ""
    return f"{round(beats.bpm, 1):g} beats a minute, {first}{found}{doubt}"


def _late_words(mark: Mark) -> str:
    """Return by how many frames something misses the nearest beat: "3 frames late"."""
    if mark.late is None:
        return "no beat"
    if not mark.late:
        return "on it"
    return f"{_frames(mark.late)} {'late' if mark.late > 0 else 'early'}"


def beat_table(timeline: Timeline, marks: Sequence[Mark]) -> Table:
    """Return a row for each join, fade and end: where it is, where its beat is, how far off."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, heading in enumerate(("", "at", "nearest beat", "misses it by")):
        table.add_column(heading, justify="right" if number else "left", no_wrap=number > 0)
    for mark in marks:
        beat = "" if mark.beat is None else timecode(mark.beat, timeline.fps)
        what = Text(printable(mark.what), no_wrap=True)
        table.add_row(what, timecode(mark.frame, timeline.fps), beat, _late_words(mark))
    return table


def beats_answer(project: Project, timeline: Timeline) -> dict[str, Any]:
    """Return the same for programs, in the film's frames; null where beats are not known yet."""
    beats = beat_frames(project, timeline)
    marks = None if beats is None else marks_of(timeline, beats)
    tracks = ((track.file, track_beats(project, track)) for track in dict.fromkeys(project.music))
    return {
        "fps": str(timeline.fps),
        "tracks": [
            {"file": str(file), "bpm": known and known.bpm, "steady": known and known.steady}
            for file, known in tracks
        ],
        "beats": beats and list(beats),
        "marks": marks
        and [{"what": each.what, "frame": each.frame, "late": each.late} for each in marks],
    }


def _frames(count: int) -> str:
    return f"{abs(count)} frame{'' if abs(count) == 1 else 's'}"
