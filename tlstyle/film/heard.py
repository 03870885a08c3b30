"""What a film sounds like, drawn: its waveform, and its loudness as it goes on."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tlstyle.errors import FilmError
from tlstyle.film.loudness import filtered
from tlstyle.film.process import EncoderError
from tlstyle.film.score import Cue
from tlstyle.film.sound import write_sound
from tlstyle.film.track import RATE

_COARSELY = 8000
"""Samples a second of which a waveform is drawn."""


class Heard(NamedTuple):
    """A film's sound as it goes on.

    Attributes:
        peaks: How far its waveform goes in each of equal parts of its length, 0..1.
        loudness: The loudness of its last 400 ms by EBU R128, ten times a second, in LUFS.
        whole: That of all of it.
    """

    peaks: tuple[float, ...]
    loudness: tuple[float, ...]
    whole: float


def heard_under(cues: Sequence[Cue], seconds: float, parts: int) -> Heard:
    """Return what cues sound like, mixed for a film of so many seconds, in so many parts.

    Raises:
        FilmError: a track cannot be read, or there is no room to mix them.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            sound = write_sound(cues, round(seconds * RATE), Path(folder))
        except (EncoderError, OSError) as error:
            raise FilmError(f"the film's sound cannot be made: {error}") from error
        return heard(sound, parts)


def heard(file: Path, parts: int) -> Heard:
    """Return what a film or a track sounds like, in so many parts.

    Raises:
        FilmError: ffmpeg cannot read its sound.
    """
    meter = "ebur128=metadata=1,ametadata=print:file=-"
    plain = ("-ac", "1", "-ar", str(_COARSELY), "-f", "s16le", "-")
    try:
        said = filtered(file, meter, "-f", "null", "-").decode()
        samples = np.abs(np.frombuffer(filtered(file, "anull", *plain), "<i2").astype(np.int32))
    except EncoderError as error:
        raise FilmError(f"{file}: its sound cannot be read: {error}") from error
    ends = np.linspace(0, len(samples), parts + 1).astype(int)
    peaks = (samples[a:b].max(initial=0) / 32768 for a, b in pairwise(ends))
    momentary = map(float, re.findall(r"r128\.M=(-?[\d.]+|-?inf|nan)", said))
    whole = re.findall(r"r128\.I=(-?[\d.]+)", said)
    return Heard(
        tuple(map(float, peaks)), tuple(momentary), float(whole[-1]) if whole else -math.inf
    )
