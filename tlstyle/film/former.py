"""Films of versions that sealed nothing, known by the segments that were kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlstyle.film.container import frame_sizes
from tlstyle.film.segments import is_segment

_HEADERS = 256
"""Bytes at most by which joining lengthens each keyframe: the stream's headers, repeated there."""


def is_joined_of(film: Path, segments: Path) -> bool:
    """Tell whether a film's frames are those of segments in a folder, by the bytes they take."""
    entries = sorted(segments.iterdir()) if segments.is_dir() else []
    parts = [sizes for entry in entries if is_segment(entry) and (sizes := frame_sizes(entry))]
    parts.sort(key=len, reverse=True)
    left = frame_sizes(film)
    if not left:
        return False
    while left:
        length = next((len(part) for part in parts if _begins_with(left, part)), 0)
        if not length:
            return False
        left = left[length:]
    return True


def _begins_with(sizes: Sequence[int], part: Sequence[int]) -> bool:
    """Tell whether frames are a segment's, of which keyframes have grown by the same headers."""
    if len(sizes) < len(part):
        return False
    grown = {whole - alone for whole, alone in zip(sizes, part, strict=False)} - {0}
    return len(grown) <= 1 and all(0 < more < _HEADERS for more in grown)
