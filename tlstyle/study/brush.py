"""A studied brush as a file: the painter's weights in float16, about 0.5 MB, and their history."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from tlstyle.painters.builtin.weights import NETWORK_VERSION, WEIGHTS, publish


def brush_digest(file: Path) -> str:
    """Return 16 hexadecimal digits that change whenever what a brush paints may change.

    Of its weights alone: a study of so many minutes may learn something else the next time.

    Raises:
        OSError: the file is missing.
        ValueError: it is no brush.
    """
    digest = hashlib.blake2b(f"network {NETWORK_VERSION}".encode(), digest_size=8)
    try:
        with np.load(file) as stored:
            names = sorted(name for name in stored.files if name.startswith("painter"))
            for name in names:
                digest.update(name.encode())
                digest.update(stored[name].tobytes())
    except (AttributeError, BadZipFile, EOFError) as error:
        raise ValueError(f"{file}: is no brush, or is damaged") from error
    if not names:
        raise ValueError(f"{file}: is no brush")
    return digest.hexdigest()


def fits(file: Path) -> bool:
    """Tell whether a brush is one of this version's network, and not of an older or newer one.

    Raises:
        OSError: the file is missing.
        ValueError: it is no brush.
    """
    brush_digest(file)  # which knows what is no brush
    return _shapes(file) == _shapes(WEIGHTS)


def _shapes(file: Path) -> dict[str, tuple[int, ...]]:
    with np.load(file) as stored:
        return {name: stored[name].shape for name in stored.files if name.startswith("painter")}


def write_brush(file: Path, arrays: dict[str, Any], history: Any) -> None:
    """Write a painter's weights, and every step's distances, whole or not at all."""
    publish(file, {**arrays, "history": np.asarray(history, np.float32)})
