"""What is wrong with a film's music and its sequences' sounds, and where nothing is heard."""

from __future__ import annotations

from collections.abc import Iterator

from tlstyle.errors import FilmError, Problem
from tlstyle.film import music_seconds
from tlstyle.film.score import cues_of, silences
from tlstyle.film.track import RATE
from tlstyle.project import Draft, Music, Project, path_hint
from tlstyle.timeline import Timeline


def track_problems(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield what is wrong with tracks by themselves."""
    for number, track in enumerate(project.music):
        for what, key in _track_problems(project, track):
            yield draft.problem(what, *draft.music_place(number), key)
        if number and track.loudness is not None:
            what = "`loudness` is the whole film's: it stands in the first [[music]]"
            yield draft.problem(what, *draft.music_place(number), "loudness")
    if project.fit and not project.music:
        yield draft.problem('`fit` = "beats" goes by [music], and there is none', "edit", "fit")
    for shot in project.shots:
        for what, key in _track_problems(project, shot.sound) if shot.sound else ():
            yield draft.problem(what, "sound", key, sequence=shot.name)


def _track_problems(project: Project, track: Music) -> Iterator[tuple[str, str]]:
    try:
        seconds = music_seconds(track.file)
    except FilmError as error:
        yield f"{error}{path_hint(str(track.file), project.folder)}", "file"
        return
    if round(track.start * RATE) >= round(seconds * RATE):
        yield f"`start` = {track.start} is past the end of {track.file} ({seconds:.1f} s)", "start"


def score_problems(draft: Draft, project: Project, timeline: Timeline) -> Iterator[Problem]:
    """Yield what is wrong with where sound tracks stand under a film."""
    film = float(timeline.seconds)
    for number, track in enumerate(project.music):
        if track.at is not None and track.at >= film:
            what = f"`at` = {track.at:g} is past the film's end at {film:.2f} s: begin earlier"
            yield draft.problem(what, *draft.music_place(number), "at")
    try:
        cues_of(project, timeline)
    except ValueError as error:
        yield draft.problem(str(error), "music")


def silence_cautions(draft: Draft, project: Project, timeline: Timeline) -> Iterator[Problem]:
    """Yield a word on each stretch of a film with music in which nothing is heard."""
    if not project.music:
        return
    film = float(timeline.seconds)
    for start, end in silences(cues_of(project, timeline), film):
        if end - start > 1 / RATE:
            what = f"nothing is heard from {start:.1f} s to {end:.1f} s of the film's {film:.1f} s"
            hint = "; `loop = true` repeats the last track" if end == film else ""
            yield draft.problem(f"{what}{hint}", "music")


def fade_cautions(draft: Draft, project: Project, timeline: Timeline) -> Iterator[Problem]:
    """Yield a word on each fade that the project names and that the film is too short for.

    The music then never comes to its level.
    """
    film = float(timeline.seconds)
    for number, track in enumerate(project.music):
        for key, seconds in (("fade_in", track.fade_in), ("fade_out", track.fade_out)):
            if key not in track.open_fades and seconds > film:
                what = f"`{key}` = {seconds:g} s is longer than the film's {film:.2f} s"
                hint = f"{what}, and {track.file.name} is quiet throughout: shorten it"
                yield draft.problem(hint, *draft.music_place(number), key)
