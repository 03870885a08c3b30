"""FFV1: every pixel exactly as it was drawn."""

from __future__ import annotations

from fractions import Fraction

from tlstyle.codecs.codec import HIGH, PCM, Codec, Encoding, exactly_timed


def _arguments(fps: Fraction, encoding: Encoding) -> list[str]:
    pixels = "gbrp16le" if encoding.depth == 16 else "bgr0"
    return [*exactly_timed(fps, f"format={pixels}"), "-level", "3", "-g", "1", "-slicecrc", "1"]


FFV1 = Codec(
    name="ffv1",
    about="every pixel exactly as drawn, in RGB, with plain PCM sound, to keep; very large",
    encoder="ffv1",
    qualities={HIGH: Encoding(None, "", "ffv1")},
    arguments=_arguments,
    takes_rates=False,
    endings=(".mov",),
    sound=PCM,
    delay=0,
    bytes_a_pixel=2.0,
    depths=(8, 16),
    is_rgb=True,
)
