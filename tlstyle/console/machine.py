"""What people and programs are told of a machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite, isnan
from pathlib import Path
from typing import Any

from tlstyle.machine.advice import HD
from tlstyle.machine.disks import Disk
from tlstyle.machine.machine import Machine
from tlstyle.words import megabytes


def machine_lines(machine: Machine) -> Iterator[tuple[str, str]]:
    """Yield what there is, each with what it is called."""
    own = machine.versions
    yield "tlstyle", f"{own['tlstyle']}, Python {own['python']}, {machine.system}"
    tensorflow = own["tensorflow"] or "not installed"
    yield "TensorFlow", f"{tensorflow}, Keras {own['keras'] or 'not installed'}"
    yield "GPU", "; ".join(machine.cards.names) or "none that NVIDIA's driver knows"
    yield "painting", _painting(machine)
    busy = "" if isnan(machine.busy) else f", {machine.busy:.1f} busy in the last minute"
    yield "cores", f"{machine.usable:g} of {machine.cores}{busy}"
    yield "memory", f"{megabytes(machine.memory)} left" if isfinite(machine.memory) else "unknown"
    yield "ffmpeg", _ffmpeg(machine)
    yield "codecs", ", ".join(name for name, no in machine.encoders.troubles.items() if not no)
    cards = [f"{name}: {', '.join(has)}" for name, has in machine.encoders.hardware.items() if has]
    yield "in hardware", "; ".join(cards) or "none"
    yield "extras", _extras(machine)
    for disk in machine.disks:
        yield disk.what, _disk(disk)
    yield "cache", f"{sum(machine.caches.values()) / 1e6:.1f} MB"


def machine_answer(
    machine: Machine, slow: Sequence[str], troubles: Sequence[str]
) -> dict[str, Any]:
    """Return what there is for a program, or for a report of a bug, without a person's own folders.

    Numbers that the system does not tell are null; `read` and `written` are bytes a second.
    """
    answer = {
        "system": machine.system,
        "versions": machine.versions,
        "lacking": machine.lacking,
        "cores": machine.cores,
        "usable_cores": machine.usable,
        "busy_cores": _number(machine.busy),
        "memory_left": _number(machine.memory),
        "gpus": machine.cards.names,
        "device": machine.cards.device,
        "seconds_a_megapixel": machine.pace,
        "ffmpeg": {
            "program": Path(machine.encoders.program).name,
            "version": machine.encoders.version,
            "codecs": machine.encoders.troubles,
            "hardware": machine.encoders.hardware,
        },
        "disks": [_disk_answer(disk) for disk in machine.disks],
        "caches": machine.caches,
        "slow": slow,
        "troubles": troubles,
    }
    names = {str(disk.folder): f"the {disk.what}" for disk in machine.disks if disk.folder.name}
    called: dict[str, Any] = _without(answer, names | {str(Path.home()): "~"})
    return called


def _painting(machine: Machine) -> str:
    device = machine.cards.device or "unknown"
    if machine.pace is None:
        return device
    seconds = f"{machine.pace * HD:.2g} s"
    return f"{device}; a frame of 1920x1080 took {seconds} when this machine last painted"


def _ffmpeg(machine: Machine) -> str:
    encoders = machine.encoders
    return f"{encoders.version}, {encoders.program}" if encoders.program else "cannot be started"


def _extras(machine: Machine) -> str:
    here = [extra for extra, lacks in machine.lacking.items() if not lacks]
    missing = [extra for extra, lacks in machine.lacking.items() if lacks]
    return f"{', '.join(here) or 'none'}; not installed: {', '.join(missing) or 'none'}"


def _disk(disk: Disk) -> str:
    speeds = [("writes", disk.written), ("reads", disk.read)]
    said = [f"{does} {megabytes(speed)}/s" for does, speed in speeds if isfinite(speed)]
    kind = [disk.kind] if disk.kind else []
    locks = [] if disk.has_locks or isnan(disk.written) else ["no locks"]
    return f"{disk.folder}: {', '.join([*kind, f'{megabytes(disk.free)} free', *said, *locks])}"


def _disk_answer(disk: Disk) -> dict[str, Any]:
    return {
        "what": disk.what,
        "kind": disk.kind,
        "free": disk.free,
        "written": _number(disk.written),
        "read": _number(disk.read),
        "has_locks": disk.has_locks,
        "tells_case": disk.tells_case,
        "trouble": disk.trouble,
    }


def _number(value: float) -> float | None:
    return value if isfinite(value) else None


def _without(answer: Any, names: dict[str, str]) -> Any:
    """Return an answer with folders called otherwise, the innermost first."""
    if isinstance(answer, dict):
        return {key: _without(value, names) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [_without(value, names) for value in answer]
    if isinstance(answer, str):
        for folder in sorted(names, key=len, reverse=True):
            answer = answer.replace(folder, names[folder])
    return answer
