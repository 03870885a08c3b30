"""What tells stills from any others, read once as long as they are untouched.

Most frames know their stills by name, size and time. The others' stills, as those that were renamed
or copied after they were painted, would be read by every command.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

from tlstyle.stills.picture import file_digest
from tlstyle.stills.source import sources
from tlstyle.stills.still import Footage, Still
from tlstyle.system.found import key_of, once, recall, remember

_KIND = "stills"


def digests_of(stills: Sequence[Still], *, deep: bool = False) -> dict[Still, str]:
    """Return stills' digests; if `deep`, whatever is remembered, all are read.

    Raises:
        FootageError: a still cannot be read.
    """
    if not stills:
        return {}
    known = {} if deep else recall(_KIND)
    keys = {still: _key(still) for still in stills}
    lacking = [still for still in stills if keys[still] not in known]
    read = {keys[source.still]: source.digest() for source in sources(lacking)}
    if read and not deep:
        remember(_KIND, read)
    return {still: (known | read)[key] for still, key in keys.items()}


def untouched_digest(file: Path) -> str:
    """Return a file's digest, read once in this process as long as the file is untouched.

    Raises:
        FootageError: it cannot be read.
    """
    return once("digest", [file], partial(file_digest, file))


def first_digest(footage: Footage) -> str:
    """Return what tells a sequence's first still from any other.

    Raises:
        FootageError: it cannot be read.
    """
    return footage.first or _first(footage.stills[0])


@lru_cache
def _first(still: Still) -> str:
    return digests_of([still])[still]


def _key(still: Still) -> str:
    picture = "" if still.index is None else f" {still.index}"
    return key_of(f"digest{picture}", still.file, still.bytes, still.mtime_ns)
