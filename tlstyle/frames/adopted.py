"""What pictures that are not ours were used for, which they cannot say themselves.

Somebody's picture under a frame's name is used. What it was used for, the first time, lies in a
small file in the work folder, so that a changed style makes it pending as it does any frame. Where
that file is lost, it is used for what is asked for now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tlstyle.errors import FootageError
from tlstyle.frames.content import FOREIGN
from tlstyle.frames.file import parsed
from tlstyle.frames.frame import ADOPTED, Frame, ShotPlan, stamp_of, stills_of
from tlstyle.frames.recipe import digest_of, provenance
from tlstyle.stills.source import sources
from tlstyle.system.whole import write_whole

_STAMP = "adopted"
"""What tells the picture, in its file's recipe, from one that is put in its place later."""


def adopted(file: Path) -> Mapping[str, Any] | None:
    """Return what a picture that is not ours was used for, as a frame would carry it."""
    try:
        carried = parsed(record_of(file).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    stamp = stamp_of(file)
    if carried is None or stamp is None or carried.pop(_STAMP, None) != _lasting(file):
        return None
    return carried


def adopt(plans: Iterable[ShotPlan]) -> None:
    """Keep what pictures that are not ours, and stand in for frames, are used for from now on.

    Nothing is kept of a sequence whose stills cannot be read.
    """
    for plan in plans:
        new = [frame for frame in plan.frames if _is_new(frame)]
        try:
            digests = {source.still: source.digest() for source in sources(stills_of(new))}
        except FootageError:
            continue
        for frame in new:
            carried = provenance(frame, digest_of(frame, digests))
            carried[_STAMP] = _lasting(frame.file)
            write_whole(record_of(frame.file), json.dumps(carried).encode())


def record_of(file: Path) -> Path:
    """Return where is kept what a picture under a frame's name is used for."""
    folder = file.parent
    return folder.parents[1] / ADOPTED / folder.parent.name / folder.name / f"{file.stem}.json"


def stands_in(record: Path) -> bool:
    """Tell whether the picture is still there about which a file in the work folder knows."""
    place = record.relative_to(record.parents[3]).parts[1:-1]
    return adopted(record.parents[3].joinpath(*place, f"{record.stem}.png")) is not None


def _is_new(frame: Frame) -> bool:
    return not frame.pending and frame.altered == FOREIGN and adopted(frame.file) is None


def _lasting(file: Path) -> list[int]:
    """Return what tells a file from another under its name, also after a move or a copy."""
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns]
