"""HEVC: a little smaller than H.264, and longer to encode."""

from __future__ import annotations

from fractions import Fraction

from tlstyle.codecs.codec import AAC, HIGH, WEB, Codec, Encoding, hd, keyframes

_X265 = "log-level=error:info=0:open-gop=0:bframes=2:b-pyramid=0"
"""Without the list of its settings in the film, and without references across keyframes."""


def _arguments(fps: Fraction, encoding: Encoding) -> list[str]:
    pixels = "yuv420p10le" if encoding.depth == 10 else "yuv420p"
    tag = "-tag:v", "hvc1"  # without which Apple's players take none
    own = *keyframes(fps), "-x265-params", _X265
    return hd(fps, pixels, "-crf", str(encoding.crf), *tag, *own)


HEVC = Codec(
    name="hevc",
    about="a seventh smaller than H.264 at the same quality, several times as long to encode, and "
    "not in every browser",
    encoder="libx265",
    qualities={
        HIGH: Encoding(19, "fast", "hevc"),
        WEB: Encoding(29, "fast", "hevc"),
    },
    arguments=_arguments,
    takes_rates=True,
    endings=(".mp4", ".mov"),
    sound=AAC,
    delay=2,
    bytes_a_pixel=0.1,
    depths=(8, 10),
    is_in_hardware=True,
)
