"""Which ffmpeg this is, and what it really encodes by here: each way tried with a frame."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tlstyle.codecs import CODECS, Encoding
from tlstyle.codecs.codec import HIGH
from tlstyle.codecs.hardware import HARDWARE
from tlstyle.errors import TlstyleError
from tlstyle.film import encoder_trouble
from tlstyle.system.ffmpeg import ffmpeg


@dataclass(frozen=True, slots=True)
class Encoders:
    """What films are encoded by.

    Attributes:
        program: ffmpeg's file, which imageio-ffmpeg has or the environment names; "" where it
            cannot be started.
        version: What it says that it is.
        troubles: Why a codec cannot be used, by its name; "" of one that can.
        hardware: The codecs that graphics cards and processors encode here, by the hardware.
    """

    program: str
    version: str
    troubles: dict[str, str]
    hardware: dict[str, list[str]]


def encoders() -> Encoders:
    """Return what films are encoded by here."""
    try:
        program = ffmpeg()
    except TlstyleError as error:
        return Encoders("", "", {name: str(error) for name in CODECS}, {})
    ways = {name: codec.encoding(HIGH) for name, codec in CODECS.items()}
    cards = [
        (hardware, name, codec.encoding(HIGH, hardware=hardware))
        for hardware in HARDWARE
        for name, codec in CODECS.items()
        if codec.is_in_hardware
    ]
    with ThreadPoolExecutor() as trials:
        troubles = dict(zip(ways, trials.map(_trouble, ways.values()), strict=True))
        lacks = list(trials.map(_trouble, (encoding for *_, encoding in cards)))
    here: dict[str, list[str]] = {hardware: [] for hardware in HARDWARE}
    for (hardware, name, _), lack in zip(cards, lacks, strict=True):
        here[hardware] += [] if lack else [name]
    return Encoders(program, _version(program), troubles, here)


def _trouble(encoding: Encoding) -> str:
    return encoder_trouble(encoding) or ""


def _version(program: str) -> str:
    said = subprocess.run([program, "-version"], capture_output=True, text=True, errors="replace")
    match = re.match(r"ffmpeg version (\S+)", said.stdout)
    return match[1] if match else "unknown"
