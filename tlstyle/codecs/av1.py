"""AV1: smaller than H.264, free, and for newer browsers and machines."""

from __future__ import annotations

from fractions import Fraction

from tlstyle.codecs.codec import AAC, HIGH, WEB, Codec, Encoding, hd, keyframes


def _arguments(fps: Fraction, encoding: Encoding) -> list[str]:
    pixels = "yuv420p10le" if encoding.depth == 10 else "yuv420p"
    return hd(fps, pixels, "-crf", str(encoding.crf), *keyframes(fps), "-flags", "+cgop")


AV1 = Codec(
    name="av1",
    about="a third smaller than H.264 at the same quality, half again as long to encode; in newer "
    "browsers and machines",
    encoder="libsvtav1",
    qualities={
        # by the SSIM of painted film, H.264's own
        HIGH: Encoding(26, "8", "av1"),
        WEB: Encoding(46, "8", "av1"),
    },
    arguments=_arguments,
    takes_rates=True,
    endings=(".mp4",),
    sound=AAC,
    delay=0,
    bytes_a_pixel=0.1,
    depths=(8, 10),
    is_in_hardware=True,
)
