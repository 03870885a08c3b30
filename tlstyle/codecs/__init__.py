"""The codecs that a film's picture can be compressed by.

Each is one file here. A new one is a file with a `Codec`, and a line in this list.
"""

from tlstyle.codecs.codec import Codec, Encoding
from tlstyle.codecs.ffv1 import FFV1
from tlstyle.codecs.h264 import H264
from tlstyle.codecs.hevc import HEVC
from tlstyle.codecs.prores import PRORES

__all__ = ["CODECS", "H264", "Codec", "Encoding"]

CODECS: dict[str, Codec] = {codec.name: codec for codec in (H264, HEVC, PRORES, FFV1)}
