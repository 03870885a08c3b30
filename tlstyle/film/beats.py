"""When a film's beats fall: as its project says of its music, or as was heard in it.

What was heard in a track is kept in the work folder by what the track holds; where it is lost, it
is listened to again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, takewhile
from math import inf
from pathlib import Path
from statistics import median

from tlstyle.errors import FilmError
from tlstyle.film.pulse import HEARD_AT, Pulse, pulse_of
from tlstyle.film.score import Cue, music_of
from tlstyle.film.track import music_seconds, read_plain
from tlstyle.fit import nearest
from tlstyle.project.beats import Rhythm
from tlstyle.project.types import Music, Project
from tlstyle.stills.picture import file_digest
from tlstyle.system.whole import write_whole
from tlstyle.timeline import Timeline, whole_frames

BEATS = "beats"
"""The folder, inside the work folder, of what was heard in tracks."""

VERSION = 1
"""Goes up when other beats are heard in the same sound."""

_STEADY = 0.15
"""How much of a track has to come again after a beat, for these to be relied upon."""


@dataclass(frozen=True, slots=True)
class TrackBeats:
    """When a track's beats fall.

    Attributes:
        bpm: How many there are in a minute, about.
        times: When they fall, in seconds into the track, rising.
        steady: How steadily it beats, 0 to 1; None where the project says when.
    """

    bpm: float
    times: tuple[float, ...]
    steady: float | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether the track hardly beats, so that these may be wrong."""
        return self.steady is not None and self.steady < _STEADY


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a film that may fall on a beat.

    Attributes:
        what: What is there: "harbour into bridge", "fade to black", "end".
        frame: The frame of the film at which it is; a join's is where its middle is.
        beat: The frame of the beat that is nearest; None where there is none.
        is_join: Whether one sequence gives way to another there.
    """

    what: str
    frame: int
    beat: int | None
    is_join: bool = True

    @property
    def late(self) -> int | None:
        """By how many frames it is late for the beat, or if negative early."""
        return None if self.beat is None else self.frame - self.beat


def marks_of(timeline: Timeline, beats: Sequence[int]) -> list[Mark]:
    """Return a film's joins, with its fades and its end behind them, and the beats near them."""
    pairs = pairwise(timeline.clips)
    joins = [(f"{one.name} into {other.name}", other.cut) for one, other in pairs]
    ends = [("fade from black", timeline.fade_in)] if timeline.fade_in else []
    ends += [("fade to black", timeline.length - timeline.fade_out)] if timeline.fade_out else []
    ends += [("end", timeline.length)]
    return [
        *(Mark(what, frame, nearest(beats, frame)) for what, frame in joins),
        *(Mark(what, frame, nearest(beats, frame), is_join=False) for what, frame in ends),
    ]


def beats_of(project: Project, until: float) -> tuple[float, ...] | None:
    """Return when a film's beats fall, in its seconds, up to a time; None before all are known.

    Of tracks that cross, each counts on its side of the middle. `fit` may leave some of them out.

    Raises:
        FilmError: a track cannot be read.
        ValueError: a track never ends before the next one; the text says which.
    """
    step, found = (project.fit.every if project.fit else 1), list[float]()
    for cue in music_of(project):
        known = track_beats(project, cue.track)
        if known is None:
            return None
        found += _in_film(cue, known.times[::step], until)
    return tuple(sorted(found))


def beat_frames(project: Project, timeline: Timeline) -> tuple[int, ...] | None:
    """Return the frames of a film on which its beats fall; None before they are known.

    They go on for a second behind its end.

    Raises:
        FilmError: a track cannot be read.
    """
    return frames_of(project, timeline.length + round(timeline.fps))


def frames_of(project: Project, length: int) -> tuple[int, ...] | None:
    """Return the same for a film of so many frames, if it were as long.

    Raises:
        FilmError: a track cannot be read.
    """
    times = beats_of(project, float(Fraction(length) / project.fps))
    return None if times is None else tuple(whole_frames(t, project.fps) for t in times)


def _in_film(cue: Cue, times: tuple[float, ...], until: float) -> Iterator[float]:
    """Yield when a track's beats are heard in the film; those behind its end never are."""
    track = cue.track
    first = cue.at + cue.rise / 2
    last = min(until, cue.end - cue.fall / 2)
    end = music_seconds(track.file)
    heard = [time - track.start for time in times if track.start <= time < end]
    again = end - track.start if track.loop else inf
    begun = cue.at
    while heard and begun < last:
        at = (round(begun + time, 6) for time in heard)
        yield from (time for time in takewhile(lambda time: time < last, at) if time >= first)
        begun += again


def track_beats(project: Project, track: Music) -> TrackBeats | None:
    """Return a track's beats; None before it was listened to.

    Raises:
        FilmError: it cannot be read.
        FootageError: it cannot be read.
    """
    said = track.beats
    if isinstance(said, tuple):
        apart = median(later - sooner for sooner, later in pairwise(said)) if said[1:] else inf
        return TrackBeats(round(60 / apart, 2), said)
    if isinstance(said, Rhythm) and said.first is not None:
        count = int((music_seconds(track.file) - said.first) * said.bpm / 60) + 1
        times = tuple(round(said.first + 60 / said.bpm * beat, 6) for beat in range(count))
        return TrackBeats(said.bpm, times)
    return _recall(_record(project, track))


def unheard(project: Project) -> list[Music]:
    """Return the tracks of a film that are to be listened to before their beats are known."""
    tracks = dict.fromkeys(project.music)
    return [track for track in tracks if track_beats(project, track) is None]


def listen(project: Project, track: Music) -> None:
    """Find out when a track's beats fall, and keep it.

    Raises:
        FilmError: nothing in it is heard to beat, or it cannot be read.
        OSError: it cannot be kept.
    """
    found = heard_in(track.file, _told(track))
    kept = {"version": VERSION, "bpm": found.bpm, "steady": found.steady, "beats": found.times}
    write_whole(_record(project, track), json.dumps(kept).encode())


def heard_in(file: Path, bpm: float | None = None) -> Pulse:
    """Return the beats of a track, by listening to all of it.

    Raises:
        FilmError: nothing in it is heard to beat, or it cannot be read.
    """
    pulse = pulse_of(read_plain(file, HEARD_AT), bpm)
    if pulse is None:
        raise FilmError(f"{file}: no beat is heard in it: say `beats` in [music]")
    return pulse


def records_of(project: Project) -> set[Path]:
    """Return the files that keep what was heard in a project's tracks."""
    return {_record(project, track) for track in project.music}


def _record(project: Project, track: Music) -> Path:
    bpm = _told(track)
    told = f".{bpm:g}" if bpm else ""
    return project.work / BEATS / f"{file_digest(track.file)}{told}.json"


def _told(track: Music) -> float | None:
    return track.beats.bpm if isinstance(track.beats, Rhythm) else None


def _recall(record: Path) -> TrackBeats | None:
    """Return what a file keeps; None where a disk has lost something of it."""
    with suppress(OSError, ValueError, TypeError, RecursionError):
        match json.loads(record.read_bytes()):
            case {"version": version, "bpm": bpm, "steady": steady, "beats": list(times)} if (
                version == VERSION
            ):
                return TrackBeats(float(bpm), tuple(map(float, times)), float(steady))
    return None
