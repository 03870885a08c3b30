"""Sound with a click on every beat, to hear whether these are right."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tlstyle.errors import FilmError
from tlstyle.film.process import EncoderError
from tlstyle.film.score import cues_of
from tlstyle.film.sound import write_sound
from tlstyle.film.track import RATE, Plain, read_plain
from tlstyle.project.types import Project
from tlstyle.system.whole import write_whole
from tlstyle.timeline import Timeline

_PITCH, _SECONDS, _FADES = 1500, 0.03, 120.0
_LEVEL = 16_000
"""A click's, of the 32767 that there are; the sound is played at half its own."""


def write_clicks(sound: Path, beats: Sequence[float], output: Path) -> None:
    """Write a track as WAV, in one channel, with a click on every beat.

    Raises:
        FilmError: the track cannot be read, or something stands in its place already.
    """
    if output.exists():
        raise FilmError(f"{output}: is there already and is left alone: move it")
    try:
        write_whole(output, _wav(_clicking(read_plain(sound, RATE), beats)))
    except OSError as error:
        raise FilmError(f"{output}: cannot be written ({error.strerror})") from error


def write_film_clicks(
    project: Project, timeline: Timeline, beats: Sequence[float], output: Path
) -> None:
    """Write the same of a film's own sound, by beats in the film's seconds.

    Raises:
        FilmError: a track cannot be read, or something stands in its place already.
    """
    with TemporaryDirectory(prefix="tlstyle-") as folder:
        length = round(timeline.seconds * RATE)
        try:
            sound = write_sound(cues_of(project, timeline), length, Path(folder))
        except EncoderError as error:
            raise FilmError(f"{project.file}: its sound cannot be made: {error}") from error
        write_clicks(sound, beats, output)


def _clicking(sound: Plain, beats: Sequence[float]) -> Plain:
    time = np.arange(round(_SECONDS * RATE)) / RATE
    click = np.rint(_LEVEL * np.sin(2 * np.pi * _PITCH * time) * np.exp(-_FADES * time))
    heard = sound // 2
    for beat in beats:
        part = heard[round(beat * RATE) :][: len(click)]
        part += click[: len(part)].astype(np.int16)
    return heard


def _wav(sound: Plain) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.astype("<i2").tobytes())
    return buffer.getvalue()
