"""Work in processes beside this one, where threads would wait for each other's lock."""

from __future__ import annotations

import mmap
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.errors import PaintError
from tlstyle.system.posix import memory_file, pipe, without_interrupts

_ALIGNED = 64
"""Bytes at whose multiples arrays begin in shared memory."""

Do = Callable[..., Any]
"""Does some work: a function of a module, with what it is given, wherever that is done."""


def here(work: Callable[..., Any], *given: Any) -> Any:
    """Do some work in this thread."""
    return work(*given)


@contextmanager
def apart(count: int, room: int) -> Iterator[Do]:
    """Give what does work in so many processes, which end with it, and with this process.

    They import no TensorFlow, and leave Ctrl-C to this process. What they are told to do raises
    here what it raises there. Arrays go through memory that they share with this process, which
    has no name that could be left behind, so `room` is the bytes of the largest; what a piece of
    work returns must not be a part of what it was given.

    Raises:
        PaintError: no process can be started, or one was ended, and the one in its place too.
    """
    try:
        helpers = _Helpers(count, room)
    except OSError as error:
        raise PaintError(f"processes that read stills cannot be started ({error})") from error
    try:
        yield helpers.do
    finally:
        helpers.close()


class _Helpers:
    """Processes, each for one thread at a time."""

    def __init__(self, count: int, room: int) -> None:
        self._room, self._closed = room, False
        self._idle: SimpleQueue[_Helper | None] = SimpleQueue()
        for _ in range(count):
            self._idle.put(_Helper(room))

    def do(self, work: Callable[..., Any], *given: Any) -> Any:
        helper = self._take()
        try:
            try:
                return helper.do(work, *given)
            except _Gone:
                helper = _Helper(self._room)
            try:
                return helper.do(work, *given)
            except _Gone as gone:
                helper = _Helper(self._room)
                raise PaintError(
                    f"a process that reads stills and writes frames was ended twice ({gone}); what "
                    "is painted is kept: look who ends it, free memory, and run it again"
                ) from None
        finally:
            self._idle.put(helper)
            if self._closed:
                self.close()

    def close(self) -> None:
        """Let all processes end that are idle, and the others as soon as they are."""
        self._closed = True
        with suppress(Empty):
            while True:
                if helper := self._idle.get_nowait():
                    helper.close()
        self._idle.put(None)

    def _take(self) -> _Helper:
        helper = self._idle.get()
        if helper is None:
            self._idle.put(None)
            raise PaintError("painting has ended")  # heard by nobody
        return helper


class _Gone(Exception):  # noqa: N818  # no error yet: another process takes its place
    """A process ended while it was at work; the text says how."""


class _Helper:
    """A process, and the memory that it shares with this one.

    Not one of `multiprocessing`, which a worker of Dask may not start, and which imports what this
    program began with.
    """

    def __init__(self, room: int) -> None:
        self._pipe, theirs = pipe()
        with theirs, memory_file() as file:
            file.truncate(room + 2 * _ALIGNED)
            self._shared = _shared(file.fileno())
            path = f"import sys; sys.path[:] = {sys.path}"  # and not this folder's
            work = f"from {__name__} import serve; serve({theirs.fileno()}, {file.fileno()})"
            with without_interrupts():
                self._process = subprocess.Popen(
                    [sys.executable, "-c", f"{path}; {work}"],
                    stdin=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno(), file.fileno()],
                )

    def do(self, work: Callable[..., Any], *given: Any) -> Any:
        """Return what some work returns, or raise what it raises.

        Raises:
            _Gone: the process was ended before.
        """
        try:
            _send(self._pipe, self._shared, (work, given))
            done, answer = _receive(self._pipe, self._shared, np.copy)
        except (EOFError, OSError):
            raise _Gone(f"exit code {self._process.wait()}") from None
        if not done:
            error, trace = answer
            raise error from RuntimeError(trace)
        return answer

    def close(self) -> None:
        """Have the process end, which has nothing to do."""
        self._pipe.close()
        self._process.wait()


def serve(asking: int, memory: int) -> None:
    """Do what is asked for through a pipe, until nobody is there any more who asks.

    Args:
        asking: The pipe, as a file descriptor.
        memory: The memory that is shared with whoever asks, likewise.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe, shared = Connection(asking), _shared(memory)
    try:
        while True:
            work, given = _receive(pipe, shared, np.asarray)
            try:
                answer = True, work(*given)
            except Exception as error:
                answer = False, (_sendable(error), traceback.format_exc())
            _send(pipe, shared, answer)
    except (EOFError, OSError):
        return


def _shared(file: int) -> NDArray[np.uint8]:
    return np.frombuffer(mmap.mmap(file, 0), np.uint8)


def _sendable(error: Exception) -> Exception:
    """Return an error that arrives as it is sent."""
    try:
        arrived = pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error if type(arrived) is type(error) else RuntimeError(str(error))


def _send(pipe: Connection, shared: NDArray[np.uint8], value: Any) -> None:
    """Send a value, its arrays through shared memory if they have room there."""
    arrays: list[pickle.PickleBuffer] = []
    content = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
    parts = [np.frombuffer(array.raw(), np.uint8) for array in arrays]
    places = _places([part.size for part in parts])
    if places and places[-1].stop > shared.size:
        content, parts, places = pickle.dumps(value, protocol=5), [], []
    for part, place in zip(parts, places, strict=True):
        np.copyto(shared[place], part)
    pipe.send((content, [part.size for part in parts]))


def _receive(pipe: Connection, shared: NDArray[np.uint8], take: Callable[[Any], Any]) -> Any:
    """Return what was sent, its arrays as `take` takes them out of the shared memory."""
    content, sizes = pipe.recv()
    return pickle.loads(content, buffers=[take(shared[place]) for place in _places(sizes)])


def _places(sizes: Sequence[int]) -> list[slice]:
    """Return where arrays of so many bytes stand, one after the other."""
    starts = np.cumsum([0, *(-(-size // _ALIGNED) * _ALIGNED for size in sizes)])
    return [
        slice(int(start), int(start) + size) for start, size in zip(starts, sizes, strict=False)
    ]
