"""Colours, by their names or their levels."""

from __future__ import annotations

from typing import Annotated

from PIL import ImageColor
from pydantic import AfterValidator


def colour_of(text: str) -> tuple[int, int, int]:
    """Return the levels that a colour's name, or `#` and six digits, stand for.

    Raises:
        ValueError: it is none.
    """
    try:
        levels = ImageColor.getrgb(text.strip())
    except ValueError:
        levels = None
    if levels is None or len(levels) != 3:
        raise ValueError('is no colour: write a name such as white, or "#f4a300"')
    return levels


def _colour_text(text: str) -> str:
    colour_of(text)
    return text


Colour = Annotated[str, AfterValidator(_colour_text)]
"""What a key accepts that names a colour."""
