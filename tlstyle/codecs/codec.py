"""What a codec is, and how well it is to keep a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

QUALITIES = HIGH, WEB = "high", "web"
"""The qualities that have a name: for any screen, and small enough for pages and phones."""

AAC, PCM = ("-c:a", "aac", "-b:a", "320k"), ("-c:a", "pcm_s24le")
"""What ffmpeg is told of sound that any player takes, and of sound without a loss."""

LARGEST_RATE = 51
"""The largest constant rate factor, and the worst picture; 0 is the best."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a film's picture is compressed.

    Attributes:
        crf: The encoder's constant rate factor; None where it has none.
        preset: The encoder's preset, or its profile.
        codec: The codec's name.
        depth: Bits a channel, if not as many as the codec has of itself.
        hardware: What encodes it, if no program does.
    """

    crf: int | None
    preset: str
    codec: str = "h264"
    depth: int | None = None
    hardware: str | None = None

    def recipe(self) -> dict[str, Any]:
        """Return it as JSON keeps it; H.264 is not named, as once there was no other."""
        named: dict[str, Any] = {} if self.codec == "h264" else {"codec": self.codec}
        named |= {} if self.depth is None else {"depth": self.depth}
        named |= {} if self.hardware is None else {"hardware": self.hardware}
        return {"crf": self.crf, "preset": self.preset, **named}


@dataclass(frozen=True, slots=True)
class Codec:
    """A way to compress a picture, by one of ffmpeg's encoders.

    Attributes:
        name: What the project file calls it.
        about: What it is good for, as the handbook's table has it.
        encoder: What ffmpeg calls it.
        qualities: How it is used, by the name of a quality.
        arguments: What ffmpeg is told at a frame rate.
        takes_rates: Whether a quality may be a number, a constant rate factor.
        endings: What its film's name may end in, the usual one first.
        sound: What ffmpeg is told of a film's sound.
        delay: By how many frames at most it puts frames off to code them in another order.
        bytes_a_pixel: About what a painted film takes.
        depths: How many bits a channel its films may have, the usual number first.
        is_rgb: Whether it keeps red, green and blue as they are.
        is_in_hardware: Whether graphics cards and processors encode it too.
    """

    name: str
    about: str
    encoder: str
    qualities: Mapping[str, Encoding]
    arguments: Callable[[Fraction, Encoding], list[str]]
    takes_rates: bool
    endings: tuple[str, ...]
    sound: tuple[str, ...]
    delay: int
    bytes_a_pixel: float
    depths: tuple[int, ...] = (8,)
    is_rgb: bool = False
    is_in_hardware: bool = False

    def encoding(
        self, quality: str | int, depth: int | None = None, hardware: str | None = None
    ) -> Encoding:
        """Return how it is used for a quality, which it must have, or a constant rate factor.

        Args:
            quality: Its name, or the factor.
            depth: Bits a channel, which it must have; None for its usual number.
            hardware: What is to encode it, if no program.
        """
        usual = self.qualities[quality if isinstance(quality, str) else HIGH]
        return replace(
            usual,
            crf=usual.crf if isinstance(quality, str) else quality,
            depth=None if depth in (None, self.depths[0]) else depth,
            hardware=hardware,
        )


def exactly_timed(fps: Fraction, *filters: str) -> list[str]:
    """Return ffmpeg's arguments for pictures that pass filters, each at its exact time.

    moviepy tells ffmpeg the rate with two decimals, so that times are counted anew here.
    """
    times = (f"settb={fps.denominator}/{fps.numerator}", "setpts=N")
    return ["-vf", ",".join((*times, *filters)), "-r", f"{fps.numerator}/{fps.denominator}"]


def hd(fps: Fraction, pixels: str, *own: str) -> list[str]:
    """Return ffmpeg's arguments for RGB that is coded as HD is, and a codec's own among them.

    moviepy lets ffmpeg convert to BT.601 untagged: the colours' matrix is named both to the filter
    and, for releases of ffmpeg that do not pass it on, to the encoder.

    Args:
        fps: Frames a second, exactly.
        pixels: The format, as ffmpeg calls it.
        own: What the codec is told beside that.
    """
    filters = (
        "scale=in_range=full:out_range=tv:out_color_matrix=bt709:out_chroma_loc=left",
        f"format={pixels}",
        "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709",
    )
    tags = ("-color_range", "tv", "-colorspace", "bt709")
    primaries = ("-color_primaries", "bt709", "-color_trc", "bt709")
    return [*exactly_timed(fps, *filters), *own, *tags, *primaries]


def keyframes(fps: Fraction) -> list[str]:
    """Return ffmpeg's arguments for a keyframe every half a second.

    That is what YouTube asks for, and smooth to scrub through.
    """
    return ["-g", str(max(1, round(fps / 2)))]
