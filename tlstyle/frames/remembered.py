"""What stills a sequence had when it was last painted: for a film of frames whose stills are away.

It lies in the work folder, and holds as long as the project file asks for the same stills. Where it
is lost, a film wants its stills again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from tlstyle.project.types import Shot
from tlstyle.size import Size
from tlstyle.steps import Read
from tlstyle.stills.development import AS_SHOT, Development
from tlstyle.stills.still import Footage, Still
from tlstyle.system.whole import write_whole

_FILE = "stills.json"
_ELSEWHERE = frozenset(
    {"name", "steps", "dissolve", "join", "tempo", "turns_style", "sound", "skip", "skips_odd"}
)
"""What of a sequence has no part in which stills it has, and in which order."""


def remember(work: Path, found: Mapping[Shot, Footage], firsts: Mapping[Shot, str | None]) -> None:
    """Keep what stills sequences have; what cannot be kept is not.

    Args:
        work: The work folder.
        found: Each sequence's stills.
        firsts: What tells the first still from any other, of those that were asked.
    """
    kept = {
        shot.name: {
            "asked": _asked(shot),
            "stills": [_facts(still) for still in footage.stills],
            "size": list(footage.size),
            "reading": footage.reading,
            "first": firsts[shot],
            "jpeg": footage.is_jpeg,
            "deep": footage.is_deep,
            "raw": footage.is_raw,
        }
        for shot, footage in found.items()
    }
    file, text = work / _FILE, json.dumps(kept).encode()
    with suppress(OSError):
        if not file.exists() or file.read_bytes() != text:
            write_whole(file, text)


def recall(work: Path, shot: Shot) -> Footage | None:
    """Return the stills that a sequence had; None if their folders are there, or none are known."""
    try:
        kept = json.loads((work / _FILE).read_text("utf-8"))[shot.name]
        stills = tuple(_still(*each) for each in kept["stills"])
        if kept["asked"] != _asked(shot) or any(place.exists() for place in _folders(stills)):
            return None
        away = f"{stills[0].file.parent} is not there: its {len(stills)} stills are taken as known"
        size, reading = Size(*kept["size"]), kept["reading"]
        kinds = kept["jpeg"], kept.get("deep", False), kept.get("raw", False)
        return Footage(stills, size, (away,), reading, kept["first"], *kinds)
    except (OSError, ValueError, TypeError, KeyError, IndexError):
        return None


def _asked(shot: Shot) -> Any:
    """Return what of a sequence decides which stills it has, as JSON keeps it."""
    asked = {each.name: getattr(shot, each.name) for each in fields(shot)}
    asked = {name: value for name, value in asked.items() if name not in _ELSEWHERE}
    raw = shot.step(Read).raw
    if raw != AS_SHOT:
        asked["raw"] = [raw.white, raw.exposure]
    if shot.skip or shot.skips_odd:
        asked["left out"] = [shot.skip, shot.skips_odd]
    return json.loads(json.dumps(asked))


def _facts(still: Still) -> list[Any]:
    taken = still.taken and still.taken.isoformat()
    developed = still.development and [still.development.gains, still.development.exposure]
    return [str(still.file), still.stem, still.bytes, still.mtime_ns, still.index, taken, developed]


def _still(file: str, stem: str, size: int, mtime_ns: int, index: int | None, *more: Any) -> Still:
    """Return a still as it was kept, by whatever version: without what was not known of it then."""
    taken, developed = (*more, None, None)[:2]
    own = datetime.fromisoformat(taken) if taken else None
    how = Development(tuple(developed[0]), developed[1]) if developed else None
    return Still(Path(file), stem, size, mtime_ns, index, own, how)


def _folders(stills: tuple[Still, ...]) -> set[Path]:
    return {still.file.parent for still in stills}
