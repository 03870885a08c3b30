"""Pictures that a project names for its film, and what is said of those that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tlstyle.errors import FilmError


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Turn whatever is raised while a film's picture is read into a `FilmError`."""
    try:
        yield
    except FileNotFoundError as error:
        raise FilmError(f"{file}: no such picture") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise FilmError(f"{file}: is no picture that can be read: give another") from error
