"""Whether this machine's ffmpeg has what a film is to be encoded by."""

from __future__ import annotations

import subprocess
from fractions import Fraction

from tlstyle.codecs import CODECS, Encoding, arguments_of, encoder_of
from tlstyle.film.process import EncoderError, check
from tlstyle.system.ffmpeg import ffmpeg

_SIDE = 256
"""Pixels; hardware takes no frames much smaller."""


def encoder_trouble(encoding: Encoding) -> str | None:
    """Return why ffmpeg cannot encode a film as is asked for, found by a frame; None if it can."""
    frame, (encoder, preset) = bytes(3 * _SIDE * _SIDE), encoder_of(encoding)
    command = [ffmpeg(), "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{_SIDE}x{_SIDE}", "-r", "24", "-i", "-", "-c:v", encoder]
    command += ["-preset", preset] if CODECS[encoding.codec].takes_rates else []
    command += [*arguments_of(Fraction(24), encoding), "-f", "null", "-"]
    done = subprocess.run(command, input=frame, capture_output=True)
    try:
        check(done.returncode, done.stderr)
    except EncoderError as error:
        return str(error)
    return None
