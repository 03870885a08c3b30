"""Which GPUs there are, and which device painting would take: asked in a process of its own.

A driver or TensorFlow may take long, print what it likes, or crash; none of it is this process's.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tlstyle.painters.card import DRIVER

DRIVERS_TIME, PAINTERS_TIME = 2.0, 30.0
"""Seconds that a driver, and TensorFlow, may take to answer."""

_ASKING = [sys.executable, "-m", "tlstyle.machine.cards"]


@dataclass(frozen=True, slots=True)
class Cards:
    """The GPUs of this machine.

    Attributes:
        names: What each is called, with its memory, as NVIDIA's driver tells; of another maker's
            it tells none.
        device: What painting takes: "CPU" or "GPU 0"; None where TensorFlow does not answer.
    """

    names: tuple[str, ...]
    device: str | None


def cards(*, ask_painter: bool) -> Cards:
    """Return the GPUs; TensorFlow, which takes seconds, is asked if there is one, or if wished.

    Otherwise painting takes the processor.
    """
    names = tuple(_asked("driver", DRIVERS_TIME) or ())
    if not names and not ask_painter:
        return Cards((), "CPU")
    return Cards(names, _asked("painter", PAINTERS_TIME))


def _asked(whom: str, seconds: float) -> Any:
    """Return the answer of a process; None where it gives none in time."""
    try:
        done = subprocess.run(
            [*_ASKING, whom], capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL
        )
        return json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.TimeoutExpired, ValueError, IndexError):
        return None


def _driver_tells() -> list[str]:
    """Return the cards that NVIDIA's driver knows; none where there is no driver."""
    try:
        driver = ctypes.CDLL(DRIVER)
    except OSError:
        return []
    count = ctypes.c_int()
    if driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count)):
        return []
    return [_name(driver, number) for number in range(count.value)]


def _name(driver: Any, number: int) -> str:
    device, total = ctypes.c_int(), ctypes.c_size_t()
    text = ctypes.create_string_buffer(100)
    driver.cuDeviceGet(ctypes.byref(device), number)
    driver.cuDeviceGetName(text, len(text), device)
    driver.cuDeviceTotalMem_v2(ctypes.byref(total), device)
    return f"{text.value.decode('utf-8', 'replace')}, {total.value / 1e9:.0f} GB"


def _painter_takes() -> str:
    from tlstyle.painters.models import choose_device

    return choose_device("auto")


if __name__ == "__main__":
    print(json.dumps(_driver_tells() if sys.argv[1] == "driver" else _painter_takes()))
