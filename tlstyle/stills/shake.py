"""How a camera on its tripod shakes: by how much each still has moved against the first one.

Where to begin is told by phase correlation, in whole pixels. From there, parts of the two are laid
over each other by Gauss and Newton's way (Lucas and Kanade, 1981), and what most of them agree upon
is the shake: water and clouds move also, but each part of them otherwise.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.size import Size
from tlstyle.stills.measure import Measure
from tlstyle.stills.resampling import kernels
from tlstyle.stills.source import Source, sources
from tlstyle.stills.still import Footage, Still

TRUSTED = 0.08
"""The share of a still that agrees at least where its shake is told by it: two parts of 24."""

_LARGEST = 1280
"""Pixels of the longer side of what stills are compared by."""

_AROUND = 16
"""Pixels around, of which every one is told how bright and how full of contrast a place is."""

_NOISE = 4.0
"""Levels of contrast that count for nothing."""

_APART = 1.0, 0.5, 0.3
"""How far apart two stills are, in contrasts, where something else moves; coarsely, then finely."""

_ROUNDS, _SETTLED = 8, 0.003
"""How often an offset is made better, and the pixels by which that is enough."""

_PARTS = 4, 6
"""Rows and columns of parts of a still, each of which says where it lies."""

_ASTRAY = 3
"""Pixels from where it begins at which a part is given up."""

_AGREED = 0.15
"""Pixels by which parts that rest may be apart."""

_REACH = 4
"""Pixels that a kernel which lies between pixels looks at, on either side."""

_FARTHEST = 0.25
"""The part of a still's sides that a shake is at most."""

_WHITENED = 0.8
"""How much of what frequencies are strong by phase correlation leaves out of account."""

Grey = NDArray[np.float32]


def shaken(source: Source, footage: Footage) -> NDArray[np.float32]:
    """Return by how much a still has moved against the first, to the right and down, and the trust.

    In widths and heights of the still. The trust is the share of it that says so, from 0 to 1.

    Raises:
        FootageError: a still vanished or cannot be decoded.
    """
    first, size = _first(footage.stills[0], footage.size), _small(footage.size)
    own = _contrasts(source, size)
    offset, trust = _offset(first, own)
    return np.array([*(offset / (size.width, size.height)), trust], np.float32)


SHAKE = Measure("shake", 1, (3,), shaken, is_by_first=True)
"""The measure of it."""


def _small(size: Size) -> Size:
    scale = min(1.0, _LARGEST / max(size))
    return Size(round(size.width * scale), round(size.height * scale))


@lru_cache(maxsize=2)
def _first(still: Still, size: Size) -> Grey:
    return _contrasts(next(sources([still])), _small(size))


def _contrasts(source: Source, size: Size) -> Grey:
    """Return a still small and grey, its light and its contrast the same everywhere."""
    pixels = source.fitted(size, (0.5, 0.5))
    grey = pixels.astype(np.float32).mean(axis=2)
    own = grey - _around(grey)
    contrasts: Grey = own / (np.sqrt(_around(own * own)) + np.float32(_NOISE))
    return contrasts


def _around(grey: Grey) -> Grey:
    """Return the mean around every place."""
    image = Image.fromarray(grey)
    coarse = image.reduce(min(_AROUND, *image.size))
    return np.asarray(coarse.resize(image.size, Image.Resampling.BILINEAR))


def _offset(first: Grey, own: Grey) -> tuple[NDArray[np.float64], float]:
    """Return where a still's places lie in another, in its pixels, and how much of it says so."""
    start = _whole_offset(first, own)
    edge = int(np.abs(start).max()) + _ASTRAY + _REACH + 1
    if edge > _FARTHEST * min(first.shape):
        return np.zeros(2), 0.0
    found = [_found(first, own, part, start) for part in _parts(first.shape, edge)]
    votes = [vote for vote in found if vote and vote.alike]
    if not votes:
        return np.zeros(2), 0.0
    offsets, alike = np.array([vote.offset for vote in votes]), np.array([v.alike for v in votes])
    apart = np.linalg.norm(offsets[:, None] - offsets[None], axis=2)
    shares = alike * np.exp(-((apart / _AGREED) ** 2))
    best = int(shares.sum(axis=1).argmax())
    sure = [vote.sure * share for vote, share in zip(votes, shares[best], strict=True)]
    leant = [each @ vote.offset for each, vote in zip(sure, votes, strict=True)]
    return np.linalg.solve(sum(sure), sum(leant)), float(shares[best].sum() / len(found))


class _Vote(NamedTuple):
    """What a part of a still says: its offset, how alike it is there, how sure in each way."""

    offset: NDArray[np.float64]
    alike: float
    sure: NDArray[np.float64]


def _parts(shape: tuple[int, ...], edge: int) -> list[tuple[slice, slice]]:
    """Return the rows and columns of the parts of a still, so many pixels from its edges."""
    rows, columns = (
        [slice(*ends) for ends in pairwise(np.linspace(edge, side - edge, count + 1).astype(int))]
        for side, count in zip(shape, _PARTS, strict=True)
    )
    return list(product(rows, columns))


def _found(
    first: Grey, own: Grey, part: tuple[slice, slice], start: NDArray[np.float64]
) -> _Vote | None:
    """Return what a part says, by Gauss and Newton; None if it leads astray."""
    there, offset = first[part], start
    for apart in _APART:
        for _ in range(_ROUNDS):
            step, sure = _step(there, _moved(own, part, offset), apart)
            offset = offset + step.clip(-1, 1)
            if np.abs(offset - start).max() > _ASTRAY:
                return None
            if np.abs(step).max() < _SETTLED:
                break
    moved = _moved(own, part, offset)
    alike = np.vdot(there, moved) / np.sqrt(np.vdot(there, there) * np.vdot(moved, moved) + 1e-9)
    return _Vote(offset, max(0.0, float(alike)), sure)


def _whole_offset(first: Grey, own: Grey) -> NDArray[np.float64]:
    """Return the same in whole pixels, by phase correlation (Kuglin and Hines, 1975)."""
    window = np.outer(*(np.hanning(side) for side in first.shape)).astype(np.float32)
    one, other = (np.fft.rfft2(grey * window) for grey in (first, own))
    power = np.conj(one) * other
    likeness = np.fft.irfft2(power / (np.abs(power) ** _WHITENED + 1e-6), first.shape)
    found = np.unravel_index(int(np.argmax(likeness)), likeness.shape)
    sides = zip(found, first.shape, strict=True)
    down, across = (int(at) if at <= side // 2 else int(at) - side for at, side in sides)
    return np.array([across, down], np.float64)


def _moved(own: Grey, part: tuple[slice, slice], offset: NDArray[np.float64]) -> Grey:
    """Return what lies an offset away from a part of a still."""
    whole = np.floor(offset).astype(int)
    across, down = kernels(offset - whole)
    rows, columns = (
        slice(at.start + by + 1 - _REACH, at.stop + by + _REACH)
        for at, by in zip(part, whole[::-1], strict=True)
    )
    around = own[rows, columns]
    height, width = (at.stop - at.start for at in part)
    high = sum(share * around[tap : tap + height] for tap, share in enumerate(down))
    moved: Grey = sum(share * high[:, tap : tap + width] for tap, share in enumerate(across))
    return moved


def _step(
    there: Grey, moved: Grey, apart: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what makes an offset better, and how sure that is in each way.

    What is farther apart than `apart` counts little.
    """
    away = moved - there
    down, across = np.gradient((moved + there) / 2)
    counts = 1 / (1 + (away / apart) ** 2) ** 2
    slopes = np.stack([across.ravel(), down.ravel()])
    weighed = slopes * counts.ravel()
    sure = (weighed @ slopes.T).astype(np.float64) + 1e-6 * np.eye(2)
    return np.linalg.solve(sure, -(weighed @ away.ravel()).astype(np.float64)), sure
