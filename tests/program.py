"""tlstyle as a process of its own, with a painter that needs no network and takes its time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from pkgutil import resolve_name
from threading import Lock
from typing import Any

READY = "TLSTYLE_TEST_READY"
PACE = "TLSTYLE_TEST_PACE"
DEVICE = "TLSTYLE_TEST_DEVICE"
RENAME = "TLSTYLE_TEST_RENAME"
STRIKE = "TLSTYLE_TEST_STRIKE"


class Process(subprocess.Popen[str]):
    """A process that is not waited for where its test has failed already."""

    def __exit__(self, *failure: Any) -> None:
        if any(failure):
            self.kill()
        super().__exit__(*failure)


def start(
    *arguments: str | Path,
    pace: float = 0.0,
    slow_rename: bool = False,
    strike: str = "",
    **options: Any,
) -> subprocess.Popen[str]:
    """Start tlstyle with its painter painting a canvas in `pace` seconds, and wait for Python.

    With `slow_rename` it says "renaming" before the film gets its name, and takes 0.1 s before and
    after it. With `strike` it gets Ctrl-C at one of `STRIKES`.
    """
    here = Path(__file__).parent
    path = os.pathsep.join(map(str, (here, here.parent)))
    environment = os.environ | {"PYTHONPATH": path, PACE: str(pace)}
    environment[STRIKE] = strike
    if slow_rename:
        environment[RENAME] = "1"
    reading, writing = os.pipe()
    environment[READY] = str(writing)
    command = [sys.executable, "-m", "program", *map(str, arguments)]
    pipes: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "pass_fds": [writing],
    }
    process = Process(command, env=environment, text=True, **pipes | options)
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    return process


def tlstyle(*arguments: str | Path, **options: Any) -> tuple[int, str]:
    """Run tlstyle to its end; return its exit code and all it said."""
    with start(*arguments, **options) as process:
        out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    return process.returncode, (out or "") + err


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(130))
    os.close(int(os.environ[READY]))
    from fake_worker import dask_setup
    from tlstyle.__main__ import main

    dask_setup()
    if RENAME in os.environ:
        put("pathlib.Path.replace", _slowly(Path.replace))
    if strike := os.environ[STRIKE]:
        put(*STRIKES[strike])
    main()


def paint_with(painter: Any) -> None:
    """Let everything this process paints be painted by a painter that needs no weights."""
    put("tlstyle.painters.models.model_digest", lambda model: f"weights of {model}")
    put("tlstyle.painters.models.open_painter", lambda *_, **__: painter)
    device = os.environ.get(DEVICE, "CPU")
    put("tlstyle.painters.models.choose_device", lambda wanted: device)


def put(place: str, stand_in: Any) -> None:
    """Put a stand-in in the place that a dotted name tells; unittest.mock is slow to import."""
    owner, _, name = place.rpartition(".")
    holder = resolve_name(owner)
    assert hasattr(holder, name), place
    setattr(holder, name, stand_in)


def _slowly(rename: Any) -> Any:
    def replace(file: Path, target: Path) -> Any:
        if target.suffix == ".mp4":
            print("renaming", file=sys.stderr, flush=True)
            time.sleep(0.1)
        done = rename(file, target)
        if target.suffix == ".mp4":
            time.sleep(0.1)
        return done

    return replace


def _strike(*_: object) -> None:
    signal.raise_signal(signal.SIGINT)


class _Struck:
    def __init__(self, _: object) -> None:
        pass

    __del__ = _strike


def _strike_wait(*_: object, **__: object) -> None:
    try:
        _strike()
    finally:  # as threading.Condition does where it is struck before it has its lock back
        Lock().release()


STRIKES: dict[str, tuple[str, Any]] = {
    "a destructor": ("tlstyle.commands.making.refuse_little_room", _Struck),
    "a wait": ("tlstyle.commands.making.refuse_little_room", _strike_wait),
    "a wait while painting": ("tlstyle.painters.models.choose_device", _strike_wait),
    "a wait while writing": ("tlstyle.film.writing.write_films", _strike_wait),
    "the last words": ("tlstyle.console.terminal.Terminal.fail", _strike),
}
"""Where Ctrl-C strikes: what is called there, and what stands in for it."""


if __name__ == "__main__":
    main()
