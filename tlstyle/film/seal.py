"""The seal of a film: what it held when it was written, in its own comment, by two digests.

A comment travels: ffmpeg copies it into whatever it makes of a film. The seal's first digest is of
all up to the index's end, which lists the bytes that each frame takes: no film made of this one has
it. Its second is of what follows, pictures and sound, of which a disk may lose something.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from tlstyle.film.container import Layout, Place, comment, content, layout

_MARK = "tlstyle "
_DIGEST = 32
_BLANK = "0" * (2 * _DIGEST)
_SEALED = re.compile(rf"{_MARK}(.*) ([0-9a-f]{{{len(_BLANK)}}})", re.DOTALL)
_CHUNK = 1 << 20


class Mark(Enum):
    """What a film file says of its origin, and whether that is so."""

    NONE = "none"
    """Nothing that we know."""
    OLD = "old"
    """Ours, without a seal, as versions before wrote it."""
    CHANGED = "changed"
    """Ours, and its seal is another film's: the one that it was made of."""
    CUT = "cut"
    """Ours, and its end is missing."""
    OURS = "ours"
    """Ours as it was written, as far as its index tells; `is_intact` reads the rest."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a film says: `provenance` is what it was written with, `seal` what it held."""

    mark: Mark
    provenance: str = ""
    seal: str = ""

    @property
    def signed(self) -> dict[str, Any]:
        """What it says of its content and its project; nothing where it says it otherwise."""
        with suppress(ValueError, RecursionError):
            signed = json.loads(self.provenance)
            return signed if isinstance(signed, dict) else {}
        return {}


def marked(provenance: str) -> str:
    """Return a comment that carries any text, plain ASCII, with room for a seal."""
    return f"{_MARK}{provenance.encode('unicode_escape').decode('ascii')} {_BLANK}"


def seal(film: Path) -> None:
    """Seal a film that was written with a `marked` comment, its index before all else.

    Raises:
        OSError: it cannot be read or written.
    """
    with film.open("rb+") as file:
        found = layout(file)
        place = _place_of_seal(file, found)
        sealed = _index_digest(file, found, place) + _data_digest(file, found)
        file.seek(place)
        file.write(sealed.encode())


def look(film: Path) -> Look:
    """Return what a film file says of itself, of which only the index is read."""
    try:
        if not film.is_file():
            return Look(Mark.NONE)
        with film.open("rb") as file:
            return _look(file, layout(file))
    except OSError:
        return Look(Mark.NONE)


def is_intact(film: Path) -> bool:
    """Tell whether a film holds what it was sealed with, by reading all of it."""
    found = look(film)
    if found.mark is not Mark.OURS:
        return False
    try:
        with film.open("rb") as file:
            return _data_digest(file, layout(file)) == found.seal[_DIGEST:]
    except OSError:
        return False


def film_provenance(film: Path) -> str | None:
    """Return the provenance that a film was written with.

    None where the file is missing, was cut short at any byte, or is no film of ours as we wrote it.
    """
    found = look(film)
    return found.provenance if found.mark is Mark.OURS else None


def _look(file: BinaryIO, found: Layout) -> Look:
    text = (comment(content(file, found.index)) or b"").decode("utf-8", "replace")
    match = _SEALED.fullmatch(text)
    if not match:
        return Look(Mark.OLD if text.startswith(_MARK) else Mark.NONE)
    written, sealed = _unescaped(match[1]), match[2]
    if written is None or not found.is_index_first or 0 < found.data_end < found.length:
        return Look(Mark.CHANGED)
    if _index_digest(file, found, _place_of_seal(file, found)) != sealed[:_DIGEST]:
        return Look(Mark.CHANGED)
    return Look(Mark.OURS if found.is_whole else Mark.CUT, written, sealed)


def _place_of_seal(file: BinaryIO, found: Layout) -> int:
    """Return where a file's seal begins: its comment, which MOV repeats before, ends with it."""
    index = content(file, found.index)
    text = comment(index) or b""
    return found.index[0] + index.rindex(text) + len(text) - len(_BLANK)


def _index_digest(file: BinaryIO, found: Layout, seal_place: int) -> str:
    """Return the digest of all up to the index's end, but the seal."""
    return _digest(file, [(0, seal_place), (seal_place + len(_BLANK), found.index[1])])


def _data_digest(file: BinaryIO, found: Layout) -> str:
    """Return the digest of all after the index."""
    return _digest(file, [(found.index[1], found.length)])


def _digest(file: BinaryIO, places: Iterable[Place]) -> str:
    """Return the digest of what a file holds in some places."""
    digest = hashlib.sha256()
    for start, end in places:
        for at in range(start, end, _CHUNK):
            digest.update(content(file, (at, min(at + _CHUNK, end))))
    return digest.hexdigest()[:_DIGEST]


def _unescaped(text: str) -> str | None:
    """Return the text that `marked` made plain ASCII of."""
    try:
        return text.encode("ascii").decode("unicode_escape")
    except UnicodeError:
        return None
