"""Picture files that hold several pictures, one after another: animations."""

from __future__ import annotations

import shlex
from pathlib import Path

from PIL import Image

from tlstyle.errors import FootageError

_ANIMATED = frozenset({"AVIF", "GIF", "PNG", "WEBP"})
"""Formats whose second picture is the next; in MPO it is another view of the first."""


def refuse_animation(file: Path, image: Image.Image, *, is_style: bool = False) -> None:
    """Refuse a file of which Pillow would show the first picture only.

    Raises:
        FootageError: it holds several; it says what to do with a still, or with a style.
    """
    if not is_animation(image):
        return
    if is_style:
        said = "is an animation, and a style is one picture: save the one that is meant"
        output = ["-frames:v", "1", f"{file.stem}-1.png"]
    else:
        alone = "name it alone, as a sequence of its own, or " if image.format == "GIF" else ""
        said = f"is an animation of several pictures: {alone}convert it to stills"
        output = [f"{file.stem}-%04d.png"]
    command = shlex.join(["ffmpeg", "-i", file.name, *output])
    raise FootageError(f"{file}: {said}, such as by `{command}`")


def is_animation(image: Image.Image) -> bool:
    """Tell whether an opened picture is the first of several, by the file's header."""
    return image.format in _ANIMATED and bool(getattr(image, "is_animated", False))
