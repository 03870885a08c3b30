"""What files' endings say about them: pictures, or what has to become pictures first."""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import features

from tlstyle.errors import FootageError
from tlstyle.words import some

_READABLE = (".bmp", ".jfif", ".jpe", ".jpeg", ".jpg", ".mpo", ".png", ".tif", ".tiff", ".webp")

PICTURES = frozenset({*_READABLE, *([".avif"] if features.check("avif") else [])})
"""What a folder's stills end in, in small letters."""

VIDEOS = frozenset(
    {
        *(".3gp", ".avi", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".mts", ".mxf", ".ts"),
        *(".webm", ".wmv"),
    }
)
"""What a video file ends in."""

SOUNDS = frozenset(
    {".aac", ".aif", ".aiff", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".wma"}
)
"""What music ends in."""

_RAWS = frozenset(
    {
        *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dng", ".erf", ".fff", ".gpr", ".iiq", ".kdc"),
        *(".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2"),
        *(".srf", ".srw", ".x3f"),
    }
)
"""What cameras' raw pictures end in."""

MISSING_RAW = (
    "raw pictures: `pip install 'tlstyle[raw]'` reads them, or develop them to JPEG, TIFF or PNG "
    "first"
)

_HEIFS = frozenset({".heic", ".heif", ".hif"})
"""What phones' pictures end in."""

MISSING_HEIC = (
    "HEIC pictures: `pip install 'tlstyle[heic]'` reads them, or convert them to JPEG first, such "
    "as by `heif-convert`, or by `sips` on a Mac"
)

_MOVES = {
    **dict.fromkeys(_RAWS, MISSING_RAW),
    **dict.fromkeys(_HEIFS, MISSING_HEIC),
    **dict.fromkeys((".avif", ".jxl"), "pictures of a kind that is not read: export them as JPEG"),
}
"""What is to be done first with pictures that are not read as they are."""

_EXTRAS = {**dict.fromkeys(_RAWS, "rawpy"), **dict.fromkeys(_HEIFS, "pillow_heif")}
"""The library that reads pictures of an ending, where it is installed."""


def is_installed(library: str) -> bool:
    """Tell whether a library is there, without importing it."""
    return importlib.util.find_spec(library) is not None


def is_raw(file: Path) -> bool:
    """Tell whether a file's ending is that of a camera's raw pictures."""
    return file.suffix.lower() in _RAWS


def is_heif(file: Path) -> bool:
    """Tell whether a file's ending is that of phones' pictures."""
    return file.suffix.lower() in _HEIFS


def is_picture(file: Path) -> bool:
    """Tell whether a file's ending is a picture's that is read."""
    return _is_read(file.suffix.lower())


def preferred(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files that are taken where there are several kinds of pictures, and the others.

    Cameras write each still as JPEG and raw, phones as HEIC and raw: what is developed is taken.
    """
    plain = any(is_picture(file) and not is_heif(file) and not is_raw(file) for file in files)
    kept = [file for file in files if not (is_raw(file) or (plain and is_heif(file)))]
    if not any(map(is_picture, kept)):
        return [*files], []
    return kept, [file for file in files if file not in {*kept}]


def is_film(file: Path) -> bool:
    """Tell whether a file's ending is that of a video, or of a picture that may be one."""
    return file.suffix.lower() in VIDEOS | {".gif"}


def move_before(files: Iterable[Path]) -> str | None:
    """Return what pictures that are not read as they are need first; None if none are such."""
    endings = {file.suffix.lower() for file in files} & _MOVES.keys()
    return next((_MOVES[ending] for ending in sorted(endings) if not _is_read(ending)), None)


def refuse_unread(files: Sequence[Path], *, alone: bool) -> None:
    """Refuse files of which some are pictures that are not read as they are.

    Unless they are alone, the others may be named without them.

    Raises:
        FootageError: it names the first and says what to do.
    """
    unread = [file for file in files if move_before([file])]
    if unread:
        others = "" if alone else ", or name only the others, such as by *.jpg"
        raise FootageError(f"{some(unread, 1)}: {move_before(unread[:1])}{others}")


def counted(files: Iterable[Path]) -> str:
    """Return how many files there are of each of the commonest endings; '' of no files."""
    endings = Counter(sorted(file.suffix.lower() for file in files))
    return ", ".join(
        f"{count} {ending or 'without ending'}" for ending, count in endings.most_common(3)
    )


def _is_read(ending: str) -> bool:
    library = _EXTRAS.get(ending)
    return ending in PICTURES or bool(library and is_installed(library))
