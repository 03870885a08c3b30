"""The machine and the libraries that figures come from; nothing that tells whose it is."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import imageio_ffmpeg

LIBRARIES = ("tensorflow", "keras", "numpy", "pillow", "moviepy", "imageio-ffmpeg")


def description() -> Iterator[str]:
    """Yield a line for the processor, the memory and the libraries."""
    yield f"{_processor()}, {os.cpu_count()} cores, {_memory():.0f} GB of memory"
    versions = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    yield f"Python {platform.python_version()}, {versions}"
    yield f"ffmpeg {imageio_ffmpeg.get_ffmpeg_version()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    text = info.read_text() if info.exists() else ""
    name = re.search(r"model name\s*: (.+)", text)
    wide = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if f" {flag}" in text]
    return ", ".join([name[1] if name else platform.processor(), *wide])


def _memory() -> float:
    """Return the machine's memory in GB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
