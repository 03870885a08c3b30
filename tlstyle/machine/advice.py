"""What of a machine would be slow, or does not do, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, isnan

from tlstyle.machine.disks import Disk
from tlstyle.machine.machine import Machine
from tlstyle.words import megabytes

_FRAME = 4e6
"""About what a painted frame of 1920x1080 takes on the disk."""

_SLOW_DISK = 20e6
"""Bytes a second, with which writing such a frame takes a fifth of a second."""

HD = 1920 * 1080 / 1e6
"""Megapixels."""

_SLOW_PAINTING = 1.0
"""Seconds a frame; two cores of 2024 take a sixth of it."""

_LITTLE_ROOM = 1000 * _FRAME
_LITTLE_MEMORY = 3e9


def troubles(machine: Machine) -> Iterator[str]:
    """Yield what keeps films from being painted or written here."""
    if machine.versions["tensorflow"] is None:
        yield "TensorFlow is not installed: nothing can be painted: pip install tensorflow"
    elif machine.cards.device is None:
        yield "TensorFlow does not answer: run python -c 'import tensorflow', and send what it says"
    if machine.encoders.troubles["h264"]:
        yield f"no film can be written: {machine.encoders.troubles['h264']}"
    for disk in machine.disks:
        if disk.trouble:
            yield f"{disk.folder}: nothing can be written there ({disk.trouble}): choose another"


def advice(machine: Machine) -> Iterator[str]:
    """Yield what would be slow here, or is not kept from going wrong, with what to do."""
    yield from _of_cards(machine)
    if machine.usable < machine.cores:
        yield (
            f"this process may use {machine.usable:g} of {machine.cores} cores: give its container "
            "more"
        )
    if machine.busy > machine.usable / 2:
        yield (
            f"other programs keep {machine.busy:.1f} of {machine.usable:g} cores busy: "
            "painting waits for them"
        )
    if machine.memory < _LITTLE_MEMORY:
        yield (
            f"{megabytes(machine.memory)} of memory are left: one canvas at a time is painted; "
            "close other programs"
        )
    for name, trouble in machine.encoders.troubles.items():
        if trouble and name != "h264":
            yield f"this ffmpeg has no {name}: unset IMAGEIO_FFMPEG_EXE to use the one of tlstyle"
    for disk in machine.disks:
        yield from _of_disk(disk)


def _of_cards(machine: Machine) -> Iterator[str]:
    names, device = machine.cards.names, machine.cards.device
    if names and device == "CPU":
        yield (
            "there is a GPU, and TensorFlow does not see it: pip install 'tlstyle[gpu]' on Linux, "
            "or on Windows in WSL"
        )
    seconds = (machine.pace or 0) * HD
    if device == "CPU" and seconds > _SLOW_PAINTING:
        yield (
            f"a frame of 1920x1080 took {seconds:.1f} s to paint: `strokes = 2` halves that, an "
            "NVIDIA GPU or Colab does more"
        )


def _of_disk(disk: Disk) -> Iterator[str]:
    if disk.trouble:
        return
    if disk.written < _SLOW_DISK:
        seconds = _FRAME / disk.written
        yield (
            f"{disk.folder}: a frame of 1920x1080 takes {seconds:.1f} s to be written: keep the "
            "project on a quicker disk"
        )
    if disk.read < _SLOW_DISK:
        yield (
            f"{disk.folder}: {megabytes(disk.read)} a second are read there: copy its stills to "
            "a quicker disk"
        )
    if isfinite(disk.written) and disk.free < _LITTLE_ROOM:
        yield f"{disk.folder}: {megabytes(disk.free)} are free, a thousand frames take 4 GB"
    if not isnan(disk.written) and not disk.has_locks:
        yield (
            f"{disk.folder}: has no locks: a second run there is not kept out, and paints what "
            "the first does"
        )
