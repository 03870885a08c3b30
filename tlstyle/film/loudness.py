"""How loud sound is to a listener, by EBU R128, and sound brought to a loudness."""

from __future__ import annotations

import math
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from tlstyle.errors import FilmError
from tlstyle.film.process import EncoderError, check
from tlstyle.system.ffmpeg import ffmpeg

_CEILING = -1.5
"""dBTP above which no true peak is let; AAC adds some tenths of a decibel."""

_NEAR = 0.05
"""LU from its target at which sound is left as it is."""
_ROUNDS = 5
"""How often sound is made louder for what its limiter took away."""
_SILENT = -70.0
"""LUFS at or below which R128 hears nothing."""
_FINELY = 192000
"""Samples a second at which peaks between samples are seen."""


class Loudness(NamedTuple):
    """What a meter by EBU R128 says of sound: LUFS over all of it, and its true peak in dBTP."""

    integrated: float
    peak: float

    def __str__(self) -> str:
        return f"{self.integrated:.1f} LUFS, peaks of {self.peak:.1f} dBTP"


def loudness_of(file: Path) -> Loudness:
    """Return how loud the sound of a film or a track is, by all of it.

    Raises:
        FilmError: ffmpeg cannot read it.
    """
    meter = "apad=pad_dur=0.2,ebur128=peak=true:metadata=1,ametadata=print:file=-"
    try:
        said = filtered(file, meter, "-f", "null", "-").decode()
    except EncoderError as error:
        raise FilmError(f"{file}: its loudness cannot be measured: {error}") from error
    levels = re.findall(r"r128\.I=(-?[\d.]+)", said)
    peaks = [float(peak) for peak in re.findall(r"r128\.true_peak=([\d.]+)", said)]
    peak = max(peaks, default=0.0)
    return Loudness(
        float(levels[-1]) if levels else -math.inf, 20 * math.log10(peak) if peak else -math.inf
    )


def levelled(sound: Path, target: float, length: int, music: Path) -> Path:
    """Return a WAV file of sound at a loudness, in LUFS, which replaces the file given.

    It is played louder or softer as a whole. Where its peaks would then pass `_CEILING` they are
    limited, and it is measured again and made up for.

    Args:
        sound: A WAV file at 48 kHz.
        target: How loud it is to be.
        length: Its length, in samples.
        music: The track that it is of, for errors.

    Raises:
        FilmError: there is nothing to be heard.
        EncoderError: ffmpeg failed.
        OSError: the disk is full.
    """
    found = loudness_of(sound)
    if found.integrated <= _SILENT:
        raise FilmError(
            f"{music}: is too quiet or too short for `loudness`: leave it out of [music]"
        )
    gain, result = 0.0, sound.with_name("levelled.wav")
    for _ in range(_ROUNDS):
        if abs(target - found.integrated) < _NEAR and found.peak <= _CEILING:
            break
        gain += target - found.integrated
        _write(sound, result, gain, length)
        found = loudness_of(result)
    return result.replace(sound) if result.exists() else sound


def _write(sound: Path, result: Path, gain: float, length: int) -> None:
    """Write sound at another level, its peaks limited where they pass the ceiling."""
    limit = 10 ** (_CEILING / 20)
    limiter = f"alimiter=limit={limit:.6f}:level=false:latency=true:attack=5:release=80"
    filters = [
        f"aresample={_FINELY}:osf=dbl,volume={gain:.4f}dB:precision=double,{limiter}",
        "aresample=48000:osf=dbl",
        f"atrim=end_sample={length},apad=whole_len={length}",
    ]
    wav = ("-c:a", "pcm_s32le", "-rf64", "auto", "-f", "wav", str(result))
    filtered(sound, ",".join(filters), *wav)


def filtered(file: Path, filters: str, *output: str) -> bytes:
    """Send a file's sound through filters to an ffmpeg output; return what it prints.

    Raises:
        EncoderError: ffmpeg failed.
    """
    command = [ffmpeg(), "-nostdin", "-v", "error", "-y", "-i", str(file.absolute())]
    done = subprocess.run(
        [*command, "-map", "0:a:0", "-af", filters, *output],
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    check(done.returncode, done.stderr)
    return done.stdout
