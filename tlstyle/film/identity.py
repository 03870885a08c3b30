"""What tells a film's pictures from any others."""

from __future__ import annotations

from pathlib import Path

from tlstyle.errors import FilmError
from tlstyle.frames.content import content_of
from tlstyle.frames.recipe import INCIDENTAL
from tlstyle.system.digests import content_digest


class Identities:
    """What tells pictures' pixels from any others', as they were when first asked for."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}

    def of(self, picture: Path) -> str:
        """Return what tells a picture's pixels from any others'.

        A painting says it itself, and its length; any other picture is read for it.

        Raises:
            FilmError: it is gone.
        """
        if picture not in self._known:
            self._known[picture] = _identity(picture)
        return self._known[picture]

    def has_changed(self, picture: Path) -> bool:
        """Tell whether a picture is another by now.

        Raises:
            FilmError: it is gone.
        """
        return _identity(picture) != self.of(picture)


def _identity(picture: Path) -> str:
    found = content_of(picture)
    try:
        if found is None or found.carried is None or found.altered:
            return content_digest(picture.read_bytes())
        essence = {k: value for k, value in found.carried.items() if k not in INCIDENTAL}
        return f"{essence} {picture.stat().st_size}"
    except OSError as error:
        raise FilmError(
            f"{picture}: this picture of the film cannot be read ({error.strerror}): "
            "paint it again with build"
        ) from error
