"""The codecs that a film's picture can be compressed by.

Each is one file here. A new one is a file with a `Codec`, and a line in this list.
"""

from fractions import Fraction

from tlstyle.codecs import hardware
from tlstyle.codecs.av1 import AV1
from tlstyle.codecs.codec import Codec, Encoding
from tlstyle.codecs.ffv1 import FFV1
from tlstyle.codecs.h264 import H264
from tlstyle.codecs.hevc import HEVC
from tlstyle.codecs.prores import PRORES

__all__ = ["CODECS", "H264", "Codec", "Encoding", "arguments_of", "encoder_of"]

CODECS: dict[str, Codec] = {codec.name: codec for codec in (H264, HEVC, AV1, PRORES, FFV1)}


def encoder_of(encoding: Encoding) -> tuple[str, str]:
    """Return what ffmpeg calls the encoder that an encoding asks for, and its preset."""
    if encoding.hardware is None:
        return CODECS[encoding.codec].encoder, encoding.preset
    return f"{encoding.codec}_{encoding.hardware}", hardware.PRESETS[encoding.hardware]


def arguments_of(fps: Fraction, encoding: Encoding) -> list[str]:
    """Return what ffmpeg is told of an encoding at a frame rate, but for encoder and preset."""
    of_codec = CODECS[encoding.codec].arguments
    return (hardware.arguments if encoding.hardware else of_codec)(fps, encoding)
