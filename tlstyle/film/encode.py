"""Encodes drawn frames and their music as an MP4 file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tlstyle.film.container import marked
from tlstyle.film.process import feed
from tlstyle.film.sound import RATE
from tlstyle.images import Pixels
from tlstyle.size import Size


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the picture is compressed: x264's constant rate factor and preset."""

    crf: int
    preset: str


FINAL = Encoding(crf=17, preset="veryfast")
"""Three times as fast as "medium", at the same size and PSNR on painted film."""
QUICK = Encoding(crf=20, preset="veryfast")
"""A third of the size."""


def encode(
    film: Path,
    frames: Iterable[Pixels],
    size: Size,
    fps: Fraction,
    *,
    sound: Path | None,
    encoding: Encoding,
    provenance: str,
) -> None:
    """Write frames, and the sound file under them, as H.264 and AAC.

    Raises:
        EncoderError: ffmpeg failed.
        OSError: the disk is full.
    """
    from moviepy.video.io.ffmpeg_writer import FFMPEG_VideoWriter

    writer = FFMPEG_VideoWriter(
        str(film),
        size,
        float(fps),
        audiofile=str(sound) if sound else None,
        audio_codec="aac",
        preset=encoding.preset,
        ffmpeg_params=[
            *picture_arguments(fps, encoding),
            *(("-b:a", "320k", "-ar", str(RATE), "-ac", "2") if sound else ()),
            *("-movflags", "+faststart", "-metadata", f"comment={marked(provenance)}"),
            *("-f", "mp4"),
        ],
    )
    # not by the writer's write_frame, which buries ffmpeg's words in guesses
    feed(writer.proc, (frame.data for frame in frames))


def picture_arguments(fps: Fraction, encoding: Encoding) -> list[str]:
    """Return ffmpeg's arguments for the picture.

    moviepy tells ffmpeg the rate with two decimals and lets it convert to BT.601 untagged, so that
    times are counted anew here, frame by frame at the exact rate, and the colours' matrix is named
    both to the filter and, for releases of ffmpeg that do not pass it on, to the encoder.
    """
    filters = (
        f"settb={fps.denominator}/{fps.numerator}",
        "setpts=N",
        "scale=in_range=full:out_range=tv:out_color_matrix=bt709",
        "format=yuv420p",
        "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709",
    )
    half_second = max(1, round(fps / 2))  # what YouTube asks for, and smooth to scrub through
    return [
        *("-vf", ",".join(filters), "-r", f"{fps.numerator}/{fps.denominator}"),
        *("-crf", str(encoding.crf), "-profile:v", "high"),
        *("-bf", "2", "-g", str(half_second), "-flags", "+cgop"),
        *("-color_range", "tv", "-colorspace", "bt709"),
        *("-color_primaries", "bt709", "-color_trc", "bt709"),
    ]
