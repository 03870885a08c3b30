"""What ffmpeg may take a video for, and which of the file's streams is the film."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tlstyle.system.ffmpeg import ffmpeg

_CONTAINERS = "asf,avi,gif,m4v,matroska,mov,mpeg,mpegts,mpegvideo,mxf"
"""What ffmpeg may take a video for: no playlists, which read files that no project names."""

READING = ("-protocol_whitelist", "file,pipe", "-format_whitelist", _CONTAINERS)
"""What stands before a video in each of ffmpeg's commands."""

_STREAM = re.compile(rb"^ {2,4}Stream #0:(\d+).*? Video: .*?, (\d+)x(\d+)\b(.*)", re.MULTILINE)
"""What ffmpeg says of a video stream: its number, its size, and more."""


def each_picture_once(stream: str) -> list[str]:
    """Return what has ffmpeg give the pictures of a stream, whatever their timing."""
    return ["-map", f"0:{stream}", "-fps_mode", "passthrough"]


def film_stream(file: Path) -> str:
    """Return the number of the largest moving picture in a file; covers and thumbnails stand still.

    Where none moves it is the largest, and ffmpeg's first where there is none at all.
    """
    found = [match.groups() for match in _STREAM.finditer(run(file).stderr)]
    streams = [
        (int(width) * int(height), number.decode())
        for number, width, height, more in found
        if b"(attached pic)" not in more
    ]
    streams.sort(key=lambda stream: stream[0], reverse=True)  # of equal ones the first stays first
    numbers = [number for _, number in streams]
    if len(numbers) < 2:
        return numbers[0] if numbers else "v:0"
    return next((number for number in numbers if _moves(file, number)), numbers[0])


def run(file: Path, *output: str, said: str = "info") -> subprocess.CompletedProcess[bytes]:
    """Run ffmpeg on a video for what it prints: all, or what its log level `said` has it say."""
    command = film_command(file, *output, said=said)
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)


def film_command(
    file: Path, *output: str, said: str = "info", before: Sequence[str] = ()
) -> list[str]:
    """Return ffmpeg's command for a video, with options of its output and some `before` it."""
    quiet = ("-nostdin", "-hide_banner", "-nostats", "-v", said)
    return [ffmpeg(), *quiet, *before, *READING, "-i", str(file.absolute()), *output]


def _moves(file: Path, stream: str) -> bool:
    """Tell whether a stream has a second picture, without decoding any."""
    copying = ("-map", f"0:{stream}", "-c", "copy", "-frames:v", "2", "-progress", "-")
    counts = re.findall(rb"frame= *(\d+)", run(file, *copying, "-f", "null", os.devnull).stdout)
    return bool(counts) and int(counts[-1]) > 1
