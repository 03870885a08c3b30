"""The ffmpeg program that comes with imageio-ffmpeg, or that the environment names."""

from __future__ import annotations

import os

import imageio_ffmpeg

from tlstyle.errors import TlstyleError


def ffmpeg() -> str:
    """Return the program's file.

    Raises:
        TlstyleError: it cannot be started.
    """
    try:
        program: str = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise TlstyleError(
            "ffmpeg, which came with tlstyle, cannot be started: run it again, or name another by "
            "the environment variable IMAGEIO_FFMPEG_EXE"
        ) from error
    return program


def which_ffmpeg() -> str:
    """Return what tells the program from others, without starting it."""
    return f"{imageio_ffmpeg.__version__} {os.environ.get('IMAGEIO_FFMPEG_EXE', '')}".strip()


def ffmpeg_version() -> str:
    """Return the program's version, as it says it.

    Raises:
        TlstyleError: it cannot be started.
    """
    ffmpeg()
    version: str = imageio_ffmpeg.get_ffmpeg_version()
    return version
