"""CSV: the edit as a table, a row for each sequence."""

from __future__ import annotations

import csv
import io
from typing import ClassVar

from tlstyle.exports.edit import Edit
from tlstyle.exports.export import MARK, Export
from tlstyle.words import timecode

_HEAD = (
    *("sequence", "style", "media", "frames"),
    *("cut in", "cut out", "first frame", "join", "join frames", MARK),
)


class Table(Export):
    """Times are timecodes of the film; the first frame is the media's, from 0."""

    kind: ClassVar[str] = "csv"
    ending: ClassVar[str] = ".csv"
    about: ClassVar[str] = "any spreadsheet"
    begins: ClassVar[str] = ",".join(_HEAD) + r"\r?\n"

    @classmethod
    def lost(cls, edit: Edit) -> list[str]:
        """Return what the table has no column for."""
        fades = edit.timeline.fade_in or edit.timeline.fade_out
        return [*(["fades are not in it"] if fades else []), *super().lost(edit)]

    @classmethod
    def text(cls, edit: Edit) -> str:
        """Return the table."""
        stream = io.StringIO()
        rows = csv.writer(stream)
        rows.writerow(_HEAD)
        for part in edit.parts:
            clip = part.clip
            times = (timecode(frame, edit.timeline.fps) for frame in (part.start, part.end))
            media = edit.path(part.media.first)
            join = (clip.join.kind, clip.overlap) if clip.start else ("", 0)
            rows.writerow(
                [part.name, part.style, media, part.media.frames, *times, part.first, *join]
            )
        return stream.getvalue()
