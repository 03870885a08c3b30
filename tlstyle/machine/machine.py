"""All that a machine was asked, together."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from platformdirs import user_cache_dir

from tlstyle.frames.pace import last_pace
from tlstyle.machine.cards import Cards, cards
from tlstyle.machine.disks import Disk, look_at, look_at_stills
from tlstyle.machine.encoders import Encoders, encoders
from tlstyle.machine.versions import lacking, versions
from tlstyle.painters.builtin import weights_digest
from tlstyle.project import Project
from tlstyle.stills.names import texts_of
from tlstyle.stills.places import is_pattern, parts_of
from tlstyle.system import memory
from tlstyle.system.posix import busy_cores, usable_cores
from tlstyle.system.room import existing


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is.

    Attributes:
        system: The system and what it runs on, in a line.
        versions: Of tlstyle, Python and libraries; None of what is not installed.
        lacking: What is not installed of each extra.
        cores: How many there are.
        usable: How many of them this process may keep busy.
        busy: How many all programs kept busy in the last minute; NaN where nothing tells.
        memory: Bytes that are left; infinite where nothing tells.
        cards: GPUs.
        encoders: ffmpeg, and what it encodes by.
        disks: What was asked about.
        caches: Bytes of each file and folder in the user's cache.
        pace: Seconds that the built-in network last took for a megapixel; None if unknown.
    """

    system: str
    versions: dict[str, str | None]
    lacking: dict[str, list[str]]
    cores: int
    usable: float
    busy: float
    memory: float
    cards: Cards
    encoders: Encoders
    disks: tuple[Disk, ...]
    caches: dict[str, int]
    pace: float | None


def machine(place: Path | Project) -> Machine:
    """Return what this machine has for a project, or for one in a folder.

    Disks are timed before anything else is at work.
    """
    disks = tuple(_disks(place))
    known = versions()
    with ThreadPoolExecutor() as asking:
        mac = known["tensorflow-metal"] is not None
        graphics, encoding = asking.submit(cards, ask_painter=mac), asking.submit(encoders)
    return Machine(
        system=f"{platform.platform()} on {platform.machine()}",
        versions=known,
        lacking=lacking(),
        cores=os.cpu_count() or 1,
        usable=usable_cores(),
        busy=busy_cores(),
        memory=memory.available(),
        cards=graphics.result(),
        encoders=encoding.result(),
        disks=disks,
        caches=_caches(),
        pace=last_pace(weights_digest()),
    )


def _disks(place: Path | Project) -> Iterator[Disk]:
    """Yield the disks that a project has to do with, each once."""
    if isinstance(place, Path):
        yield look_at("folder", place.absolute())
        return
    seen = set[int]()
    for what, folder in (("work folder", place.work), ("film", place.output.parent)):
        if (disk := _number(folder)) not in seen:
            seen.add(disk)
            yield look_at(what, folder)
    for shot in place.shots:
        for text in texts_of(shot.frames):
            stills = _begins(text, place.folder)
            if (disk := _number(stills)) not in seen:
                seen.add(disk)
                yield look_at_stills("stills", stills)


def _number(folder: Path) -> int:
    return existing(folder).stat().st_dev


def _begins(text: str, folder: Path) -> Path:
    """Return what a text names before anything that stands for more: a folder, or a file."""
    place, parts = parts_of(text, folder)
    return place.joinpath(*takewhile(lambda part: not is_pattern(part), parts))


def _caches() -> dict[str, int]:
    """Return the bytes of what lies in the user's cache."""
    place = Path(user_cache_dir("tlstyle"))
    with suppress(OSError):
        return {entry.name: _bytes(entry) for entry in sorted(place.iterdir())}
    return {}


def _bytes(entry: Path) -> int:
    files = [entry, *entry.rglob("*")] if entry.is_dir() else [entry]
    return sum(file.lstat().st_size for file in files if file.is_file())
