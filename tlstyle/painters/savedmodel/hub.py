"""Fetches modules from TF Hub and Kaggle, once, past the traps of tensorflow-hub 0.16."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import socket
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError, URLError

from platformdirs import user_cache_dir

from tlstyle.errors import ModelError
from tlstyle.system.posix import is_running

_CACHE = "TFHUB_CACHE_DIR"
SILENCE = 60.0
"""Seconds without a byte after which a download is given up."""

_WAYS_OUT = 'set model = "builtin", or download it by hand, unpack it and set model to its folder'


def is_url(source: str) -> bool:
    """Return whether a model is named by a URL."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, is_whole: Callable[[Path], bool], report: Callable[[str], None]) -> Path:
    """Return the folder of the module behind an https URL, downloaded on first use.

    It is kept under TFHUB_CACHE_DIR, or the user's cache directory, where tensorflow-hub keeps it.
    `is_whole` tells a SavedModel from what a cache cleaner left of it; `report` takes the progress.
    Raises ModelError, one line with both ways out.
    """
    if not url.lower().startswith("https://"):
        raise ModelError(f"{url}: a model is fetched over https only; {_WAYS_OUT}")
    cache = Path(os.environ.get(_CACHE) or Path(user_cache_dir("tlstyle"), "models"))
    # tensorflow-hub's own name for the folder, so that a module it has fetched is found.
    folder = cache / hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()
    if is_whole(folder):
        return folder
    try:
        _clear(folder, is_whole)
        report(f"downloading {url}")
        with _guarded(cache, url, report):
            _resolve(url)
    except Exception as trouble:  # urllib's, tarfile's, zlib's and TensorFlow's all come through
        raise ModelError(f"cannot fetch the model {url}: {_why(trouble)}; {_WAYS_OUT}") from trouble
    if not is_whole(folder):
        raise ModelError(f"{url}: what came is not a SavedModel; {_WAYS_OUT}")
    return folder


def _resolve(url: str) -> None:
    with warnings.catch_warnings():
        # tensorflow-hub 0.16.1, the last release, imports pkg_resources, which warns of its end.
        warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)
        import tensorflow_hub
    from tlstyle.painters.savedmodel.https import https_only  # imports urllib, which few runs need

    with https_only():
        tensorflow_hub.resolve(url)


def _clear(folder: Path, is_whole: Callable[[Path], bool]) -> None:
    """Remove what makes tensorflow-hub fail or wait for ever: a dead lock, a gutted module."""
    lock = folder.with_name(f"{folder.name}.lock")
    with suppress(FileNotFoundError, ValueError):
        host, pid, task = lock.read_text().rsplit(".", 2)
        if host == socket.gethostname() and not _at_work(int(pid)):
            shutil.rmtree(folder.with_name(f"{folder.name}.{task}.tmp"), ignore_errors=True)
            lock.unlink()
    # Asked again: another process may have put it there whole by now.
    if folder.exists() and not is_whole(folder):
        shutil.rmtree(folder)


def _at_work(pid: int) -> bool:
    """Return whether another process may be downloading under this number."""
    # A container's processes get the same numbers at every start; we hold no lock yet.
    return is_running(pid) is not False and pid != os.getpid()


@contextmanager
def _guarded(cache: Path, url: str, report: Callable[[str], None]) -> Iterator[None]:
    """Give tensorflow-hub, for one call, its cache folder, an end to waiting and an ear."""
    with ExitStack() as undo:
        if not os.environ.get(_CACHE):
            os.environ[_CACHE] = str(cache)
            undo.callback(os.environ.pop, _CACHE)
        # Its urlopen has no timeout; this one bounds every wait for a byte.
        undo.callback(socket.setdefaulttimeout, socket.getdefaulttimeout())
        socket.setdefaulttimeout(SILENCE)
        logger, ear = logging.getLogger("absl"), _Ear(url, report)
        undo.callback(logger.setLevel, logger.level)
        undo.callback(logger.removeHandler, ear)
        logger.addHandler(ear)
        logger.setLevel(logging.INFO)
        yield


class _Ear(logging.Handler):
    """Passes on what tensorflow-hub logs of a download every 15 s, and whom it waits for."""

    def __init__(self, url: str, report: Callable[[str], None]) -> None:
        super().__init__()
        self._wanted = (f"Downloading {url}: ", f"Downloaded {url}, ", f"Module '{url}' already ")
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if said.startswith(self._wanted):
            self._report(said)


def _why(trouble: Exception) -> str:
    if isinstance(trouble, URLError) and not isinstance(trouble, HTTPError):
        return str(trouble.reason)
    return (str(trouble).splitlines() or [type(trouble).__name__])[0]
