"""Changes of files, heard while something else is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self

_QUIET = 0.4
"""Seconds without a change after which changes are taken to be over: a copy, an editor's save."""

_MOST = 10.0
"""Seconds after which they are taken up in any case."""

_LOOK = 100
"""Milliseconds after which a thread sees that it is not needed any more."""

Matters = Callable[[Path], bool]
"""Tells whether the change of a file matters."""


class Changes:
    """Hears of files that change in folders; what of that matters is said by whoever asks."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._heard: set[Path] = set()
        self._is_heard = Event()
        self._ended = Event()
        self._folders: dict[Path, int] = {}
        self._matters: Matters = lambda file: False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()

    def follow(self, folders: Iterable[Path], matters: Matters) -> None:
        """From now on hear of changes in these folders, not of those in folders inside them.

        They are heard of without a gap once this returns. Folders that are not there are left out;
        of one that gave way to another of its name, this is to be told again.
        """
        found = {folder: folder.stat().st_ino for folder in folders if folder.is_dir()}
        self._matters = matters
        if found == self._folders:
            return
        before, self._ended, self._folders = self._ended, Event(), found
        begun = Event()
        Thread(target=self._listen, args=(list(found), begun, self._ended), daemon=True).start()
        begun.wait()
        before.set()

    @property
    def is_heard(self) -> bool:
        """Whether something has changed that nobody has taken up."""
        return self._is_heard.is_set()

    def take(self) -> set[Path]:
        """Return what has changed since this was asked last, and begin anew."""
        with self._lock:
            taken, self._heard = self._heard, set()
            self._is_heard.clear()
        return taken

    def wait(self) -> set[Path]:
        """Wait for changes, and until there are no more for a moment; return them."""
        self._is_heard.wait()
        since, count = time.monotonic(), 0
        while len(self._heard) != count and time.monotonic() - since < _MOST:
            count = len(self._heard)
            time.sleep(_QUIET)
        return self.take()

    def _listen(self, folders: Iterable[Path], begun: Event, ended: Event) -> None:
        try:
            for changes in _changes(folders, ended):
                begun.set()
                self._hear(Path(name) for _, name in changes)
        finally:
            begun.set()

    def _hear(self, files: Iterable[Path]) -> None:
        with self._lock:
            if heard := set(filter(self._matters, files)):
                self._heard |= heard
                self._is_heard.set()


def _changes(folders: Iterable[Path], ended: Event) -> Any:
    """Yield changes, and nothing now and then; the first time once they are listened to."""
    from watchfiles import watch

    with suppress(FileNotFoundError):  # a folder that went away just now
        yield from watch(
            *folders,
            watch_filter=None,
            debounce=200,
            step=50,
            stop_event=ended,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
        )


def can_listen() -> bool:
    """Tell whether the library is there that listens."""
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        return False
    return True
