"""The music of a film: read, looped or trimmed, faded and set to its level."""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tlstyle.errors import FilmError
from tlstyle.film.loudness import levelled
from tlstyle.film.process import EncoderError, check, feed
from tlstyle.project.types import Music
from tlstyle.system.ffmpeg import ffmpeg, which_ffmpeg
from tlstyle.system.found import found

if TYPE_CHECKING:
    from moviepy import AudioClip

Samples: TypeAlias = NDArray[np.float64]

RATE = 48000
_CHUNK = 1 << 16
_CONTAINERS = "aac,ac3,aiff,ape,asf,au,avi,caf,flac,matroska,mov,mp3,mpegts,ogg,tta,w64,wav,wv"
"""What ffmpeg may take a track for: no playlists, which read files that no project names."""
_MIXED = f"aresample={RATE}:rematrix_maxval=1,aformat=sample_fmts=flt:channel_layouts=mono|stereo"
"""What makes any sound one or two channels: more are mixed by the weights of ITU-R BS.775, all of
them scaled so that channels at full scale come out at full scale, and none of them cut."""
_SEAM = 240  # samples, 5 ms: too short to hear as a change, long enough not to click


def music_seconds(file: Path) -> float:
    """Return how long a track plays, in seconds; it is decoded once as long as it is untouched.

    The length that a file states may be rounded, or wrong.

    Raises:
        FilmError: the file is missing, cannot be read or holds no sound.
    """
    seconds: float = found(f"seconds {which_ffmpeg()}", file, lambda: _seconds(file))
    return seconds


def _seconds(file: Path) -> float:
    """Return how long a track plays, by decoding all of it."""
    report = _decode(file, "anull", "-f", "null", "-progress", "-", "-")
    times = re.findall(rb"out_time_us=(\d+)", report)
    if not times or not int(times[-1]):
        raise FilmError(f"{file}: there is no sound in it: give another track")
    return int(times[-1]) / 1e6


def write_sound(music: Music, length: int, folder: Path) -> Path:
    """Write a film's music as a WAV file of `length` samples at 48 kHz and return the file.

    The track plays from `start`, over and over if it loops, each time from `start` again. One that
    ends before the film fades out at its own end, with silence after it. A mono track plays on
    both channels at its own level.

    Args:
        music: The track and how to play it.
        length: The film's, in samples.
        folder: Where files of passing use may be written.

    Raises:
        FilmError: the track cannot be read or ends before `start`.
        EncoderError: ffmpeg failed.
        OSError: the disk is full.
    """
    from moviepy.audio.io.ffmpeg_audiowriter import FFMPEG_AudioWriter

    sound = folder / "music.wav"
    clip = _as_played(_read(music, length, folder / "track.au"), music, length)
    writer = FFMPEG_AudioWriter(
        str(sound), RATE, nbytes=4, codec="pcm_s32le", ffmpeg_params=["-rf64", "auto"]
    )
    feed(writer.proc, (_quantised(chunk) for chunk in _chunks(clip, length)))
    if music.loudness is None:
        return sound
    return levelled(sound, music.loudness, length, music.file)


def _decode(file: Path, filters: str, *output: str) -> bytes:
    """Send the first sound in a file through filters to an ffmpeg output; return what it prints."""
    if not file.is_file():
        raise FilmError(f"{file}: no such music file")
    command = [ffmpeg(), "-nostdin", "-v", "error", "-y"]
    command += ["-protocol_whitelist", "file,pipe", "-format_whitelist", _CONTAINERS]
    command += ["-i", str(file.absolute()), "-map", "0:a:0", "-af", filters, *output]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    reason = done.stderr.decode("utf-8", "replace")
    if "matches no streams" in reason or "not on whitelist" in reason:
        raise FilmError(f"{file}: there is no sound in it: give another track")
    if not file.stat().st_size or "Error opening input" in reason:
        what = "is no sound that can be read" if file.stat().st_size else "is empty"
        raise FilmError(f"{file}: {what}: give another track")
    try:
        check(done.returncode, done.stderr)
    except EncoderError as error:
        raise FilmError(f"{file}: no music can be read from it: {error}") from error
    return done.stdout


def _read(music: Music, length: int, copy: Path) -> Samples:
    """Return up to `length` samples of a track from its start on, one or two channels wide.

    They stay in `copy`, on disk, and are read when they are used. Its format, AU, is the plainest
    that tells how many channels there are.
    """
    first = round(music.start * RATE)
    trim = f"atrim=start_sample={first}:end_sample={first + length}"
    output = ("-c:a", "pcm_f32be", "-f", "au", str(copy))
    try:
        _decode(music.file, f"{_MIXED},{trim}", *output)
    except FilmError:
        channels = _unplaced_channels(music.file)
        if not channels:
            raise
        _decode(music.file, f"{_mix(channels)},{_MIXED},{trim}", *output)
    with copy.open("rb") as file:
        _, offset, _, _, _, channels = struct.unpack(">6I", file.read(24))
    count = (copy.stat().st_size - offset) // (4 * channels)
    if not count:
        raise FilmError(f"{music.file}: nothing is left to play {music.start:g} s into the track")
    return np.memmap(copy, ">f4", "r", offset, (count, channels))


def _unplaced_channels(file: Path) -> int:
    """Return how many channels a file's sound has; 0 if they stand where ffmpeg knows."""
    command = [ffmpeg(), "-nostdin", "-hide_banner"]
    command += ["-format_whitelist", _CONTAINERS, "-i", str(file.absolute())]
    said = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).stderr
    found = re.search(rb"Audio: .*?, (\d+) channels", said)
    return int(found[1]) if found else 0


def _mix(channels: int) -> str:
    """Return ffmpeg's filter for channels of which nothing says where they stand.

    They go to the left and the right in turn, as recorders number pairs, and the last of an odd
    number to both, each at the same level and all together at full scale at most (pan's "<").
    """
    left, right = (
        "+".join(f"c{channel}" for channel in sorted({*range(side, channels, 2), *last}))
        for side, last in ((0, ()), (1, [channels - 1] if channels % 2 else ()))
    )
    return f"pan=stereo|c0<{left}|c1<{right}"


def _as_played(track: Samples, music: Music, length: int) -> AudioClip:
    """Return a clip of the track, looped, at its level and with its fades."""
    from moviepy import AudioClip, afx

    step = _seam_step(track)

    def sound(time: Samples) -> Samples:
        index = np.rint(np.multiply(time, RATE)).astype(np.int64)
        place = index % len(track)
        after_seam = (index >= len(track)) & (place < _SEAM)
        lift = np.where(after_seam, 1 - (place + 1) / (_SEAM + 1), 0)
        both = np.broadcast_to(track[place], (*place.shape, 2))
        heard: Samples = np.nan_to_num(both) + lift[..., None] * step
        return heard

    seconds = (length if music.loop else min(length, len(track))) / RATE
    clip = AudioClip(sound, duration=seconds, fps=RATE)
    effects = [afx.MultiplyVolume(10 ** (music.gain / 20))]
    effects += [afx.AudioFadeIn(music.fade_in)] if music.fade_in else []
    effects += [afx.AudioFadeOut(music.fade_out)] if music.fade_out else []
    return clip.with_effects(effects)


def _seam_step(track: Samples) -> Samples:
    """Return the jump from a track's end to its start, against where the end was heading.

    Looped, that jump would click: it is led back to nothing over the samples after the seam, which
    keeps the beat (the loop is not shortened) and leaves a track made to be looped as it is.
    """
    end, before, start = np.nan_to_num(track[[-1, max(-2, -len(track)), 0]])
    bare = np.abs(end - start)
    step: Samples = np.clip(2 * end - before - start, -bare, bare)
    return step


def _chunks(clip: AudioClip, length: int) -> Iterator[Samples]:
    """Yield the clip's samples and then silence, `length` samples in all."""
    sounding = round(clip.duration * RATE)
    for first in range(0, sounding, _CHUNK):
        yield clip.get_frame(np.arange(first, min(first + _CHUNK, sounding)) / RATE)
    for first in range(sounding, length, _CHUNK):
        yield np.zeros((min(_CHUNK, length - first), 2))


def _quantised(samples: Samples) -> bytes:
    """Return samples as 32-bit integers; what is louder than full scale is cut."""
    return np.clip(samples * 2.0**31, -(2**31), 2**31 - 1).astype("<i4").tobytes()
