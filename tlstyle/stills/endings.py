"""What files' endings say about them: pictures, or what has to become pictures first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import features

from tlstyle.errors import FootageError

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

_RAWS = (
    *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dng", ".erf", ".fff", ".gpr", ".iiq", ".kdc"),
    *(".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2"),
    *(".srf", ".srw", ".x3f"),
)

_MOVES = {
    **dict.fromkeys(_RAWS, "raw pictures: develop them to JPEG, TIFF or PNG first"),
    **dict.fromkeys(
        (".heic", ".heif", ".hif"),
        "HEIC pictures, which are not read: convert them to JPEG first, "
        "such as by `heif-convert`, or by `sips` on a Mac",
    ),
    **dict.fromkeys((".avif", ".jxl"), "pictures of a kind that is not read: export them as JPEG"),
}
"""What is to be done first with pictures that are not read as they are."""


def is_picture(file: Path) -> bool:
    """Tell whether a file's ending is a picture's that is read."""
    return file.suffix.lower() in PICTURES


def is_film(file: Path) -> bool:
    """Tell whether a file's ending is that of a video, or of a picture that may be one."""
    return file.suffix.lower() in VIDEOS | {".gif"}


def move_before(files: Iterable[Path]) -> str | None:
    """Return what pictures that are not read as they are need first; None if none are such."""
    endings = {file.suffix.lower() for file in files} - PICTURES
    return next((_MOVES[ending] for ending in sorted(endings & _MOVES.keys())), None)


def refuse_unread(files: Sequence[Path], *, alone: bool) -> None:
    """Refuse files of which some are pictures that are not read as they are.

    Unless they are alone, the others may be named without them.

    Raises:
        FootageError: it names the first and says what to do.
    """
    unread = [file for file in files if move_before([file])]
    if unread:
        more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
        others = "" if alone else ", or name only the others, such as by *.jpg"
        raise FootageError(f"{unread[0]}{more}: {move_before(unread[:1])}{others}")


def counted(files: Iterable[Path]) -> str:
    """Return how many files there are of each of the commonest endings; '' of no files."""
    endings = Counter(sorted(file.suffix.lower() for file in files))
    return ", ".join(
        f"{count} {ending or 'without ending'}" for ending, count in endings.most_common(3)
    )
