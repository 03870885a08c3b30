"""Whether this machine's ffmpeg has what a film is to be encoded by."""

from __future__ import annotations

import subprocess
from fractions import Fraction

from tlstyle.codecs import Codec
from tlstyle.codecs.codec import HIGH
from tlstyle.film.process import EncoderError, check
from tlstyle.system.ffmpeg import ffmpeg

_SIDE = 64


def encoder_trouble(codec: Codec) -> str | None:
    """Return why ffmpeg cannot encode a film by a codec, found by a frame; None if it can."""
    encoding = codec.encoding(HIGH)
    frame = bytes(3 * _SIDE * _SIDE)
    command = [ffmpeg(), "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{_SIDE}x{_SIDE}", "-r", "24", "-i", "-", "-c:v", codec.encoder]
    command += ["-preset", encoding.preset] if codec.takes_rates else []
    command += [*codec.arguments(Fraction(24), encoding), "-f", "null", "-"]
    done = subprocess.run(command, input=frame, capture_output=True)
    try:
        check(done.returncode, done.stderr)
    except EncoderError as error:
        return str(error)
    return None
