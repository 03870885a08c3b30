"""tlstyle as a process whose n-th system call of a kind fails, and that of whatever it starts.

Linux (seccomp) asks this program before every such call, and it answers with an error or lets the
call be made. So nothing is left out that a library in C or ffmpeg does, and no compiler is needed.
Only calls on the files of one folder count, and every start of a process.

Runs are forked from one process that has imported everything: it takes orders, a line of JSON
each, and answers each with a line.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_NUMBERS: Mapping[str, Mapping[str, tuple[int, ...]]] = {
    "x86_64": {
        "open": (2, 85, 257, 437),
        "read": (0, 17),
        "write": (1, 18, 20),
        "fsync": (74, 75),
        "rename": (82, 264, 316),
        "close": (3,),
        "mmap": (9,),
        "process start": (59, 322),
    },
    "aarch64": {
        "open": (56, 437),
        "read": (63, 67),
        "write": (64, 68, 66),
        "fsync": (82, 83),
        "rename": (38, 276),
        "close": (57,),
        "mmap": (222,),
        "process start": (221, 281),
    },
}
"""Every kind's system calls."""

CALLS = tuple(_NUMBERS["x86_64"])

_PATHS_FIRST = {2, 85, 82} if platform.machine() == "x86_64" else set[int]()
"""Calls that begin with a path, not with the folder that it is relative to."""

_NO_NEW_PRIVILEGES = 38
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_ASK, _ALLOW = 0x7FC00000, 0x7FFF0000
_NEW_LISTENER = 8
_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101
_QUESTION, _REPLY = struct.Struct("=QIIiIQ6Q"), struct.Struct("=Qqi I")
_GO_ON = 1
_NOWHERE = 0xFFFFFFFF
"""The file that memory is mapped from that comes from no file."""
_HERE = -100
"""The folder of paths that are relative to the process's own."""

_PATIENCE = 60.0
"""Seconds that a run may take."""


@dataclass(frozen=True)
class Failure:
    """The `number`-th call of a kind fails, from 1; and all after it if it `lasts`."""

    call: str
    number: int
    error: int
    lasts: bool

    def __str__(self) -> str:
        when = "on" if self.lasts else "alone"
        return f"{self.call} {self.number} {when}: {errno.errorcode[self.error]}"


@dataclass(frozen=True)
class Run:
    """How a run ended, what it said, and how many calls of every kind it made."""

    code: int
    said: str
    calls: dict[str, int]


class Server:
    """Runs tlstyle with calls that fail."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "failing"],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, folder: Path, *arguments: str | Path, failure: Failure | None = None) -> Run:
        """Run tlstyle to its end; calls on a folder's files are counted, and made to fail."""
        assert self._process.stdin
        assert self._process.stdout
        order = {
            "folder": str(folder),
            "arguments": [*map(str, arguments)],
            "failure": failure and asdict(failure),
        }
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return Run(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process that others are forked from."""
        self._process.communicate(timeout=30)


def can_fail_calls() -> bool:
    """Tell whether this system asks before calls."""
    if platform.machine() not in _NUMBERS or sys.platform != "linux":
        return False
    command = [sys.executable, __file__, "--try"]  # no fork, for there may be threads here
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def main() -> None:
    """Take orders until there are no more."""
    _import_all()
    for line in sys.stdin:
        order = json.loads(line)
        failure = order["failure"] and Failure(**order["failure"])
        run = _run(order["folder"], order["arguments"], failure)
        print(json.dumps(asdict(run)), flush=True)


def _import_all() -> None:
    """Import what runs import, TensorFlow aside, which none of them needs."""
    import array  # noqa: F401  # which a socket imports when it sends files

    import moviepy  # noqa: F401

    from tlstyle.cli import app  # noqa: F401
    from tlstyle.commands.build import build as commands  # noqa: F401


def _run(folder: str, arguments: list[str], failure: Failure | None) -> Run:
    said = os.memfd_create("said")
    ours, theirs = socket.socketpair()
    process = os.fork()
    if not process:
        os.setsid()
        for number in (1, 2):
            os.dup2(said, number)
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        _become_tlstyle(theirs, arguments)
    theirs.close()
    _, (listener,), _, _ = socket.recv_fds(ours, 1, 1)
    ours.close()
    calls: Counter[str] = Counter()
    try:
        ended = _supervise(listener, folder, failure, calls)
    finally:
        os.close(listener)
    if not ended:
        os.killpg(process, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    text = os.pread(said, 1 << 20, 0).decode("utf-8", "replace")
    os.close(said)
    return Run(code if ended else -1, text, dict(calls))


def _become_tlstyle(channel: socket.socket, arguments: list[str]) -> None:
    """Never return."""
    try:
        import imageio_ffmpeg

        from fake_painter import FakePainter
        from program import paint_with
        from tlstyle.__main__ import main

        paint_with(FakePainter())
        imageio_ffmpeg._utils._get_ffmpeg_exe.cache_clear()
        sys.argv = ["tlstyle", *arguments]
        sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115
        socket.send_fds(channel, [b"."], [_listen()])
        main()
    finally:
        os._exit(99)


def _listen() -> int:
    """Have this process, and all it starts, ask before calls; return where it asks."""
    numbers = _NUMBERS[platform.machine()]
    others = [number for kind in CALLS if kind != "mmap" for number in numbers[kind]]
    program = [
        (0x20, 0, 0, 0),  # load the call's number
        *((0x15, len(others) - place + 2, 0, number) for place, number in enumerate(others)),
        (0x15, 0, 3, *numbers["mmap"]),
        (0x20, 0, 0, 16 + 4 * 8),  # load its fifth argument, the file
        (0x15, 1, 0, _NOWHERE),
        (0x06, 0, 0, _ASK),
        (0x06, 0, 0, _ALLOW),
    ]
    packed = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    filters = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", len(program), ctypes.addressof(packed))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    listener: int = libc.syscall(_SECCOMP[platform.machine()], 1, _NEW_LISTENER, filters)
    if listener < 0:
        raise OSError(ctypes.get_errno(), "no seccomp")
    return listener


def _supervise(listener: int, folder: str, failure: Failure | None, calls: Counter[str]) -> bool:
    """Answer until all that ask have ended; tell whether they have, in time."""
    kinds = {n: kind for kind, ns in _NUMBERS[platform.machine()].items() for n in ns}
    watch = select.poll()
    watch.register(listener, select.POLLIN)
    until = time.monotonic() + _PATIENCE
    while (left := until - time.monotonic()) > 0:
        events = watch.poll(1000 * left)
        if events and events[0][1] & select.POLLHUP:
            return True
        if not events:
            continue
        with suppress(OSError):  # whoever asked is gone
            question = bytearray(_QUESTION.size)
            _ioctl(listener, _RECEIVE, question)
            name, task, _, number, _, _, *arguments = _QUESTION.unpack(question)
            kind = kinds[number]
            error = 0
            if kind == "process start" or _place(task, number, kind, arguments).startswith(folder):
                calls[kind] += 1
                error = _error(failure, kind, calls[kind])
            _ioctl(listener, _ANSWER, bytearray(_REPLY.pack(name, 0, -error, not error)))
    return False


def _error(failure: Failure | None, kind: str, number: int) -> int:
    """Return what a call fails with, 0 for nothing."""
    if not failure or failure.call != kind:
        return 0
    fails = number >= failure.number if failure.lasts else number == failure.number
    return failure.error if fails else 0


def _place(task: int, number: int, kind: str, arguments: list[int]) -> str:
    """Return the file that a call is about, nothing where it is none."""
    links = Path("/proc", str(task))
    try:
        if kind not in ("open", "rename"):
            return str((links / "fd" / str(arguments[4 if kind == "mmap" else 0])).readlink())
        if number in _PATHS_FIRST:
            return str((links / "cwd").readlink() / _text(task, arguments[0]))
        base = ctypes.c_int(arguments[0] & _NOWHERE).value
        folder = links / ("cwd" if base == _HERE else f"fd/{base}")
        return str(folder.readlink() / _text(task, arguments[1]))
    except OSError:  # no such file is open
        return ""


def _text(task: int, address: int) -> str:
    memory = os.open(f"/proc/{task}/mem", os.O_RDONLY)
    try:
        content = os.pread(memory, 4096 - address % 4096, address)
        if b"\0" not in content:
            content += os.pread(memory, 4096, address + len(content))
    finally:
        os.close(memory)
    return os.fsdecode(content.partition(b"\0")[0])


def _ioctl(listener: int, request: int, message: bytearray) -> None:
    import fcntl

    fcntl.ioctl(listener, request, message)


if __name__ == "__main__":
    if sys.argv[1:]:
        _listen()
        os._exit(0)
    main()
