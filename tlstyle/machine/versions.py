"""Which releases of what tlstyle stands on are installed, without importing any of them."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from tlstyle import __version__

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_LIBRARIES = (
    *("tensorflow", "tensorflow-metal", "keras", "tensorflow-hub", "numpy", "pillow"),
    *("moviepy", "imageio-ffmpeg", "isal", "simplejpeg", "pydantic", "distributed"),
    *("rawpy", "pillow-heif", "h5py", "opencv-python-headless", "opentimelineio", "watchfiles"),
)

_SOURCE = Path(__file__).parents[2] / "pyproject.toml"
"""What says of tlstyle's extras where it runs from its source; elsewhere there is none."""


def versions() -> dict[str, str | None]:
    """Return the versions of tlstyle, Python and its libraries; None of what is not installed."""
    own = {"tlstyle": __version__, "python": platform.python_version()}
    return own | {library: _version(library) for library in _LIBRARIES}


def lacking() -> dict[str, list[str]]:
    """Return what is not installed of each extra, as `pip install 'tlstyle[raw]'` takes them."""
    extras = _extras_of_source() or _extras_of("tlstyle")
    return {
        extra: sorted(set(_lacking(asked)))
        for extra, asked in sorted(extras.items())
        if extra != "dev"
    }


def _lacking(asked: Iterable[str]) -> Iterator[str]:
    """Yield what is asked for, through extras of others, and is not there."""
    for text in asked:
        name, _, more = text.partition(";")[0].partition("[")
        package = re.split(r"[^\w.-]", name)[0]
        if _version(package) is None:
            yield package
        elif more:
            yield from _lacking(_extras_of(package).get(more.partition("]")[0], ()))


def _extras_of_source() -> dict[str, list[str]]:
    """Return what tlstyle's extras ask for where it runs from its source.

    What was noted of them when that was installed may be older than the source.
    """
    try:
        extras: dict[str, list[str]] = tomllib.loads(_SOURCE.read_text("utf-8"))["project"][
            "optional-dependencies"
        ]
    except OSError:
        return {}
    return extras


def _extras_of(package: str) -> dict[str, list[str]]:
    """Return what the extras of a package ask for, as it was installed; none of one that is not."""
    extras: dict[str, list[str]] = {}
    with suppress(PackageNotFoundError):
        for text in requires(package) or ():
            if found := re.search(r"""extra *== *["']([^"']+)["']""", text):
                extras.setdefault(found[1], []).append(text)
    return extras


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
