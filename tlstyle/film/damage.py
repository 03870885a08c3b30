"""What is wrong with the films, clips and segments that are there, found by reading all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tlstyle.film import Mark, frame_count, is_intact, is_kept, is_segment, look
from tlstyle.frames.frame import CLIPS, SEGMENTS
from tlstyle.project import Project

_MOVE = "left alone by every command until it is moved"


def films_troubles(project: Project) -> Iterator[str]:
    """Yield a line for each film, clip and segment of a project that is not as it was written."""
    yield from _film_trouble(project.output, "build --deep", "film --force")
    yield from _film_trouble(project.preview_output, "preview", "preview --force")
    for clip in sorted((project.work / CLIPS).glob("[!.]*.m[op][4v]")):
        yield from _film_trouble(clip, "build --deep", "")
    for segment in sorted((project.work / SEGMENTS).glob("*/*.m[op][4v]")):
        if is_segment(segment) and not is_kept(segment) and not _is_former(segment):
            yield f"{segment}: is damaged: it is encoded again before it is next used"


def is_damaged(film: Path) -> bool:
    """Tell whether a film of ours, that nobody changed, has lost something on the disk."""
    mark = look(film).mark
    return mark is Mark.CUT or (mark is Mark.OURS and not is_intact(film))


def _film_trouble(film: Path, command: str, force: str) -> Iterator[str]:
    if look(film).mark is Mark.CHANGED:
        replaced = f", or replaced with tlstyle {force}" if force else ""
        yield f"{film}: was changed since tlstyle wrote it: {_MOVE}{replaced}"
    elif is_damaged(film):
        yield f"{film}: is damaged: write it anew with tlstyle {command}"


def _is_former(segment: Path) -> bool:
    """Tell whether a segment is of a version that sealed none."""
    return look(segment).mark is Mark.NONE and frame_count(segment) > 0
