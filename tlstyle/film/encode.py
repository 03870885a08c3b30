"""Encodes drawn frames, and joins what is encoded with its music, as MP4 files."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tlstyle.film.process import check, feed
from tlstyle.film.seal import marked
from tlstyle.film.sound import RATE
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.system.ffmpeg import ffmpeg
from tlstyle.system.processes import temporary_name
from tlstyle.words import printable


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
    encoding: Encoding,
    provenance: str,
) -> None:
    """Write frames as H.264, in an MP4 file without sound, not yet sealed.

    Raises:
        EncoderError: ffmpeg failed.
        OSError: the disk is full.
    """
    ffmpeg()  # which moviepy looks for, without these words, as it is imported
    from moviepy.video.io.ffmpeg_writer import FFMPEG_VideoWriter

    writer = FFMPEG_VideoWriter(
        str(film),
        size,
        float(fps),
        preset=encoding.preset,
        ffmpeg_params=[*picture_arguments(fps, encoding), *_container_arguments(fps, provenance)],
    )
    # not by the writer's write_frame, which buries ffmpeg's words in guesses
    feed(writer.proc, (frame.data for frame in frames))


def join(
    film: Path,
    parts: Sequence[Path],
    sound: Path | None,
    provenance: str,
    fps: Fraction,
    title: str,
) -> None:
    """Write encoded parts one after the other, as they are, and the sound file under them as AAC.

    Args:
        film: The MP4 file to write; it is not sealed.
        parts: What `encode` wrote, in one folder and with names of letters, digits, `.`, `-`, `_`.
        sound: A WAV file; None for a film without sound.
        provenance: What the film's comment is to carry.
        fps: Frames a second, exactly.
        title: What players call the film.

    Raises:
        EncoderError: ffmpeg failed.
        OSError: the disk is full.
    """
    listed = parts[0].with_name(temporary_name("part"))
    listed.write_text("".join(f"file {part.name}\n" for part in parts), encoding="ascii")
    inputs = ["-f", "concat", "-i", listed.name]
    inputs += ["-i", str(sound.absolute()), "-map", "0:v", "-map", "1:a"] if sound else []
    command = [ffmpeg(), "-nostdin", "-v", "error", "-y", *inputs]
    command += ["-bsf:v", _retimed(fps)]
    command += ["-c:v", "copy", "-c:a", "aac", "-b:a", "320k", "-ar", str(RATE), "-ac", "2"]
    command += ["-metadata", f"title={printable(title)}", *_marked_arguments(provenance)]
    try:
        done = subprocess.run(
            [*command, "-f", "mp4", str(film.absolute())],
            cwd=listed.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
    finally:
        listed.unlink()
    check(done.returncode, done.stderr)


def _retimed(fps: Fraction) -> str:
    """Return ffmpeg's filter that numbers the frames of joined parts through.

    Joined, their times are off by what each part's length was rounded by, and parts of one or two
    frames, which x264 does not reorder, are decoded two frames later than the others: players then
    miss the frame that they seek. Two frames is the most that B-frames (`-bf 2`) put off.
    """
    frame = f"(TB*{fps.numerator}/{fps.denominator})"
    return f"setts=pts=round(PTS*{frame})/{frame}:dts=(N-2)/{frame}:duration=1/{frame}"


def picture_arguments(fps: Fraction, encoding: Encoding) -> list[str]:
    """Return ffmpeg's arguments for the picture.

    moviepy tells ffmpeg the rate with two decimals and lets it convert to BT.601 untagged, so that
    times are counted anew here, frame by frame at the exact rate, and the colours' matrix is named
    both to the filter and, for releases of ffmpeg that do not pass it on, to the encoder.
    """
    filters = (
        f"settb={fps.denominator}/{fps.numerator}",
        "setpts=N",
        "scale=in_range=full:out_range=tv:out_color_matrix=bt709:out_chroma_loc=left",
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


def _container_arguments(fps: Fraction, provenance: str) -> list[str]:
    """Return ffmpeg's arguments for the file of an encoded part.

    Its length stands there in units of 1/fps.numerator s, exactly. In whole milliseconds, ffmpeg's
    choice, it is cut short by up to one, and every part joined after it comes as much too early.
    """
    timescale = min(fps.numerator, 2**31 - 1)
    return ["-movie_timescale", str(timescale), *_marked_arguments(provenance), "-f", "mp4"]


def _marked_arguments(provenance: str) -> list[str]:
    """Return ffmpeg's arguments for a file that can be sealed."""
    return ["-movflags", "+faststart", "-metadata", f"comment={marked(provenance)}"]
