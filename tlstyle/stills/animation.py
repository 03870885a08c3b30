"""Picture files that hold several pictures, one after another: animations."""

from __future__ import annotations

import shlex
from pathlib import Path

from PIL import Image

from tlstyle.errors import FootageError

_ANIMATED = frozenset({"AVIF", "GIF", "PNG", "WEBP"})
"""Formats whose second picture is the next; in MPO it is another view of the first."""


def refuse_animation(file: Path, image: Image.Image) -> None:
    """Refuse a file of which Pillow would show the first picture only.

    Raises:
        FootageError: it holds several; it says what to do.
    """
    if not is_animation(image):
        return
    alone = "name it alone, as a sequence of its own, or " if image.format == "GIF" else ""
    command = shlex.join(["ffmpeg", "-i", file.name, f"{file.stem}-%04d.png"])
    raise FootageError(
        f"{file}: is an animation of several pictures: {alone}convert it to stills, "
        f"such as by `{command}`"
    )


def is_animation(image: Image.Image) -> bool:
    """Tell whether an opened picture is the first of several, by the file's header."""
    return image.format in _ANIMATED and bool(getattr(image, "is_animated", False))
