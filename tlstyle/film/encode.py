"""Encodes drawn frames, and joins what is encoded with its music."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from tlstyle.codecs import CODECS, H264, Encoding, arguments_of, encoder_of
from tlstyle.codecs.codec import HIGH
from tlstyle.film.container import frame_count
from tlstyle.film.film import Film
from tlstyle.film.process import EncoderError, check
from tlstyle.film.seal import marked, seal
from tlstyle.film.track import RATE
from tlstyle.size import Size
from tlstyle.system.ffmpeg import ffmpeg
from tlstyle.system.processes import temporary_name
from tlstyle.words import printable

FINAL = H264.encoding(HIGH)
QUICK = Encoding(crf=20, preset="veryfast")
"""A third of the size."""


def encoder(
    film: Path, size: Size, fps: Fraction, encoding: Encoding, provenance: str
) -> subprocess.Popen[bytes]:
    """Start what writes a file without sound, not yet sealed, in the codec's usual format.

    It takes frames, row by row and RGB, and is to be fed by `process`, not by the writer's
    `write_frame`, which buries ffmpeg's words in guesses.
    """
    ffmpeg()  # which moviepy looks for, without these words, as it is imported
    from moviepy.video.io.ffmpeg_writer import FFMPEG_VideoWriter

    program, preset = encoder_of(encoding)
    writer = FFMPEG_VideoWriter(
        str(film),
        size,
        float(fps),
        codec=program,
        preset=preset,
        ffmpeg_params=_part_arguments(fps, encoding, provenance),
    )
    process: subprocess.Popen[bytes] = writer.proc
    return process


def deep_encoder(
    film: Path, size: Size, fps: Fraction, encoding: Encoding, provenance: str
) -> subprocess.Popen[bytes]:
    """Start what `encoder` does, for frames of 16 bits a channel, of which moviepy takes none.

    ffmpeg dithers films of 8 bits by a pattern that is the same in each frame.
    """
    program, preset = encoder_of(encoding)
    order = "le" if sys.byteorder == "little" else "be"
    taken = ["-f", "rawvideo", "-pix_fmt", f"rgb48{order}", "-s", f"{size.width}x{size.height}"]
    command = [ffmpeg(), "-y", "-loglevel", "error", *taken, "-r", str(fps), "-i", "-"]
    command += ["-an", "-c:v", program, *(["-preset", preset] if preset else [])]
    return subprocess.Popen(
        [*command, *_part_arguments(fps, encoding, provenance), str(film.absolute())],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def join(
    file: Path, parts: Sequence[Path], film: Film, sound: Path | None, provenance: str
) -> None:
    """Write a film's encoded parts one after the other, as they are, and its sound under them.

    Args:
        file: The file to write, whose name's ending says its format; it is not sealed.
        parts: What encoders wrote, in one folder and with names of letters, digits, `.`, `-`, `_`.
        film: What they are parts of.
        sound: A WAV file; None for a film without sound.
        provenance: What the film's comment is to carry.

    Raises:
        EncoderError: ffmpeg failed.
        OSError: the disk is full.
    """
    listed = parts[0].with_name(temporary_name("part"))
    listed.write_text("".join(f"file {part.name}\n" for part in parts), encoding="ascii")
    inputs = ["-f", "concat", "-i", listed.name]
    inputs += ["-i", str(sound.absolute()), "-map", "0:v", "-map", "1:a"] if sound else []
    command = [ffmpeg(), "-nostdin", "-v", "error", "-y", *inputs]
    command += ["-bsf:v", _retimed(film.timeline.fps, film.codec.delay)]
    command += ["-c:v", "copy", *film.codec.sound, "-ar", str(RATE), "-ac", "2"]
    command += ["-metadata", f"title={printable(film.title)}", *_marked_arguments(provenance)]
    try:
        done = subprocess.run(
            [*command, *_format(file.suffix), str(file.absolute())],
            cwd=listed.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
    finally:
        listed.unlink()
    check(done.returncode, done.stderr)


def finish(film: Path, length: int) -> None:
    """Make sure that a film has all its frames, seal it, and see it onto the disk.

    Raises:
        EncoderError: some are missing.
        OSError: it cannot be read or written.
    """
    found = frame_count(film)
    if found != length:
        raise EncoderError(f"ffmpeg wrote {found} of {length} frames: run it again")
    seal(film)
    with film.open("rb+") as file:
        os.fsync(file.fileno())


def _retimed(fps: Fraction, delay: int) -> str:
    """Return ffmpeg's filter that numbers the frames of joined parts through.

    Joined, their times are off by what each part's length was rounded by, and parts of one or two
    frames, which x264 does not reorder, are decoded two frames later than the others: players then
    miss the frame that they seek. `delay` is the most that a codec puts frames off.
    """
    frame = f"(TB*{fps.numerator}/{fps.denominator})"
    return f"setts=pts=round(PTS*{frame})/{frame}:dts=(N-{delay})/{frame}:duration=1/{frame}"


def picture_arguments(fps: Fraction, encoding: Encoding) -> list[str]:
    """Return ffmpeg's arguments for the picture, but for its encoder and preset."""
    return arguments_of(fps, encoding)


def _part_arguments(fps: Fraction, encoding: Encoding, provenance: str) -> list[str]:
    """Return ffmpeg's arguments for an encoded part, but for its encoder and preset."""
    ending = CODECS[encoding.codec].endings[0]
    container = [*_container_arguments(fps, provenance), *_format(ending)]
    return [*picture_arguments(fps, encoding), *container]


def _container_arguments(fps: Fraction, provenance: str) -> list[str]:
    """Return ffmpeg's arguments for the file of an encoded part.

    Its length stands there in units of 1/fps.numerator s, exactly. In whole milliseconds, ffmpeg's
    choice, it is cut short by up to one, and every part joined after it comes as much too early.
    """
    timescale = min(fps.numerator, 2**31 - 1)
    return ["-movie_timescale", str(timescale), *_marked_arguments(provenance)]


def _format(ending: str) -> list[str]:
    """Return ffmpeg's argument for the format that a name's ending says."""
    return ["-f", ending.lower()[1:]]


def _marked_arguments(provenance: str) -> list[str]:
    """Return ffmpeg's arguments for a file that can be sealed."""
    return ["-movflags", "+faststart", "-metadata", f"comment={marked(provenance)}"]
