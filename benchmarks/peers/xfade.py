"""The film by ffmpeg alone: one graph of xfade filters, encoded exactly as tlstyle encodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg

from tlstyle.film.encode import FINAL, picture_arguments

COLOURS = "scale=in_range=full:out_range=tv:out_color_matrix=bt709,format=yuv444p"
"""xfade knows no 4:2:0; of what it knows, this is the quickest."""


def command(
    patterns: Sequence[Path],
    lengths: Sequence[int],
    music: Path,
    output: Path,
    *,
    fps: int,
    dissolve: int,
    fade: int,
) -> list[str]:
    """Return the ffmpeg command for sequences of numbered frames.

    Args:
        patterns: Each sequence's frames, such as DSC%04d.png, numbered from 1.
        lengths: How many frames each sequence has.
        music: A track, repeated as long as the film lasts.
        output: The film.
        fps: Frames a second.
        dissolve: Frames shared by neighbours.
        fade: Frames from and to black.
    """
    inputs = [part for file in patterns for part in ("-framerate", str(fps), "-i", str(file))]
    frames = sum(lengths) - dissolve * (len(lengths) - 1)
    seconds = frames / fps
    sound = f"[{len(patterns)}:a]afade=d=0.5,afade=t=out:d=3:st={seconds - 3}[sound]"
    graph = ";".join([*_dissolves(lengths, fps, dissolve), _fades(frames, fps, fade), sound])
    encoder = picture_arguments(Fraction(fps), FINAL)
    encoder[encoder.index("-vf") : encoder.index("-vf") + 2] = []
    return [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", *inputs),
        *("-stream_loop", "-1", "-i", str(music), "-filter_complex", graph),
        *("-map", "[film]", "-map", "[sound]", "-c:v", "libx264", "-preset", FINAL.preset),
        *(*encoder, "-c:a", "aac", "-b:a", "320k", "-ar", "48000", "-ac", "2"),
        *("-frames:v", str(frames), "-t", str(seconds), "-movflags", "+faststart", str(output)),
    ]


def _dissolves(lengths: Sequence[int], fps: int, dissolve: int) -> Iterator[str]:
    """Yield the filters up to [joined]; each clip made YUV."""
    for number in range(len(lengths)):
        yield f"[{number}:v]{COLOURS},settb=AVTB,fps={fps}[clip{number}]"
    start, before = 0, "clip0"
    for number in range(1, len(lengths)):
        start += lengths[number - 1] - dissolve
        after = "joined" if number == len(lengths) - 1 else f"mix{number}"
        times = f"duration={dissolve / fps}:offset={start / fps}"
        yield f"[{before}][clip{number}]xfade=transition=fade:{times}[{after}]"
        before = after


def _fades(frames: int, fps: int, fade: int) -> str:
    times = f"fade=t=in:s=0:n={fade},fade=t=out:s={frames - fade}:n={fade}"
    marks = (
        "format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    )
    return f"[joined]{times},{marks}[film]"
