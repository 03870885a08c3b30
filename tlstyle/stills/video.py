"""The pictures of a video file, by ffmpeg: how large, in their right colours."""

from __future__ import annotations

import logging
import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from tlstyle.errors import FootageError
from tlstyle.size import Size
from tlstyle.stills.picture import Picture, picture_of
from tlstyle.stills.stream import READING, each_picture_once, film_stream, run
from tlstyle.system.ffmpeg import which_ffmpeg
from tlstyle.system.found import found

_VERSION = 1
"""Goes up when the same video is shown otherwise."""

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


@dataclass(frozen=True, slots=True)
class View:
    """How a video's pictures are had from ffmpeg: of which stream, and how large they come.

    `filter` is what they must pass to be right; None if they are anyway.
    """

    stream: str
    size: Size
    filter: str | None

    @property
    def is_hdr(self) -> bool:
        """Whether they are HDR, and come out as SDR."""
        return self.filter is not None and self.filter.endswith(_TO_SDR)


def view_of(file: Path) -> View:
    """Return how a video's pictures are had; ffmpeg is asked once as long as it is untouched.

    Raises:
        FootageError: it cannot be read.
    """
    stream, size, filters = found(
        f"view {_VERSION} {which_ffmpeg()}", file, lambda: _view(file, film_stream(file))
    )
    return View(stream, Size(*size), filters)


def video_pictures(file: Path) -> Generator[Picture, None, None]:
    """Yield a video's pictures, each exactly once whatever its timing."""
    view = view_of(file)
    return _pictures(file, view.stream, view.filter)


def _view(file: Path, stream: str) -> list[object]:
    filters = _filter(file, stream)
    pictures = _pictures(file, stream, filters)
    try:
        return [stream, [*next(pictures).size], filters]
    except (OSError, StopIteration) as error:
        raise FootageError(f"{file}: is not a video that can be read") from error
    finally:
        pictures.close()


def _pictures(file: Path, stream: str, filters: str | None) -> Generator[Picture, None, None]:
    output = [*each_picture_once(stream), *(("-vf", filters) if filters else ())]
    logging.getLogger("imageio_ffmpeg").setLevel(logging.ERROR)  # it warns of turned videos
    frames = imageio_ffmpeg.read_frames(
        file.absolute(), input_params=[*READING], output_params=output
    )
    size = next(frames)["size"]
    for pixels in frames:
        yield picture_of(Size(*size), pixels)


def _filter(file: Path, stream: str) -> str | None:
    """Return the filter that a video's pictures must pass to be right; None if they are anyway.

    Pixels that are not square are made so, and the picture no smaller either way. HD that
    does not say how its colours are coded is BT.709, as players take it; ffmpeg takes all such
    videos for BT.601. HDR, which would look dull as it is, is brought to SDR.
    """
    first = (*each_picture_once(stream), "-frames:v", "1", "-f", "null", "-vf")
    shown = _SHOWN.search(run(file, *first, "showinfo", "-").stderr)
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
    if run(file, *first, filters, "-").returncode:
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
