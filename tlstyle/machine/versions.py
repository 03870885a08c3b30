"""Which releases of what tlstyle stands on are installed, without importing any of them."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version

from tlstyle import __version__

_LIBRARIES = (
    *("tensorflow", "tensorflow-metal", "keras", "tensorflow-hub", "numpy", "pillow"),
    *("moviepy", "imageio-ffmpeg", "isal", "simplejpeg", "pydantic", "distributed"),
    *("rawpy", "pillow-heif", "h5py", "opencv-python-headless", "opentimelineio", "watchfiles"),
)

EXTRAS = ("cluster", "flow", "gpu", "handover", "heic", "raw", "study", "watch")
"""What may be installed beside, as `pip install 'tlstyle[raw]'` does."""


def versions() -> dict[str, str | None]:
    """Return the versions of tlstyle, Python and its libraries; None of what is not installed."""
    own = {"tlstyle": __version__, "python": platform.python_version()}
    return own | {library: _version(library) for library in _LIBRARIES}


def lacking() -> dict[str, list[str]]:
    """Return of each extra what is not installed of it; nothing where all is.

    An extra that this installation does not know, as it runs from a source that is newer, or that
    was never installed, lacks tlstyle itself.
    """
    return {extra: sorted(set(_lacking("tlstyle", extra))) for extra in EXTRAS}


def _lacking(package: str, extra: str) -> Iterator[str]:
    """Yield what an extra of a package asks for, through extras of others, and is not there."""
    asked = [*_asked(package, extra)]
    if not asked:
        yield package
    for name, more in asked:
        if _version(name) is None:
            yield name
        elif more:
            yield from _lacking(name, more)


def _asked(package: str, extra: str) -> Iterator[tuple[str, str]]:
    """Yield what an extra of an installed package asks for, each with an extra's name, or ""."""
    with suppress(PackageNotFoundError):
        for text in requires(package) or ():
            if re.search(rf"""extra *== *["']{extra}["']""", text):
                name, _, more = text.partition(";")[0].partition("[")
                yield re.split(r"[^\w.-]", name)[0], more.partition("]")[0]


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
