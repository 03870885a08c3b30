"""A track's sound: how long it plays, and its samples."""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tlstyle.errors import FilmError
from tlstyle.film.process import EncoderError, check
from tlstyle.project.types import Music
from tlstyle.system.ffmpeg import ffmpeg, which_ffmpeg
from tlstyle.system.found import found

Samples: TypeAlias = NDArray[np.float64]
Plain: TypeAlias = NDArray[np.int16]

RATE = 48000
"""Samples a second of every film's sound."""

_CONTAINERS = "aac,ac3,aiff,ape,asf,au,avi,caf,flac,matroska,mov,mp3,mpegts,ogg,tta,w64,wav,wv"
"""What ffmpeg may take a track for: no playlists, which read files that no project names."""
_MIXED = f"aresample={RATE}:rematrix_maxval=1,aformat=sample_fmts=flt:channel_layouts=mono|stereo"
"""What makes any sound one or two channels: more are mixed by the weights of ITU-R BS.775, all of
them scaled so that channels at full scale come out at full scale, and none of them cut."""


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


def _decode(file: Path, filters: str, *output: str) -> bytes:
    """Send the first sound in a file through filters to an ffmpeg output; return what it prints."""
    if file.is_dir():
        raise FilmError(f"{file}: is a folder: name a track in it")
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


def read_track(music: Music, length: int, copy: Path) -> Samples:
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


def read_plain(file: Path, rate: int) -> Plain:
    """Return all of a track in one channel, [samples], at so many samples a second.

    Raises:
        FilmError: the file is missing, cannot be read or holds no sound.
    """
    output = ("-ac", "1", "-ar", str(rate), "-f", "s16le", "-")
    try:
        sound = _decode(file, "anull", *output)
    except FilmError:
        channels = _unplaced_channels(file)
        if not channels:
            raise
        sound = _decode(file, _mix(channels), *output)
    return np.frombuffer(sound, "<i2")


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
