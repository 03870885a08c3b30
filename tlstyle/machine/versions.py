"""Which releases of what tlstyle stands on are installed, without importing any of them."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, metadata, requires, version

from tlstyle import __version__

_LIBRARIES = (
    *("tensorflow", "tensorflow-metal", "keras", "tensorflow-hub", "numpy", "pillow"),
    *("moviepy", "imageio-ffmpeg", "isal", "simplejpeg", "pydantic", "distributed"),
    *("rawpy", "pillow-heif", "h5py", "opencv-python-headless", "opentimelineio", "watchfiles"),
)


def versions() -> dict[str, str | None]:
    """Return the versions of tlstyle, Python and its libraries; None of what is not installed."""
    own = {"tlstyle": __version__, "python": platform.python_version()}
    return own | {library: _version(library) for library in _LIBRARIES}


def lacking() -> dict[str, list[str]]:
    """Return what is not installed of each extra, as `pip install 'tlstyle[raw]'` takes them.

    The extras are those that this installation knows; where tlstyle runs from a source alone, none.
    """
    try:
        known = metadata("tlstyle").get_all("Provides-Extra") or []
    except PackageNotFoundError:
        return {}
    return {extra: sorted(set(_lacking("tlstyle", extra))) for extra in sorted({*known} - {"dev"})}


def _lacking(package: str, extra: str) -> Iterator[str]:
    """Yield what an extra of a package asks for, through extras of others, and is not there."""
    for name, more in _asked(package, extra):
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
