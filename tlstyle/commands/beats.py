"""`tlstyle beats`: when music beats, and by how much a film's joins miss it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tlstyle.checks.check import Checked, check, laid_out_anew
from tlstyle.commands.hearing import hear
from tlstyle.commands.named import refuse_missing
from tlstyle.commands.session import Manner, work
from tlstyle.console.beats import beats_answer, tempo_words
from tlstyle.console.terminal import Terminal
from tlstyle.errors import OptionError
from tlstyle.film.beats import TrackBeats, beats_of, heard_in, unheard
from tlstyle.film.clicks import write_clicks, write_film_clicks

_PROJECT = ".toml"


def beats(file: Path, manner: Manner, clicks: Path | None, *, json: bool) -> None:
    """List the joins of a project and the beats near them; of a track alone, its tempo.

    If `clicks` names a file, the sound with a click on each beat is written there.

    Raises:
        OptionError: there is no such track, the project has no music, or the clicks are not named
            .wav.
        FilmError: a track cannot be read, nothing beats in it, or the clicks cannot be written.
    """
    if clicks and clicks.suffix.lower() != ".wav":
        raise OptionError(f"--clicks {clicks}: is written as WAV: name it .wav")
    console = Terminal(quiet=manner.quiet)
    if file.suffix.lower() != _PROJECT:
        _tell_track(console, file, clicks, json=json)
        return
    checked = _with_beats(file, replace(manner, quiet=manner.quiet or json))
    project, timeline = checked.project, checked.timeline
    if clicks:
        known = beats_of(project, float(timeline.seconds))
        write_film_clicks(project, timeline, known or (), clicks)
    if json:
        console.json(beats_answer(project, timeline))
    else:
        console.beats(project, timeline)


def _with_beats(file: Path, manner: Manner) -> Checked:
    """Return a project whose music was listened to, now if it never was."""
    checked = check(file, looks=True)
    if not checked.project.music:
        raise OptionError(f"{file}: beats are music's, and there is no [music] in it: add it")
    if not unheard(checked.project):
        return checked
    with work(file, manner) as (told, checked):
        hear(told, checked)
        return laid_out_anew(checked, checked.footages)


def _tell_track(console: Terminal, file: Path, clicks: Path | None, *, json: bool) -> None:
    refuse_missing(file, "track", "name one, or a project file")
    if file.is_dir():
        raise OptionError(f"{file}: is a folder: name a track, or a project file, in it")
    heard = heard_in(file)
    if clicks:
        write_clicks(file, heard.times, clicks)
    if json:
        answer = {"bpm": heard.bpm, "steady": heard.steady, "beats": heard.times}
        console.json({"file": str(file), **answer})
        return
    beats = TrackBeats(heard.bpm, heard.times, heard.steady)
    console.say(f"{file.name}: {tempo_words(beats)}")
    key = f"beats = {{ bpm = {heard.bpm:g}, first = {heard.times[0]:g} }}"
    console.say(f"in [music], where it keeps that tempo: {key}")
