"""A person's work in a frame's place, kept before the frame is painted."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from tlstyle.frames.adopted import record_of
from tlstyle.frames.content import by_pixels, content_of
from tlstyle.frames.frame import RETOUCHED, Frame


def keep_aside(frame: Frame) -> Path | None:
    """Keep what a person made of a frame under a name that is free; return it, if anybody did.

    What stands in the frame's place is looked at now: it may have come since the plan was made.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    if not (frame.altered and frame.file.exists()) and not _is_altered(frame.file):
        return None
    folder = aside_of(frame.file)
    folder.mkdir(parents=True, exist_ok=True)
    for name in _names(frame.file):
        with suppress(FileExistsError):
            _give(frame.file, folder / name)
            record_of(frame.file).unlink(missing_ok=True)
            return folder / name
    return None


def aside_of(file: Path) -> Path:
    """Return the folder where a person's work under a frame's name is kept."""
    return file.parents[2] / RETOUCHED / file.parent.name


def _is_altered(file: Path) -> bool:
    content = content_of(file)
    if content and not content.sure:
        content = by_pixels(file, content)
    return content is not None and content.altered is not None


def _names(file: Path) -> chain[str]:
    return chain([file.name], (f"{file.stem}-{number}{file.suffix}" for number in count(2)))


def _give(file: Path, name: Path) -> None:
    """Give a file another name too, or where a disk knows but one name for each, that alone."""
    try:
        os.link(file, name)
    except FileExistsError:
        if not name.samefile(file):  # else a run was killed here
            raise
    except OSError:
        if name.exists():
            raise FileExistsError from None
        file.rename(name)
