"""Encoders in graphics cards and processors: quick, and less thorough than those in software.

They are tried with a frame before they are used, and code frames in the order of the film.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from tlstyle.codecs.codec import Encoding, hd, keyframes


def _nvenc(rate: int) -> list[str]:
    return ["-rc", "vbr", "-cq", str(rate), "-b:v", "0", "-forced-idr", "1"]


def _qsv(rate: int) -> list[str]:
    return ["-global_quality", str(max(1, rate)), "-forced_idr", "1"]


def _videotoolbox(rate: int) -> list[str]:
    """Return the arguments for a scale that runs from 1 to 100, the best."""
    return ["-q:v", str(max(1, 100 - 2 * rate))]


HARDWARE: dict[str, Callable[[int], list[str]]] = {
    "nvenc": _nvenc,
    "qsv": _qsv,
    "videotoolbox": _videotoolbox,
}
"""What ffmpeg is told of a quality, by the name of the hardware, which its encoders end in."""

AUTO = "auto"
"""What stands for the first of them that is here, or for software."""

PRESETS = {"nvenc": "p5", "qsv": "medium", "videotoolbox": "medium"}


def arguments(fps: Fraction, encoding: Encoding) -> list[str]:
    """Return what ffmpeg is told at a frame rate, but for encoder and preset."""
    pixels = "p010le" if encoding.depth == 10 else "nv12"
    tag = ["-tag:v", "hvc1"] if encoding.codec == "hevc" else []
    quality = HARDWARE[encoding.hardware or ""](encoding.crf or 0)
    return hd(fps, pixels, *quality, *tag, "-bf", "0", *keyframes(fps), "-flags", "+cgop")
