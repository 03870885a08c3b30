"""The pictures of a video file, by ffmpeg: how many, how large, in their right colours."""

from __future__ import annotations

import logging
import os
import re
import subprocess
from collections.abc import Generator
from pathlib import Path

import imageio_ffmpeg

from tlstyle.errors import FootageError
from tlstyle.size import Size
from tlstyle.stills.picture import (
    Picture,
    picture_of,
)
from tlstyle.system.ffmpeg import ffmpeg

_CONTAINERS = "asf,avi,gif,m4v,matroska,mov,mpeg,mpegts,mpegvideo,mxf"
"""What ffmpeg may take a video for: no playlists, which read files that no project names."""

_READING = ["-protocol_whitelist", "file,pipe", "-format_whitelist", _CONTAINERS]

_STREAM = re.compile(rb"^ {2,4}Stream #0:(\d+).*? Video: .*?, (\d+)x(\d+)\b(.*)", re.MULTILINE)
"""What ffmpeg says of a video stream: its number, its size, and more."""

_SHOWN = re.compile(
    rb" sar:(\d+)/(\d+) s:(\d+)x(\d+) .*?color_space:(\w+).*?color_trc:(\S+)", re.DOTALL
)
"""What ffmpeg's showinfo says of a picture: its pixels' shape, its size, its colour matrix, its
transfer curve."""

_HDR = frozenset({b"arib-std-b67", b"smpte2084"})
"""What ffmpeg calls the transfer curves of HLG and PQ."""

_TO_SDR = (
    "format=yuv444p12le,zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt709,"
    "tonemap=mobius:desat=0,zscale=transfer=iec61966-2-1:matrix=gbr:range=full,format=gbrp"
)
"""ffmpeg's filters from HDR to sRGB: up to middle grey as it is, with white at 203 cd/m2 (ITU-R
BT.2408), and what is brighter made to fit. Without zscale's own limit to even sides."""

_MOST_OBLONG = 4
"""How many times longer than it is wide, or the other way, a pixel is believed to be."""


def look_through(file: Path) -> tuple[int, str | None]:
    """Return how many pictures a video has, by decoding all of it, and a word where that fails.

    ffmpeg leaves out what it cannot decode, and ends as if all were well.

    Raises:
        FootageError: it cannot be read.
    """
    done = _decode(file, "-v", "error", "-progress", "-")
    counts = re.findall(rb"frame= *(\d+)", done.stdout)
    if done.returncode or not counts or not int(counts[-1]):
        raise FootageError(f"{file}: is not a video that can be read")
    count = int(counts[-1])
    if not done.stderr.strip():
        return count, None
    why = re.sub(r"^(\[[^]]*\] *)+", "", done.stderr.decode("utf-8", "replace").splitlines()[0])
    damage = f"{file}: is damaged inside ({why}): {count} pictures could be read"
    return count, f"{damage}, others may be missing or wrong: copy it again, or use `trim`"


def video_filter(file: Path) -> str | None:
    """Return the filter that a video's pictures must pass to be right; None if they are anyway.

    Pixels that are not square are made so, and the picture no smaller either way. HD that
    does not say how its colours are coded is BT.709, as players take it; ffmpeg takes all such
    videos for BT.601. HDR, which would look dull as it is, is brought to SDR.
    """
    shown = _SHOWN.search(_decode(file, "-vf", "showinfo", "-frames:v", "1").stderr)
    if not shown:
        raise FootageError(f"{file}: is not a video that can be read")
    across, down, *size = map(int, shown.groups()[:4])
    coded = Size(*size)
    square = _square(coded, across, down)
    matrix = ":in_color_matrix=bt709" if shown[5] == b"unknown" and _is_hd(coded) else ""
    scaled = matrix or square != coded
    scaling = f"scale={square.width}:{square.height}{matrix}" if scaled else None
    if shown[6] not in _HDR:
        return scaling
    filters = ",".join(filter(None, [scaling, _TO_SDR]))
    if _decode(file, "-vf", filters, "-frames:v", "1").returncode:
        raise FootageError(f"{file}: is HDR that cannot be brought to SDR: export it as SDR")
    return filters


def _square(size: Size, across: int, down: int) -> Size:
    """Return the size in square pixels of a picture whose pixels are so wide and so high."""
    if across > _MOST_OBLONG * down or down > _MOST_OBLONG * across:  # unknown is 0 to 1
        return size
    if across > down:
        return Size(round(size.width * across / down), size.height)
    return Size(size.width, round(size.height * down / across))


def _is_hd(size: Size) -> bool:
    """Tell whether a video is larger than PAL's 720x576, either way up."""
    return max(size) >= 1280 or min(size) > 576


def _decode(file: Path, *output: str) -> subprocess.CompletedProcess[bytes]:
    """Decode a video for what ffmpeg says meanwhile."""
    return _run(file, *_each_picture_once(file), *output, "-f", "null", "-")


def _each_picture_once(file: Path) -> list[str]:
    """Return what has ffmpeg give the pictures of the film in a file, whatever their timing."""
    return ["-map", f"0:{_film_stream(file)}", "-fps_mode", "passthrough"]


def _film_stream(file: Path) -> str:
    """Return the number of the largest moving picture in a file; covers and thumbnails stand still.

    Where none moves it is the largest, and ffmpeg's first where there is none at all.
    """
    found = [match.groups() for match in _STREAM.finditer(_run(file).stderr)]
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


def _moves(file: Path, stream: str) -> bool:
    """Tell whether a stream has a second picture, without decoding any."""
    copying = ("-map", f"0:{stream}", "-c", "copy", "-frames:v", "2", "-progress", "-")
    counts = re.findall(rb"frame= *(\d+)", _run(file, *copying, "-f", "null", os.devnull).stdout)
    return bool(counts) and int(counts[-1]) > 1


def _run(file: Path, *output: str) -> subprocess.CompletedProcess[bytes]:
    command = [ffmpeg(), "-nostdin", *_READING, "-i", str(file.absolute()), *output]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)


def video_size(file: Path) -> Size:
    """Return the size of a video's pictures.

    Raises:
        FootageError: it cannot be read.
    """
    pictures = video_pictures(file)
    try:
        return Size(*next(pictures).size)
    except (OSError, StopIteration) as error:
        raise FootageError(f"{file}: is not a video that can be read") from error
    finally:
        pictures.close()


def video_pictures(file: Path) -> Generator[Picture, None, None]:
    """Yield a video's pictures, each exactly once whatever its timing."""
    scaling = video_filter(file)
    output = [*_each_picture_once(file), *(("-vf", scaling) if scaling else ())]
    logging.getLogger("imageio_ffmpeg").setLevel(logging.ERROR)  # it warns of turned videos
    frames = imageio_ffmpeg.read_frames(
        file.absolute(), input_params=_READING, output_params=output
    )
    size = next(frames)["size"]
    for pixels in frames:
        yield picture_of(Size(*size), pixels)
