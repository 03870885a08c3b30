"""What is heard under a film, and when: its music, and the sounds of its sequences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

from tlstyle.curves import Course, Curve, Keyframes
from tlstyle.film.track import music_seconds
from tlstyle.project.types import Music, Project
from tlstyle.stills.picture import file_digest
from tlstyle.timeline import Clip, Timeline

_APART = ("at", "seconds", "cross", "beats", "open_fades")
"""What of tracks stands in cues, or is not heard."""

_QUARTER = 4
"""What part of the film a fade takes at most that no project names, as the picture's do."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A track at its place in a film; times in seconds.

    Attributes:
        track: What is played, and how.
        at: When it begins.
        seconds: How long it plays at most; infinite to the film's end.
        rise: How long it takes to come up out of the one before, at equal power.
        fall: How long it takes to go down into the next one.
        gain: Its gain along the film in decibels, where that is keyed.
        fps: How many of the film's frames, by which that goes, a second has.
    """

    track: Music
    at: float = 0.0
    seconds: float = inf
    rise: float = 0.0
    fall: float = 0.0
    gain: Curve | None = None
    fps: Fraction = Fraction(24)  # it is frozen

    @property
    def end(self) -> float:
        """When it ends at the latest."""
        return self.at + self.seconds

    def recipe(self) -> dict[str, Any]:
        """Return what of it decides a film's sound; of a track under all of it what it always was.

        Raises:
            FootageError: its file cannot be read.
        """
        track = {name: value for name, value in asdict(self.track).items() if name not in _APART}
        track |= {"file": file_digest(self.track.file)}
        own = {"at": self.at, "seconds": str(self.seconds), "rise": self.rise, "fall": self.fall}
        is_plain = replace(self, track=Music(Path())) == Cue(Music(Path()))
        curve = {"gain": asdict(self.gain)} if self.gain else {}
        return track | ({} if is_plain else own) | curve


def cues_of(project: Project, timeline: Timeline) -> tuple[Cue, ...]:
    """Return what is heard under a project's film, and when.

    Raises:
        FilmError: a track cannot be read.
        ValueError: a keyframe is not on the film, or a track never ends before the next one; the
            text says which.
    """
    course = timeline.course
    film = float(timeline.seconds)
    cues = [
        *(_settled(cue, film) for cue in _in_turn(project.music)),
        *_under_sequences(project, timeline),
    ]
    return tuple(_with_curve(cue, course) for cue in cues)


def music_of(project: Project) -> tuple[Cue, ...]:
    """Return the film's own tracks and when each is heard, whatever is shown.

    Raises:
        FilmError: a track cannot be read.
        ValueError: a track never ends before the next one; the text says which.
    """
    return tuple(_in_turn(project.music))


def recipe_of(cues: Sequence[Cue]) -> Any:
    """Return what of cues decides a film's sound: of a single one its own, and None of none."""
    recipes = [cue.recipe() for cue in cues]
    return recipes if len(recipes) > 1 else next(iter(recipes), None)


def loudness_asked(cues: Sequence[Cue]) -> float | None:
    """Return how loud a film is to be, in LUFS, if a track says it."""
    return next((cue.track.loudness for cue in cues if cue.track.loudness is not None), None)


def decibels(track: Music) -> float:
    """Return a track's gain, which is 0 where the cue has it as a curve.

    Raises:
        TypeError: it is keyed, and on no film yet.
    """
    if isinstance(track.gain, Keyframes):
        raise TypeError(f"{track.gain} is asked for as a plain number: it is a film's")
    return track.gain


def silences(cues: Sequence[Cue], film: float) -> Iterator[tuple[float, float]]:
    """Yield when nothing is heard in a film of so many seconds, from when until when."""
    heard = 0.0
    for cue in sorted(cues, key=lambda cue: cue.at):
        if cue.at > heard:
            yield heard, min(cue.at, film)
        heard = max(heard, cue.end if cue.track.loop else min(cue.end, cue.at + _left(cue.track)))
    if heard < film:
        yield heard, film


def _in_turn(tracks: Sequence[Music]) -> Iterator[Cue]:
    """Yield tracks one after the other, each giving way to the next."""
    if len(tracks) == 1 and tracks[0].at is None and tracks[0].seconds is None:
        yield Cue(tracks[0])
        return
    begun, rise = 0.0, 0.0
    for number, track in enumerate(tracks):
        at = begun if track.at is None else track.at
        end = at + _plays(track)
        following = tracks[number + 1] if number + 1 < len(tracks) else None
        fall, begun = 0.0, end
        if following:
            end, begun, fall = _handed_over(end, following)
            if begun == inf:
                raise ValueError(
                    f"{track.file.name} plays over and over: say `at` of {following.file.name}, "
                    "or `seconds` of its own"
                )
            if begun <= at:
                raise ValueError(
                    f"{following.file.name} begins at {begun:g} s, before {track.file.name} "
                    f"at {at:g} s: put them in order"
                )
        yield Cue(_faded(track, rise, fall), at, end - at, rise, fall)
        rise = fall


def _handed_over(end: float, following: Music) -> tuple[float, float, float]:
    """Return when a track ends, when the next one begins, and how long they play together."""
    if following.at is None:
        return end, end - following.cross, following.cross
    together = max(0.0, min(following.cross, end - following.at))
    return min(end, following.at + following.cross), following.at, together


def _faded(track: Music, rise: float, fall: float) -> Music:
    """Return a track without the fades in whose place it crosses others."""
    fades = 0.0 if rise else track.fade_in, 0.0 if fall else track.fade_out
    return replace(track, fade_in=fades[0], fade_out=fades[1])


def _settled(cue: Cue, film: float) -> Cue:
    """Return a cue whose fades that no project names take at most a quarter of the film."""
    track = cue.track
    fades = {name: min(getattr(track, name), film / _QUARTER) for name in track.open_fades}
    return replace(cue, track=replace(track, **fades, open_fades=()))


def _plays(track: Music) -> float:
    """Return how long a track plays if nothing ends it."""
    whole = inf if track.loop else _left(track)
    return whole if track.seconds is None else min(whole, track.seconds)


def _left(track: Music) -> float:
    return max(0.0, music_seconds(track.file) - track.start)


def _under_sequences(project: Project, timeline: Timeline) -> Iterator[Cue]:
    """Yield the sequences' own sounds, each as long as its clip, and joined as that is."""
    for number, (shot, clip) in enumerate(zip(project.shots, timeline.clips, strict=True)):
        if shot.sound:
            following = timeline.clips[number + 1 : number + 2]
            yield _under(shot.sound, clip, following[0] if following else None, timeline)


def _under(track: Music, clip: Clip, following: Clip | None, timeline: Timeline) -> Cue:
    fps = timeline.fps
    joined = clip.overlap if clip.start else 0, following.overlap if following else 0
    first = timeline.fade_in if not clip.start else 0
    last = timeline.fade_out if following is None else 0
    return Cue(
        replace(track, fade_in=float(first / fps), fade_out=float(last / fps)),
        float(clip.start / fps),
        float(clip.length / fps),
        rise=float(joined[0] / fps),
        fall=float(joined[1] / fps),
    )


def _with_curve(cue: Cue, course: Course) -> Cue:
    if not isinstance(cue.track.gain, Keyframes):
        return cue
    try:
        curve = cue.track.gain.along(course)
    except ValueError as error:
        raise ValueError(f"`gain` of {cue.track.file.name}: {error}") from error
    return replace(cue, track=replace(cue.track, gain=0.0), gain=curve, fps=course.fps)
