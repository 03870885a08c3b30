"""The sound of a film: its tracks looped or trimmed, faded, set to their levels, and mixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tlstyle.film.loudness import levelled
from tlstyle.film.process import feed
from tlstyle.film.score import Cue, decibels, loudness_asked
from tlstyle.film.track import RATE, Samples, read_track

if TYPE_CHECKING:
    from moviepy import AudioClip

_CHUNK = 1 << 16
_SEAM = 240  # samples, 5 ms: too short to hear as a change, long enough not to click


def write_sound(cues: Sequence[Cue], length: int, folder: Path) -> Path:
    """Write a film's sound as a WAV file of `length` samples at 48 kHz and return the file.

    A track plays from `start`, over and over if it loops, each time from `start` again. One that
    ends before its cue does fades out at its own end, with silence after it. A mono track plays on
    both channels at its own level. What is heard at once is added up.

    Args:
        cues: What is heard, and when; one at least.
        length: The film's, in samples.
        folder: Where files of passing use may be written.

    Raises:
        FilmError: a track cannot be read or ends before `start`.
        EncoderError: ffmpeg failed.
        OSError: the disk is full.
    """
    from moviepy.audio.io.ffmpeg_audiowriter import FFMPEG_AudioWriter

    sound = folder / "music.wav"
    played = [
        _as_played(cue, span, folder / f"track{number}.au")
        for number, cue in enumerate(cues)
        if len(span := _span(cue, length))
    ]
    writer = FFMPEG_AudioWriter(
        str(sound), RATE, nbytes=4, codec="pcm_s32le", ffmpeg_params=["-rf64", "auto"]
    )
    feed(writer.proc, (_quantised(chunk) for chunk in _mixed(played, length)))
    loudness = loudness_asked(cues)
    if loudness is None:
        return sound
    return levelled(sound, loudness, length, cues[0].track.file)


@dataclass(frozen=True, slots=True)
class _Played:
    """A cue's clip, and the film's samples at which it sounds."""

    cue: Cue
    clip: AudioClip
    span: range

    def between(self, first: int, last: int) -> tuple[range, Samples]:
        """Return which of the film's samples are heard in a chunk of it, and what is heard."""
        heard = range(max(first, self.span.start), min(last, self.span.stop))
        own = np.arange(heard.start, heard.stop) - self.span.start
        samples: Samples = self.clip.get_frame(own / RATE)
        return heard, samples * self._level(heard) if self._is_changing else samples

    @property
    def _is_changing(self) -> bool:
        return bool(self.cue.rise or self.cue.fall or self.cue.gain)

    def _level(self, heard: range) -> Samples:
        """Return by what a cue's samples are multiplied, [samples,1]: crossed at equal power."""
        cue, seconds = self.cue, np.arange(heard.start, heard.stop) / RATE
        risen = (seconds - cue.at) / cue.rise if cue.rise else np.inf
        left = (cue.end - seconds) / cue.fall if cue.fall else np.inf
        level = np.sin(np.pi / 2 * np.clip(np.minimum(risen, left), 0, 1)) * np.ones(len(seconds))
        if cue.gain:
            frames = seconds * float(cue.fps)
            near = np.arange(int(frames[0]), int(frames[-1]) + 2)
            decibels = np.interp(frames, near, [cue.gain.at(int(frame)) for frame in near])
            level *= 10 ** (decibels / 20)
        return level[:, None]


def _span(cue: Cue, length: int) -> range:
    """Return the film's samples at which a cue sounds at most."""
    first = round(cue.at * RATE)
    return range(first, length if cue.end == inf else min(length, round(cue.end * RATE)))


def _as_played(cue: Cue, span: range, copy: Path) -> _Played:
    """Return a cue's track, looped, at its level and with its fades."""
    from moviepy import AudioClip, afx

    music, track = cue.track, read_track(cue.track, len(span), copy)
    step = _seam_step(track)

    def sound(time: Samples) -> Samples:
        index = np.rint(np.multiply(time, RATE)).astype(np.int64)
        place = index % len(track)
        after_seam = (index >= len(track)) & (place < _SEAM)
        lift = np.where(after_seam, 1 - (place + 1) / (_SEAM + 1), 0)
        both = np.broadcast_to(track[place], (*place.shape, 2))
        heard: Samples = np.nan_to_num(both) + lift[..., None] * step
        return heard

    count = len(span) if music.loop else min(len(span), len(track))
    clip = AudioClip(sound, duration=count / RATE, fps=RATE)
    effects = [afx.MultiplyVolume(10 ** (decibels(music) / 20))]
    effects += [afx.AudioFadeIn(music.fade_in)] if music.fade_in else []
    effects += [afx.AudioFadeOut(music.fade_out)] if music.fade_out else []
    return _Played(cue, clip.with_effects(effects), span[:count])


def _seam_step(track: Samples) -> Samples:
    """Return the jump from a track's end to its start, against where the end was heading.

    Looped, that jump would click: it is led back to nothing over the samples after the seam, which
    keeps the beat (the loop is not shortened) and leaves a track made to be looped as it is.
    """
    end, before, start = np.nan_to_num(track[[-1, max(-2, -len(track)), 0]])
    bare = np.abs(end - start)
    step: Samples = np.clip(2 * end - before - start, -bare, bare)
    return step


def _mixed(played: Sequence[_Played], length: int) -> Iterator[Samples]:
    """Yield what is heard, `length` samples in all."""
    for first in range(0, length, _CHUNK):
        last = min(first + _CHUNK, length)
        mixed = np.zeros((last - first, 2))
        for each in played:
            if each.span.start < last and first < each.span.stop:
                heard, samples = each.between(first, last)
                mixed[heard.start - first : heard.stop - first] += samples
        yield mixed


def _quantised(samples: Samples) -> bytes:
    """Return samples as 32-bit integers; what is louder than full scale is cut."""
    return np.clip(samples * 2.0**31, -(2**31), 2**31 - 1).astype("<i4").tobytes()
