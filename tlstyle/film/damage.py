"""What is wrong with the films, clips and segments that are there, found by reading all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tlstyle.film import Mark, frame_count, is_intact, is_kept, is_segment, look
from tlstyle.frames.frame import CLIPS, SEGMENTS
from tlstyle.project import Project


def films_troubles(project: Project) -> Iterator[str]:
    """Yield a line for each film, clip and segment of a project that is not as it was written.

    Whether a film may be replaced that somebody changed is not asked here.
    """
    yield from _damage(project.output, "build --deep")
    yield from _damage(project.preview_output, "preview")
    for shape in project.shapes:
        yield from _damage(shape.output, "build --deep")
    for clip in sorted((project.work / CLIPS).glob("[!.]*.m[op][4v]")):
        if look(clip).mark is Mark.CHANGED:
            yield f"{clip}: was changed since tlstyle wrote it: left alone until it is moved"
        yield from _damage(clip, "build --deep")
    for segment in sorted((project.work / SEGMENTS).glob("*/*.m[op][4v]")):
        if is_segment(segment) and not is_kept(segment) and not _is_former(segment):
            yield f"{segment}: is damaged: it is encoded again before it is next used"


def is_damaged(film: Path) -> bool:
    """Tell whether a film of ours, that nobody changed, has lost something on the disk."""
    mark = look(film).mark
    return mark is Mark.CUT or (mark is Mark.OURS and not is_intact(film))


def _damage(film: Path, command: str) -> Iterator[str]:
    if is_damaged(film):
        yield f"{film}: is damaged: write it anew with tlstyle {command}"


def _is_former(segment: Path) -> bool:
    """Tell whether a segment is of a version that sealed none."""
    return look(segment).mark is Mark.NONE and frame_count(segment) > 0
